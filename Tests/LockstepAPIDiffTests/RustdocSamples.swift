import LockstepAPIDiff

/// Documents as rustdoc writes them, cut down to what a test is about.
enum RustdocSamples {
  /// A document with these items, by id; 0 is the crate's root module and has to be one of them.
  static func document(version: Int, items: [String], paths: String = "{}") -> [UInt8] {
    let index = items.enumerated().map { "\"\($0.offset)\":\($0.element)" }.joined(separator: ",")
    return Array(
      """
      {"root":0,"crate_version":"1.0.0","includes_private":true,"index":{\(index)},\
      "paths":\(paths),"external_crates":{"1":{"name":"core","html_root_url":null}},\
      "format_version":\(version)}
      """.utf8)
  }

  /// An item; `inner` is the JSON of its kind.
  static func item(
    _ id: Int, _ name: String?, _ inner: String, visibility: String = "\"public\"",
    attributes: String = "[]", begin: String = "[3,1]"
  ) -> String {
    """
    {"id":\(id),"crate_id":0,"name":\(name.map { "\"\($0)\"" } ?? "null"),\
    "span":{"filename":"src/lib.rs","begin":\(begin),"end":[9,9]},"visibility":\(visibility),\
    "docs":null,"links":{},"attrs":\(attributes),"deprecation":null,"inner":\(inner)}
    """
  }

  static func root(_ ids: [Int]) -> String {
    item(0, "sample", "{\"module\":{\"is_crate\":true,\"items\":\(ids),\"is_stripped\":false}}")
  }

  static let none = "{\"params\":[],\"where_predicates\":[]}"

  static func structure(_ kind: String = "\"unit\"") -> String {
    "{\"struct\":{\"kind\":\(kind),\"generics\":\(none),\"impls\":[]}}"
  }

  /// A crate with one function of two types.
  static let small = [
    root([1, 2]),
    item(1, "S", structure(), attributes: "[\"non_exhaustive\"]"),
    item(
      2, "f",
      """
      {"function":{"sig":{"inputs":[["a",{"resolved_path":{"path":"S","id":1,"args":null}}],\
      ["b",{"borrowed_ref":{"lifetime":"'static","is_mutable":true,"type":{"primitive":"str"}}}]],\
      "output":{"tuple":[]},"is_c_variadic":false},"generics":\(none),\
      "header":{"is_const":true,"is_unsafe":false,"is_async":false,"abi":{"C":{"unwind":true}}},\
      "has_body":true}}
      """),
  ]
}

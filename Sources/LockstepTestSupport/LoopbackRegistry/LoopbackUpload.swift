import LockstepCore

/// The body of an upload: a length and JSON, a length and the package; lengths are 32 bits, little
/// endian.
struct LoopbackUpload {
  var name: String
  var version: String
  var metadata: JSONValue
  var crate: [UInt8]

  init?(parsing body: [UInt8]) {
    var rest = body[...]
    guard let json = Self.takeBlock(from: &rest), let crate = Self.takeBlock(from: &rest),
      rest.isEmpty, let metadata = try? JSONValue(parsing: json),
      case .string(let name)? = metadata["name"], case .string(let version)? = metadata["vers"]
    else { return nil }
    self.name = name
    self.version = version
    self.metadata = metadata
    self.crate = crate
  }

  private static func takeBlock(from rest: inout ArraySlice<UInt8>) -> [UInt8]? {
    guard rest.count >= 4 else { return nil }
    let length = rest.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    rest = rest.dropFirst(4)
    guard rest.count >= length else { return nil }
    defer { rest = rest.dropFirst(length) }
    return Array(rest.prefix(length))
  }

  /// The members of the index line that come from the upload; the keys differ from the upload's.
  func indexMembers(checksum: String) -> [String: JSONValue] {
    var members: [String: JSONValue] = [
      "name": .string(name), "vers": .string(version), "cksum": .string(checksum),
      "yanked": .boolean(false), "links": metadata["links"] ?? .null,
      "rust_version": metadata["rust_version"] ?? .null,
    ]
    var dependencies: [JSONValue] = []
    if case .array(let items)? = metadata["deps"] {
      dependencies = items.compactMap(Self.dependency)
    }
    members["deps"] = .array(dependencies)
    var older: [String: JSONValue] = [:]
    var newer: [String: JSONValue] = [:]
    if case .object(let features)? = metadata["features"] {
      for (feature, enabled) in features {
        if Self.isNewer(enabled) { newer[feature] = enabled } else { older[feature] = enabled }
      }
    }
    members["features"] = .object(older)
    if !newer.isEmpty {
      members["features2"] = .object(newer)
      members["v"] = .integer(2)
    }
    return members
  }

  private static func isNewer(_ enabled: JSONValue) -> Bool {
    guard case .array(let items) = enabled else { return false }
    return items.contains {
      guard case .string(let text) = $0 else { return false }
      return text.hasPrefix("dep:") || text.contains("?/")
    }
  }

  private static func dependency(_ upload: JSONValue) -> JSONValue? {
    guard case .object(var members) = upload else { return nil }
    members["req"] = members.removeValue(forKey: "version_req")
    if let alias = members.removeValue(forKey: "explicit_name_in_toml"), alias != .null {
      members["package"] = members["name"]
      members["name"] = alias
    }
    if members["registry"] == nil { members["registry"] = .null }
    return .object(members)
  }
}

import LockstepAPIDiff
import LockstepCore
import Testing

struct RustdocFormatTests {
  @Test func `a document of today is read`() throws {
    let surface = try Surface(
      rustdoc: RustdocSamples.document(version: 57, items: RustdocSamples.small))
    let function = try #require(surface.items(at: "sample::f").first)
    #expect(
      surface.declaration(of: function.id)
        == "pub const extern \"C-unwind\" fn f(a: S, b: &'static mut str)")
    #expect(surface.items(at: "sample::S").first?.attributes.isNonExhaustive == true)
    #expect(function.place?.description == "src/lib.rs:3:1")
  }

  @Test(arguments: [0, 1, 35, 58, 9_999])
  func `a version that is not known is refused by name`(version: Int) throws {
    let error = #expect(throws: RustdocError.self) {
      _ = try Surface(
        rustdoc: RustdocSamples.document(version: version, items: RustdocSamples.small))
    }
    #expect(error == .unknownFormatVersion(version))
    #expect(error?.explanation.why == ["known are the versions 36 to 57"])
  }

  @Test(arguments: RustdocError.knownFormatVersions)
  func `columns count from 1 in every version`(version: Int) throws {
    let begin = version < 45 ? "[3,0]" : "[3,1]"
    let items = [
      RustdocSamples.root([1]),
      RustdocSamples.item(1, "S", RustdocSamples.structure(), begin: begin),
    ]
    let surface = try Surface(rustdoc: RustdocSamples.document(version: version, items: items))
    #expect(surface.items(at: "sample::S").first?.place?.column == 1)
    #expect(surface.formatVersion == version)
  }

  @Test func `the text of a path was called name`() throws {
    let alias = """
      {"type_alias":{"type":{"resolved_path":{"name":"Vec","id":77,"args":{"angle_bracketed":\
      {"args":[{"type":{"primitive":"u8"}}],"constraints":[]}}}},"generics":\(RustdocSamples.none)}}
      """
    let items = [RustdocSamples.root([1]), RustdocSamples.item(1, "A", alias)]
    let surface = try Surface(
      rustdoc: RustdocSamples.document(
        version: 38, items: items,
        paths: #"{"77":{"crate_id":1,"path":["alloc","vec","Vec"],"kind":"struct"}}"#))
    let item = try #require(surface.items(at: "sample::A").first)
    guard case .typeAlias(_, .path(let path)) = item.kind else {
      Issue.record("\(item.kind)")
      return
    }
    #expect(path.text == "Vec<u8>" && path.resolved == "alloc::vec::Vec")
  }

  @Test func `arguments of a projection were never missing, captures were bare names`() throws {
    let function = """
      {"function":{"sig":{"inputs":[["a",{"qualified_path":{"name":"Item","args":\
      {"angle_bracketed":{"args":[],"constraints":[]}},"self_type":{"generic":"T"},\
      "trait":{"path":"Iterator","id":5,"args":null}}}]],"output":{"impl_trait":\
      [{"outlives":"'a"},{"use":["'a","T"]}]},"is_c_variadic":false},"generics":{"params":\
      [{"name":"'a","kind":{"lifetime":{"outlives":[]}}},{"name":"T","kind":{"type":{"bounds":[],\
      "default":null,"is_synthetic":false}}}],"where_predicates":[]},"header":{"is_const":false,\
      "is_unsafe":false,"is_async":false,"abi":"Rust"},"has_body":true}}
      """
    let items = [RustdocSamples.root([1]), RustdocSamples.item(1, "f", function)]
    let surface = try Surface(rustdoc: RustdocSamples.document(version: 40, items: items))
    let item = try #require(surface.items(at: "sample::f").first)
    #expect(
      surface.declaration(of: item.id) == "pub fn f<'a, T>(a: T::Item) -> impl 'a + use<'a, T>")
  }

  @Test(
    arguments: [
      (37, ##"["#[repr(C, u8)]"]"##, ["#[repr(C, u8)]"]),
      (
        37, ##"["#[must_use = \"so\"]","#[non_exhaustive]"]"##,
        ["#[non_exhaustive]", "#[must_use = \"so\"]"]
      ),
      (
        40,
        ##"["#[attr=\"Repr([ReprC, ReprInt(SignedInt(I8)), ReprAlign(Align(16 bytes))])\")]\n"]"##,
        ["#[repr(C, i8, align(16))]"]
      ),
      (43, ##"["#[repr(C,i8)]","#[repr(align(4))]"]"##, ["#[repr(C, i8, align(4))]"]),
      (46, ##"["#[repr(packed)]"]"##, ["#[repr(packed)]"]),
      (46, ##"["#[repr(C, packed(2))]"]"##, ["#[repr(C, packed(2))]"]),
      (
        46, ##"["#[unsafe(no_mangle)]","#[export_name = \"x\"]"]"##,
        ["#[no_mangle]", "#[export_name = \"x\"]"]
      ),
      (
        48, ##"["#[attr = Inline(Hint)]","#[doc(hidden)]","#[doc(alias = \"hidden\")]"]"##,
        ["#[doc(hidden)]"]
      ),
      (52, ##"["#[attr = MustUse {reason: \"so\"}]"]"##, ["#[must_use = \"so\"]"]),
      (
        53, ##"["#[attr = MustUse]","#[attr = TrackCaller]"]"##, ["#[must_use]", "#[track_caller]"]
      ),
      (
        53, ##"["#[target_feature(enable = \"avx2,bmi1\")]"]"##,
        ["#[target_feature(enable = \"avx2,bmi1\")]"]
      ),
      (
        54,
        ##"["non_exhaustive",{"must_use":{"reason":null}},{"repr":{"kind":"transparent","align":null,"packed":null,"int":null}}]"##,
        ["#[non_exhaustive]", "#[must_use]", "#[repr(transparent)]"]
      ),
      (
        57,
        ##"["no_mangle",{"link_section":".x"},{"target_feature":{"enable":["b","a"]}},{"other":"#[attr = TrackCaller]"}]"##,
        [
          "#[no_mangle]", "#[link_section = \".x\"]", "#[target_feature(enable = \"a,b\")]",
          "#[track_caller]",
        ]
      ),
    ] as [(Int, String, [String])])
  func `attributes are read as each version writes them`(
    version: Int, attributes: String, expected: [String]
  ) throws {
    let items = [
      RustdocSamples.root([1]),
      RustdocSamples.item(1, "S", RustdocSamples.structure(), attributes: attributes),
    ]
    let surface = try Surface(rustdoc: RustdocSamples.document(version: version, items: items))
    #expect(surface.items(at: "sample::S").first?.attributes.texts == expected)
  }

  @Test func `every cut of a document is refused, none of them read as a smaller crate`() throws {
    let bytes = RustdocSamples.document(version: 57, items: RustdocSamples.small)
    for end in 0..<bytes.count {
      #expect(throws: RustdocError.self) { _ = try Surface(rustdoc: Array(bytes[..<end])) }
    }
  }

  @Test func `types that nest without end are refused`() throws {
    let depth = 100_000
    let type =
      String(repeating: "{\"slice\":", count: depth) + "{\"primitive\":\"u8\"}"
      + String(repeating: "}", count: depth)
    let alias = "{\"type_alias\":{\"type\":\(type),\"generics\":\(RustdocSamples.none)}}"
    let items = [RustdocSamples.root([1]), RustdocSamples.item(1, "A", alias)]
    let error = #expect(throws: RustdocError.self) {
      _ = try Surface(rustdoc: RustdocSamples.document(version: 57, items: items))
    }
    guard case .nestedTooDeeply = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func `escapes in strings are undone`() throws {
    let source = #"{"macro":"a\n\t\"\\\u0041\ud83e\udd80é"}"#
    let items = [RustdocSamples.root([1]), RustdocSamples.item(1, "m", source)]
    let surface = try Surface(rustdoc: RustdocSamples.document(version: 57, items: items))
    #expect(surface.items(at: "sample::m").first?.kind == .macro(source: "a\n\t\"\\A🦀é"))
  }
}

import LockstepCore
import LockstepEcosystems
import LockstepTOML
import Testing

struct RegistryIndexTests {
  @Test(arguments: [
    ("a", "1/a"), ("ab", "2/ab"), ("abc", "3/a/abc"), ("abcd", "ab/cd/abcd"),
    ("Serde_Json", "se/rd/serde_json"), ("core-x2", "co/re/core-x2"),
  ])
  func `a package's file lies where cargo looks for it`(name: String, path: String) throws {
    #expect(try CrateName.indexPath(of: name) == path)
  }

  @Test(arguments: [
    "", "-x", "1up", "a/b", "../a", "a b", "a\n", "ä", "_a", String(repeating: "a", count: 65),
    "a.b",
    "a@1",
  ])
  func `a name that no package can have is refused`(name: String) {
    #expect(throws: CrateNameError.self) { try CrateName.indexPath(of: name) }
  }

  static let line =
    #"{"name":"ab-c","vers":"1.2.0","deps":[{"name":"ren","req":"^1","features":["x"],"optional":true,"#
    + #""default_features":false,"target":"cfg(unix)","kind":"dev","registry":null,"package":"real"}],"#
    + #""cksum":"\#(String(repeating: "0a", count: 32))","features":{"a":[]},"#
    + #""features2":{"b":["dep:ren"]},"yanked":true,"links":"z","rust_version":"1.70","v":2}"#

  @Test func `a line of an index is read in full`() throws {
    let file = try IndexFile(parsing: Array((Self.line + "\n").utf8), place: "index")
    let version = try #require(try file.versions(of: "ab-c").first)
    #expect(version.version == Version(1, 2, 0))
    #expect(version.checksum == String(repeating: "0a", count: 32))
    #expect(version.yanked)
    #expect(version.features == ["a": [], "b": ["dep:ren"]])
    #expect(version.links == "z")
    #expect(version.rustVersion == "1.70")
    #expect(
      version.dependencies == [
        PublishedDependency(
          name: "ren", package: "real", requirement: "^1", features: ["x"], optional: true,
          defaultFeatures: false, target: "cfg(unix)", kind: "dev", registry: nil)
      ])
  }

  @Test func `what is read is written back the same`() throws {
    let file = try IndexFile(parsing: Array(Self.line.utf8), place: "index")
    let version = try #require(try file.versions(of: "ab-c").first)
    let again = try IndexFile(parsing: version.indexLine(package: "ab-c"), place: "again")
    #expect(try again.versions(of: "ab-c") == [version])
    #expect(String(decoding: version.indexLine(package: "ab-c"), as: UTF8.self).contains(#""v":2"#))
  }

  @Test func `yanking one line leaves the others' bytes alone`() throws {
    let odd = Self.line.replacing("1.2.0", with: "1.1.0").replacing(",", with: " , ")
    var file = try IndexFile(parsing: Array("\(odd)\n\(Self.line)\n".utf8), place: "index")
    let number = try #require(try file.line(of: Version(1, 2, 0), package: "ab-c"))
    try file.setYanked(false, line: number)
    #expect(file.lines[0] == Array(odd.utf8))
    #expect(try file.versions(of: "ab-c").map(\.yanked) == [true, false])
  }

  @Test(arguments: [
    ("not json", "index, line 1"), (#"{"name":"ab-c"}"#, "no `vers`"),
    (#"{"name":"ab-c","vers":"1.0.0","cksum":"zz"}"#, "`cksum`"),
  ])
  func `a damaged index is an error that says where`(text: String, said: String) throws {
    let file = try IndexFile(parsing: Array(text.utf8), place: "index")
    let error = try #require(throws: IndexError.self) { try file.versions(of: "ab-c") }
    let words = ([error.explanation.what] + error.explanation.why).joined(separator: " ")
    #expect(words.contains(said))
  }

  @Test func `other packages and odd versions are passed over`() throws {
    let other = Self.line.replacing("ab-c", with: "ab-d")
    let odd = Self.line.replacing("1.2.0", with: "banana")
    let file = try IndexFile(parsing: Array("\(other)\n\(odd)\n".utf8), place: "index")
    #expect(try file.versions(of: "ab-c").isEmpty)
  }

  @Test func `a normalised manifest gives the facts of its line`() throws {
    let manifest = try CrateManifest(
      parsing: Array(
        """
        [package]
        name = "yy"
        version = "1.0.0-rc.1+build"
        rust-version = "1.70"
        links = "z"
        [dependencies.ren]
        version = "1"
        package = "xx"
        features = ["f"]
        default-features = false
        optional = true
        [dependencies.far]
        version = "2"
        registry-index = "sparse+https://far.example/"
        [build-dependencies]
        cc = "1.0"
        [target."cfg(unix)".dev-dependencies.q]
        version = "0.3"
        [features]
        a = ["dep:ren"]
        default = []
        """.utf8), place: "yy")
    #expect(manifest.version.description == "1.0.0-rc.1+build")
    #expect(manifest.features == ["a": ["dep:ren"], "default": []])
    #expect(manifest.dependencies.map(\.name) == ["cc", "far", "q", "ren"])
    #expect(manifest.dependencies.map(\.kind) == ["build", "normal", "dev", "normal"])
    #expect(manifest.dependencies[1].registry == "sparse+https://far.example/")
    #expect(manifest.dependencies[2].target == "cfg(unix)")
    #expect(manifest.dependencies[3].realName == "xx")
    #expect(manifest.dependencies[3].optional)
    #expect(!manifest.dependencies[3].defaultFeatures)
  }

  @Test func `versions resolve alike only with the same dependencies and features`() {
    let dependency = PublishedDependency(
      name: "a", package: nil, requirement: "1", features: [], optional: false,
      defaultFeatures: true, target: nil, kind: "normal", registry: nil)
    var other = dependency
    other.requirement = "2"
    func version(_ patch: UInt64, _ list: [PublishedDependency]) -> PublishedVersion {
      PublishedVersion(
        version: Version(1, 0, patch), checksum: nil, yanked: false, dependencies: list)
    }
    #expect(version(0, [dependency, other]).resolvesLike(version(1, [other, dependency])))
    #expect(!version(0, [dependency]).resolvesLike(version(1, [other])))
    var development = other
    development.kind = "dev"
    #expect(version(0, [dependency]).resolvesLike(version(1, [dependency, development])))
  }
}

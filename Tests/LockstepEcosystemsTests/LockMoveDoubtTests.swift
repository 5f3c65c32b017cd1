import LockstepCore
import LockstepEcosystems
import Testing

struct LockMoveDoubtTests {
  private static let index = LockFileTests.index
  private static let lock =
    LockFileTests.head + """
      version = 4

      [[package]]
      name = "app"
      version = "0.1.0"
      dependencies = [
       "core",
       "mid",
      ]

      [[package]]
      name = "core"
      version = "2.0.4"
      source = "\(index)"
      checksum = "aa"

      [[package]]
      name = "mid"
      version = "0.3.0"
      source = "\(index)"
      checksum = "bb"

      """
  private static let app =
    "[package]\nname = \"app\"\nversion = \"0.1.0\"\n[dependencies]\ncore = \"2\"\nmid = \"0.3\"\n"

  private func move(
    lock: String = lock, app: String = app, needs: (String, String) = ("", ""),
    checksum: String? = "cc", files: ManifestSet = [:], cargo: Version? = nil
  ) throws -> LockEdit {
    func core(_ version: String, _ needs: String) throws -> PackageManifest {
      let text = "[package]\nname = \"core\"\nversion = \"\(version)\"\n\(needs)"
      return try #require(Cargo().read(["Cargo.toml": text]).manifests.first)
    }
    var files = files
    files["Cargo.toml"] = Array(app.utf8)
    let way = LockMove.Package(
      before: try core("2.0.4", needs.0), after: try core("2.0.5", needs.1), checksum: checksum)
    return try Cargo.LockFile(parsing: Array(lock.utf8))
      .moving(LockMove(packages: [way], cargo: cargo), in: Cargo().read(files))
  }

  private func reason(_ edit: LockEdit) -> String? {
    if case .unproven(let reason) = edit { reason } else { nil }
  }

  @Test func `the plain case is proven`() throws {
    guard case .edited(let file) = try move() else {
      Issue.record("it was not")
      return
    }
    #expect(
      String(decoding: file.bytes, as: UTF8.self)
        == Self.lock.replacing("2.0.4", with: "2.0.5").replacing("\"aa\"", with: "\"cc\""))
    #expect(file.changes.map(\.from) == ["2.0.4"])
    #expect(file.changes.map(\.to) == ["2.0.5"])
    #expect(file.changes.map(\.place.line) == [14])
  }

  @Test func `other needs, features or links are a doubt`() throws {
    for needs in [
      ("", "[dependencies]\nx = \"1\"\n"), ("", "links = \"z\"\n"), ("", "[features]\nx = []\n"),
      ("[dependencies]\nx = \"1\"\n", "[dependencies]\nx = \"1.1\"\n"),
      ("[dependencies]\nx = \"1\"\n", "[target.'cfg(unix)'.dependencies]\nx = \"1\"\n"),
      ("[dependencies]\nx = { path = \"x\" }\n", "[dependencies]\nx = { path = \"x\" }\n"),
    ] {
      #expect(reason(try move(needs: needs)) != nil, "\(needs)")
    }
    #expect(reason(try move(needs: ("", "[dev-dependencies]\nx = \"1\"\n"))) == nil)
  }

  @Test func `a second version, a foreign requirer and a patch are a doubt`() throws {
    let second =
      "[[package]]\nname = \"core\"\nversion = \"1.0.0\"\nsource = \"\(Self.index)\"\nchecksum = \"dd\"\n\n"
    let split = Self.lock.replacing(
      "[[package]]\nname = \"core\"", with: second + "[[package]]\nname = \"core\""
    ).replacing("\"core\",", with: "\"core 2.0.4\",")
    #expect(try reason(move(lock: split)) == "there is more than one `core`")
    let foreign = Self.lock + "dependencies = [\n \"core\",\n]\n"
    #expect(try reason(move(lock: foreign))?.contains("`mid` requires") == true)
    let patched = Self.app + "[patch.crates-io]\ncore = { git = \"u\" }\n"
    #expect(try reason(move(app: patched))?.contains("patched") == true)
  }

  @Test(arguments: [
    (lock, app.replacing("core = \"2\"", with: "core = \"=2.0.4\"")),
    (lock, app.replacing("mid = \"0.3\"", with: "mid = \"0.4\"")),
    (lock, app.replacing("mid = \"0.3\"\n", with: "")),
    (lock, app + "new = \"1\"\n"),
    (lock, app.replacing("0.1.0", with: "0.2.0")),
    (lock.replacing("2.0.4", with: "2.0.3"), app),
    (lock.replacing("\n", with: "\r\n"), app),
    (lock.replacing("# This", with: "# That"), app),
    (lock + "\n", app),
    (
      lock.replacing("name = \"mid\"", with: "name = \"aaa\"").replacing(
        "\"mid\"", with: "\"aaa\""), app
    ),
    (lock + "\n[[patch.unused]]\nname = \"x\"\nversion = \"1.0.0\"\n", app),
  ])
  func `a lock file that does not fit is left to cargo`(lock: String, app: String) throws {
    #expect(try reason(move(lock: lock, app: app)) != nil)
  }

  @Test func `what is not known is a doubt`() throws {
    #expect(try reason(move(checksum: nil))?.contains("checksum") == true)
    let old = Self.lock.replacing("version = 4\n\n", with: "")
    #expect(try reason(move(lock: old, cargo: Version(1, 70, 0))) != nil)
    #expect(try reason(move(files: ["bad/Cargo.toml": "["])) != nil)
  }
}

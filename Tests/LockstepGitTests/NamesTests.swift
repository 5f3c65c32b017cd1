import LockstepCore
import LockstepGit
import LockstepSystem
import LockstepTestSupport
import Testing

@Suite
struct NamesTests {
  @Test(arguments: [
    "0123456789abcdef0123456789abcdef01234567",
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
  ])
  func `an id is read and printed`(text: String) throws {
    let id = try ObjectID(parsing: text)
    #expect(id.description == text)
    #expect(try ObjectID(parsing: text.uppercased()) == id)
    #expect(id.short == "0123456789ab")
    #expect(!id.isAbsent)
  }

  @Test(arguments: [
    "", "0", "g123456789abcdef0123456789abcdef01234567", "main",
    "0123456789abcdef0123456789abcdef0123456", "0123456789abcdef0123456789abcdef012345678",
  ])
  func `anything else is no id`(text: String) {
    #expect(throws: ObjectIDSyntaxError(text: text)) { try ObjectID(parsing: text) }
  }

  @Test
  func `ids are ordered by their digits`() throws {
    let texts = ["00", "0f", "10", "7f", "80", "ff"].map { $0 + String(repeating: "0", count: 38) }
    let ids = try texts.map { try ObjectID(parsing: $0) }
    #expect(ids.shuffled().sorted() == ids)
    #expect(ObjectID.absent.description == String(repeating: "0", count: 40))
  }

  static let names = [
    "refs/heads/main", "refs/heads/-x", "refs/heads/a/b", "refs/heads/ä", "refs/heads/日本",
    "refs/heads/a.b", "refs/heads/@", "refs/heads/a@b", "refs/heads/a{b", "refs/heads/a\"b",
    "refs/heads/a'b;c|d&e$f", "refs/lockstep/ledger", "refs/x", "refs/heads/lock",
    "refs/heads/a.locked",
    "refs/heads/", "refs/", "refs/heads//a", "refs/heads/a/", "refs/heads/.a", "refs/heads/a/.b",
    "refs/heads/a..b", "refs/heads/a b", "refs/heads/a~b", "refs/heads/a^b", "refs/heads/a:b",
    "refs/heads/a?b", "refs/heads/a*b", "refs/heads/a[b", "refs/heads/a\\b", "refs/heads/a.",
    "refs/heads/a.lock", "refs/heads/a.lock/b", "refs/heads/a@{b", "refs/heads/a\u{7f}b",
    "refs/heads/a\tb",
  ]

  @Test(arguments: names)
  func `names of references are judged as git judges them`(name: String) async throws {
    let host = Host.live()
    let result = try await host.processes.run(
      Invocation(
        program: "git", arguments: ["check-ref-format", name], environment: host.environment))
    #expect(((try? RefName(parsing: name)) != nil) == result.succeeded)
  }

  @Test
  func `names have to be full, and are compared by bytes`() throws {
    #expect(throws: RefNameError.self) { try RefName(parsing: "main") }
    #expect(throws: RefNameError.self) { try RefName(parsing: "HEAD") }
    #expect(try RefName.branch("a/b").description == "refs/heads/a/b")
    #expect(try RefName.tag("v1").short == "v1")
    #expect(try RefName.branch("\u{e9}") != RefName.branch("e\u{301}"))
  }

  @Test(arguments: [
    ("https://host/a/b.git", "https://host/a/b.git", "https://host/a/b.git"),
    ("https://user:secret@host/a", "https://host/a", "https://user:secret@host/a"),
    ("https://a@b:c@host/a", "https://host/a", "https://a@b:c@host/a"),
    ("ssh://git:pw@host:22/a", "ssh://git@host:22/a", "ssh://git:pw@host:22/a"),
    ("git@host:a/b.git", "git@host:a/b.git", "ssh://git@host/a/b.git"),
    ("host:/abs/b", "host:/abs/b", "ssh://host/abs/b"),
    ("/a/b", "/a/b", "file:///a/b"),
    ("../a", "../a", "../a"),
    ("./a:b", "./a:b", "./a:b"),
    ("file:///a/b", "file:///a/b", "file:///a/b"),
  ])
  func `addresses`(text: String, redacted: String, cargo: String) throws {
    let address = try RemoteAddress(parsing: text)
    #expect(address.text == text)
    #expect(address.description == redacted)
    #expect(address.asCargoURL == cargo)
    #expect(try JSONValue(encoding: address) == .string(redacted))
  }

  @Test(arguments: [
    "", "-x", "--upload-pack=x", "ext::sh -c x", "fd::3", "EXT::x", "foo::bar", "ssh://-oProxy=x/a",
    "ssh://user@-x/a", "-x:a", "user@-h:a", "host:-a", "https:///a", "ftp://host/a", "a\nb", "a\0b",
    "javascript://x/y",
  ])
  func `what could become an option or a program is no address`(text: String) {
    #expect(throws: RemoteAddressError.self) { try RemoteAddress(parsing: text) }
  }

  @Test
  func `a relative path is relative to where it was written`() throws {
    #expect(try RemoteAddress(parsing: "../x").absolute(from: "/a/b").text == "/a/b/../x")
    #expect(try RemoteAddress(parsing: "h:x").absolute(from: "/a/b").text == "h:x")
  }
}

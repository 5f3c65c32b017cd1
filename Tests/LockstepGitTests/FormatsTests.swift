import LockstepCore
import Testing

@testable import LockstepGit

/// Each machine-readable format of git, on bytes as git printed them.
@Suite
struct FormatsTests {
  let a = "7abc96763df1265d8ae72e83019588ea4a02f9e5"
  let b = "becf4c4e0f8fa4a95fbf249f0e82f9dd4ad6ee7a"

  @Test
  func `cat-file in a batch`() throws {
    let bytes = Array(
      "\(a) blob 5\nhe\nlo\n\(b):x y\nz missing\n\(b) commit 0\n\nab ambiguous\n".utf8)
    let contents = try #require(
      ObjectContent.parse(batch: bytes, asked: [a, "\(b):x y\nz", b, "ab"]))
    #expect(contents.map { $0?.kind } == [.blob, nil, .commit, nil])
    #expect(contents[0]?.bytes == Array("he\nlo".utf8))
    #expect(ObjectContent.parse(batch: Array("\(a) blob 50\nhe".utf8), asked: [a]) == nil)
    #expect(ObjectContent.parse(batch: [], asked: [a]) == nil)
    #expect(ObjectContent.parse(batch: Array("\(a) frog 1\nh\n".utf8), asked: [a]) == nil)
  }

  @Test
  func `for-each-ref`() throws {
    let bytes = Array(
      "refs/heads/main\0\(a)\0\0\nrefs/tags/v1\0\(b)\0\(a)\0commit\nrefs/tags/n\0\(b)\0\(a)\0tag\nrubbish\n"
        .utf8)
    let parsed = Reference.parse(listing: bytes)
    #expect(parsed.map(\.0.name.short) == ["main", "v1", "n"])
    #expect(parsed.map(\.0.object.description) == [a, b, b])
    #expect(parsed.map(\.0.peeled.description) == [a, a, a])
    #expect(parsed.map(\.isNested) == [false, false, true])
  }

  @Test
  func `log`() throws {
    let one = [a, "", b, "Ü <x>", "e", "100", "C", "c@d", "200", "subject\nmore\n\nbody\n\nend\n"]
    let two = [b, "\(a) \(b)", a, "", "", "0", "", "", "0", ""]
    let bytes = Array((one + two).joined(separator: "\0").utf8) + [0]
    let commits = try #require(CommitInfo.parse(log: bytes))
    #expect(commits.count == 2)
    #expect(commits[0].subject == "subject more")
    #expect(commits[0].body == "body\n\nend")
    #expect(commits[0].author.name == "Ü <x>")
    #expect(commits[0].committer.at.secondsSince1970 == 200)
    #expect(commits[1].parents.map(\.description) == [a, b])
    #expect(CommitInfo.parse(log: []) == [])
    #expect(CommitInfo.parse(log: Array("x\0y".utf8)) == nil)
  }

  @Test
  func `ls-remote`() throws {
    let bytes = Array(
      "ref: refs/heads/trunk\tHEAD\n\(a)\tHEAD\n\(a)\trefs/heads/trunk\n\(b)\trefs/tags/v1\n\(a)\trefs/tags/v1^{}\nnonsense\n"
        .utf8)
    let snapshot = RemoteSnapshot.parse(listing: bytes)
    #expect(snapshot.head?.short == "trunk")
    #expect(snapshot.references.count == 2)
    let tag = try RefName.tag("v1")
    #expect(snapshot.references[tag]?.description == b)
    #expect(snapshot.commit(tag)?.description == a)
  }

  @Test
  func `push`() throws {
    let output = Array(
      """
      To /x/b.git
      *\t\(a):refs/heads/new\t[new branch]
       \t\(a):refs/heads/on\t1..2
      =\t\(a):refs/heads/same\t[up to date]
      !\t\(a):refs/heads/moved\t[rejected] (stale info)
      !\t(delete):refs/heads/hook\t[remote rejected] (pre-receive hook declined)
      Done

      """.utf8)
    let errors = Array("remote: no, \u{1b}[31msir        \nremote:  \nerror: failed\n".utf8)
    let report = PushReport(parsing: output, errors: errors)
    func outcome(_ name: String) throws -> PushOutcome? { report.outcomes[try .branch(name)] }
    #expect(try outcome("new") == .done)
    #expect(try outcome("on") == .done)
    #expect(try outcome("same") == .already)
    #expect(try outcome("moved") == .rejected(reason: "stale info"))
    #expect(try outcome("hook") == .rejected(reason: "pre-receive hook declined: no, [31msir"))
    #expect(report.stale == [try .branch("moved")])
    #expect(report.outcomes.count == 5)
  }

  @Test
  func `a tree object`() throws {
    let id = try ObjectID(parsing: a)
    let raw = (0..<20).map { index in
      UInt8(a.dropFirst(index * 2).prefix(2), radix: 16) ?? 0
    }
    let bytes = Array("100644 a b".utf8) + [0] + raw + Array("40000 dir".utf8) + [0] + raw
    let entries = try #require(TreeEntry.entries(ofRaw: bytes, idLength: 20))
    #expect(entries.map(\.name) == ["a b", "dir"])
    #expect(entries.map(\.id) == [id, id])
    #expect(entries.map(\.isTree) == [false, true])
    #expect(TreeEntry.entries(ofRaw: Array(bytes.dropLast()), idLength: 20) == nil)
    for name in ["..", ".", "a/b", ""] {
      let bytes = Array("100644 \(name)".utf8) + [0] + raw
      #expect(TreeEntry.entries(ofRaw: bytes, idLength: 20) == nil)
    }
  }

  @Test
  func `what comes from elsewhere is made fit to be shown`() {
    let lines = ForeignText.lines(
      Array("fatal: https://me:pw@host/x failed\r\n\u{202e}evil\u{7}\n\n  \nend".utf8))
    #expect(lines == ["fatal: https://host/x failed", "evil", "end"])
    #expect(ForeignText.lines(Array(repeating: 10, count: 100_000)) == [])
    #expect(ForeignText.lines(Array(String(repeating: "a\n", count: 1_000).utf8)).count == 20)
  }

  @Test(arguments: [
    ("refs/heads/main", "refs/heads/main", true), ("refs/heads/main", "refs/heads/main2", false),
    ("refs/heads/*", "refs/heads/a/b", true), ("refs/*/v1", "refs/tags/v1", true),
    ("refs/heads/*", "refs/x/refs/heads/a", false), ("*", "refs/x", true),
    ("refs/a*a", "refs/a", false),
  ])
  func `patterns of names`(pattern: String, name: String, matches: Bool) {
    #expect(NamePattern(pattern).matches(name) == matches)
  }

  @Test
  func `every repository has a path of its own`() throws {
    let long = String(repeating: "ä", count: 120)
    let names = [
      "a", "A", "..", ".", "a/b", "a%2fb", "a b", "ä", "a.lock", "a.git", ".hidden", "-x", "a+",
      "日本",
      "a\\b", "con", long, long + "x",
    ]
    let paths = try names.map { EncodedName.path(of: try RepositoryName($0)) }
    #expect(Set(paths).count == names.count)
    for path in paths {
      #expect(path.hasSuffix(".git") && !path.hasPrefix("."))
      for component in path.split(separator: "/") { #expect(component.utf8.count <= 205) }
      #expect(path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f })
    }
    #expect(EncodedName.path(of: try RepositoryName("billing-api_2.rs")) == "billing-api_2.rs.git")
    #expect(EncodedName.path(of: try RepositoryName("..")) == "%2e..git")
  }
}

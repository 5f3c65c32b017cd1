import LockstepCore
import LockstepSystem
import LockstepTestSupport
import Testing

@testable import LockstepGit

/// Packs and the push protocol, against git itself and against made-up answers.
@Suite(.timeLimit(.minutes(30)))
struct PackTests {
  @Test(arguments: [
    ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
    ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
    ),
    (String(repeating: "a", count: 1_000), "291e9a6c66994949b57ba5e650361e98fc36b1ba"),
  ])
  func `a digest is what the standard says`(text: String, digest: String) {
    #expect(ObjectID(bytes: SHA1.digest(of: Array(text.utf8)))?.description == digest)
  }

  @Test
  func `git reads every size of object out of a pack`() async throws {
    try await ScratchGit.with { scratch in
      let repository = try await scratch.origin("a")
      let sizes = [0, 1, 15, 16, 55, 56, 2_047, 2_048, 65_535, 65_536, 131_070, 200_000]
      let contents = sizes.map { size in (0..<size).map { UInt8(truncatingIfNeeded: $0 * 7 / 3) } }
      let objects = contents.map { ObjectContent(id: .absent, kind: .blob, bytes: $0) }
      var command = GitRepository.Command(["unpack-objects", "-q", "--strict"], to: "unpack")
      command.input = .bytes(PackFile.holding(objects))
      _ = try await repository.output(command)
      let names = try await scratch.git(
        ["cat-file", "--batch-all-objects", "--batch-check=%(objectname)"],
        in: repository.gitDirectory)
      let ids = try names.split(separator: "\n").map { try ObjectID(parsing: $0) }
      let read = try await repository.read(ids.map { .object($0) })
      #expect(Set(read.compactMap { $0?.bytes }) == Set(contents))
    }
  }

  private static let one = "1111111111111111111111111111111111111111"
  private static let two = "2222222222222222222222222222222222222222"

  /// A line as the protocol has it; empty for the mark that ends a list.
  private static func packet(_ line: String) -> String {
    if line.isEmpty { return "0000" }
    let digits = String(line.utf8.count + 4, radix: 16)
    return String(repeating: "0", count: 4 - digits.count) + digits + line
  }

  @Test
  func `our side of the conversation`() throws {
    let updates = [
      RefUpdate(
        ref: try .branch("main"), old: try ObjectID(parsing: Self.one),
        new: try ObjectID(parsing: Self.two)),
      RefUpdate(ref: try .branch("ü"), old: nil, new: try ObjectID(parsing: Self.two)),
    ]
    let input = ReceivePackConversation.input(updates, atomic: true, pack: [1, 2])
    let none = String(repeating: "0", count: 40)
    let first = "\(Self.one) \(Self.two) refs/heads/main"
    let expected =
      Self.packet("\(first)\0 report-status quiet object-format=sha1 agent=lockstep atomic")
      + Self.packet("\(none) \(Self.two) refs/heads/ü") + "0000"
    #expect(input == Array(expected.utf8) + [1, 2])
  }

  private static let start = [
    "\(one) refs/heads/main\0report-status atomic", "\(two) refs/tags/v1\n", "",
  ]

  @Test(arguments: [
    (["unpack ok\n", "ok refs/heads/main\n", "ng refs/heads/b hook declined\n", ""], true),
    (["unpack ok", "ng refs/heads/b hook declined", "ok refs/heads/main", ""], true),
    (["unpack unpacker error\n", "ok refs/heads/main\n", "ok refs/heads/b\n", ""], false),
    (["unpack ok\n", "ok refs/heads/main\n", ""], false),
    (["unpack ok\n", "ok refs/heads/main\n", "ok refs/heads/main\n", ""], false),
    (["unpack ok\n", "ok refs/heads/main\n", "ok refs/heads/c\n", ""], false),
    (["unpack ok\n", "ok refs/heads/main\n", "ng refs/heads/b\n", ""], false),
    (["unpack ok\n", "ok refs/heads/main x\n", "ok refs/heads/b\n", ""], false),
    (["unpack ok\n", "fine refs/heads/main\n", "ok refs/heads/b\n", ""], false),
    (["ok refs/heads/main\n", "ok refs/heads/b\n", ""], false),
    (
      ["unpack ok\n", "ok refs/heads/main\n", "ng refs/heads/b hook declined\n", "", "more"], false
    ),
    ([], false),
  ])
  func `only a whole report is believed`(lines: [String], isWhole: Bool) throws {
    let main = try RefName.branch("main")
    let other = try RefName.branch("b")
    let updates = [main, other].map { RefUpdate(ref: $0, old: nil, new: .absent) }
    let output = Array((Self.start + lines).map(Self.packet).joined().utf8)
    let report = ReceivePackConversation.report(in: output, on: updates)
    let whole = ReceivePackConversation.Report(moved: [main], refused: [other: "hook declined"])
    #expect(report == (isWhole ? whole : nil))
    // Cut off anywhere, it is no report.
    for count in 0..<output.count where isWhole {
      let cut = Array(output[..<count])
      // The mark at the end adds nothing to what was said of each reference.
      if count == output.count - 4 { continue }
      #expect(ReceivePackConversation.report(in: cut, on: updates) == nil, "\(count)")
    }
  }

  @Test(arguments: ["", "000", "zzzz", "0001", "0003a", "ffff", "-001", "+004", "0000", "00000000"])
  func `an answer that is none is not believed`(output: String) throws {
    let updates = [RefUpdate(ref: try .branch("main"), old: nil, new: .absent)]
    #expect(ReceivePackConversation.report(in: Array(output.utf8), on: updates) == nil)
  }

  @Test(
    arguments: [
      ("/srv/a.git", [:], "/srv/a.git"),
      ("/srv/a%20b.git", [:], "/srv/a%20b.git"),
      ("file:///srv/a.git", [:], "/srv/a.git"),
      ("file:///srv/a%20b.git", [:], nil),
      ("file://host/srv/a.git", [:], nil),
      ("a.git", [:], nil),
      ("git@host:a.git", [:], nil),
      ("https://host/a.git", [:], nil),
      ("/srv/a.git", ["push.pushoption": "ci.skip"], nil),
      ("/srv/a.git", ["push.gpgsign": "if-asked"], nil),
      ("/srv/a.git", ["push.gpgsign": "false"], "/srv/a.git"),
      ("/srv/a.git", ["protocol.file.allow": "never"], nil),
      ("/srv/a.git", ["protocol.allow": "never"], nil),
      ("/srv/a.git", ["protocol.allow": "always"], "/srv/a.git"),
      ("/srv/a.git", ["url.https://h/.insteadof": "/srv/"], nil),
      ("/srv/a.git", ["url.https://h/.pushinsteadof": "/srv/"], nil),
      ("/srv/a.git", ["url./srv/.insteadof": "work:"], "/srv/a.git"),
      ("/srv/a.git", ["remote./srv/a.git.receivepack": "other"], nil),
      ("/srv/a.git", ["remote./srv/b.git.receivepack": "other"], "/srv/a.git"),
      ("/srv/a.git", ["remote.pushdefault": "origin"], "/srv/a.git"),
    ] as [(String, [String: String], String?)])
  func `what the user configured keeps its force`(
    address: String, settings: [String: String], folder: String?
  ) throws {
    let routes = DirectRoutes(
      settings: settings.map { (name: $0.key, value: $0.value) }, environment: [:])
    #expect(routes.folder(of: try RemoteAddress(parsing: address)) == folder)
    let limited = DirectRoutes(settings: [], environment: ["GIT_ALLOW_PROTOCOL": "https"])
    #expect(limited.folder(of: try RemoteAddress(parsing: address)) == nil)
  }
}

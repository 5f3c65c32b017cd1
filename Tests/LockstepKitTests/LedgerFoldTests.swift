import LockstepCore
import LockstepGit
import LockstepLedger
import LockstepWorkflow
import Testing

@testable import LockstepKit

/// What the ledger says, folded into what people and planners ask for.
@Suite struct LedgerFoldTests {
  /// Makes a history of lines such as `release-1.1.0: step.intended tag`.
  private static func history(_ lines: [String]) throws -> History {
    History(
      entries: try lines.enumerated().map { number, line in
        let parts = line.split(separator: ":").map { $0.trimmed }
        let words = parts[1].split(separator: " ").map(String.init)
        return Entry(
          commit: .absent,
          event: Event(
            id: "\(number)", kind: words[0],
            at: Timestamp(secondsSince1970: 1_767_603_600 + Int64(number)),
            by: Author(name: "Ada", email: "ada@example.org", host: "machine"), command: [],
            operation: parts[0], summary: line,
            body: words[0] == OperationEvent.started
              ? ["schema": 1, "plan": try plan(parts[0])] : body(words)))
      })
  }

  private static func body(_ words: [String]) -> JSONValue {
    guard words.count > 1 else { return .null }
    return [
      "step": .string(words[1]), "by": .string(words[1]), "effect": "effect",
      "evidence": ["summary": "told", "body": .null], "reason": "it is public",
      "explanation": ["what": "the remote refused"],
    ]
  }

  /// The plan of the operation that its name speaks of.
  private static func plan(_ operation: String) throws -> JSONValue {
    let words = operation.split(separator: "-").map(String.init)
    let version = try Version(parsing: words[1])
    let release = ReleasedVersion(version: version, tag: "v\(version)", commit: .absent)
    let branch = try RefName.branch("main")
    let facts: JSONValue =
      switch words[0] {
      case OperationKind.release:
        try JSONValue(
          encoding: ReleaseFacts(
            package: "core", version: version, bump: .minor, baseline: nil, candidate: .absent,
            base: .absent, branch: branch, tag: try RefName.tag("v\(version)"), configuration: nil,
            plannedAt: Timestamp(secondsSince1970: 0), notice: .days(0), window: .weeks(2),
            packages: nil))
      case OperationKind.rollback:
        try JSONValue(
          encoding: RollbackFacts(
            package: "core", bad: release, good: release, hotfix: release, branch: branch,
            commits: [], exposed: [], safe: [], because: nil, preempted: []))
      default: .null
      }
    let steps = ["candidate", "tag"].map { id in
      Step<Action>(
        id: StepID(id), title: "push the \(id)", phase: "release",
        action: .notConfigured(NotConfigured(subject: id)))
    }
    return try JSONValue(
      encoding: Plan<Action>(
        operation: operation, kind: words[0], title: "\(words[0]) of core \(version)", facts: facts,
        steps: steps))
  }

  private static let begun = "release-1.1.0: operation.started"
  private static let tagging = "release-1.1.0: step.intended tag"

  @Test(
    arguments: [
      ([begun], nil),
      // An open release may still go on: the remote knows what it has spent.
      ([begun, tagging, "release-1.1.0: step.failed tag"], nil),
      (
        [begun, tagging, "release-1.1.0: step.finished tag", "release-1.1.0: operation.finished"],
        "released"
      ),
      ([begun, "release-1.1.0: operation.aborting", "release-1.1.0: operation.aborted"], nil),
      (
        [
          begun, tagging, "release-1.1.0: step.failed tag", "release-1.1.0: operation.aborting",
          "release-1.1.0: step.kept tag", "release-1.1.0: operation.aborted",
        ], "withdrawn"
      ),
      (
        [
          begun, tagging, "release-1.1.0: step.failed tag", "release-1.1.0: operation.aborting",
          "release-1.1.0: step.undone tag", "release-1.1.0: operation.aborted",
        ], nil
      ),
      // Somebody else's tag is none of ours.
      ([begun, "release-1.1.0: step.conflict tag", "release-1.1.0: operation.aborted"], nil),
      ([begun, tagging, "release-1.1.0: operation.preempted rollback"], "withdrawn"),
      (["rollback-1.1.0: operation.started"], "taken back"),
    ] as [([String], String?)])
  func `a version is spent by a tag that may be public`(lines: [String], reason: String?) throws {
    let log = OperationLog(try Self.history(lines))
    #expect(log.spentVersions[Version(1, 1, 0)] == reason)
  }

  @Test
  func `an operation gets a name that nobody has`() throws {
    let log = OperationLog(
      try Self.history([
        "release-1.1.0: operation.started", "release-1.1.0-2: operation.started",
      ]))
    #expect(log.unused("release-1.1.0") == "release-1.1.0-3")
    #expect(log.unused("release-1.2.0") == "release-1.2.0")
  }

  @Test
  func `an aborted rollback has taken nothing back`() throws {
    let started = "rollback-1.1.0: operation.started"
    #expect(OperationLog(try Self.history([started])).takenBack.count == 1)
    let aborted = try Self.history([started, "rollback-1.1.0: operation.aborted"])
    #expect(OperationLog(aborted).takenBack.isEmpty)
  }

  @Test(
    arguments: [
      ([begun], "interrupted, `lockstep resume` goes on", true),
      ([begun, tagging, "release-1.1.0: step.failed tag"], "failed", true),
      ([begun, tagging, "release-1.1.0: step.conflict tag"], "in conflict", true),
      ([begun, "release-1.1.0: operation.finished"], "finished", false),
      ([begun, "release-1.1.0: operation.aborted"], "aborted", false),
      (
        [begun, "release-1.1.0: operation.preempted rollback-1.1.0"],
        "pre-empted by rollback-1.1.0", false
      ),
    ] as [([String], String, Bool)])
  func `the status tells how an operation stands`(lines: [String], words: String, open: Bool) throws
  {
    let now = Timestamp(secondsSince1970: 1_767_603_600).adding(.weeks(1))
    let status = Status(of: try Self.history(lines), at: now)
    let operation = try #require(status.operations.first)
    #expect(operation.state.hasPrefix(words))
    #expect(operation.isOpen == open)
    #expect(operation.startedBy == "Ada")
    #expect(operation.steps.count == 2)
    #expect((operation.window != nil) == (operation.state == "finished"))
  }

  @Test
  func `a window ends`() throws {
    let history = try Self.history([Self.begun, "release-1.1.0: operation.finished"])
    let end = Timestamp(secondsSince1970: 1_767_603_601).adding(.weeks(2))
    let before = Status(of: history, at: end.adding(.seconds(-1))).operations.first?.window
    #expect(before == "its window of 2 weeks is open until \(end)")
    let after = Status(of: history, at: end.adding(.seconds(1))).operations.first?.window
    #expect(after == "its window ended \(end)")
  }
}

extension Substring {
  fileprivate var trimmed: String {
    var text = self
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}

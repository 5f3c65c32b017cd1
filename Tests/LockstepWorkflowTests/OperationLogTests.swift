import LockstepCore
import LockstepGit
import LockstepLedger
import LockstepWorkflow
import Testing

@Suite struct OperationLogTests {
  /// A ledger of one operation with the steps a and b, from lines like `step.finished a`.
  private static func log(_ lines: [String]) throws -> OperationLog {
    let commit = try ObjectID(parsing: String(repeating: "a", count: 40))
    let whole = try JSONValue(encoding: plan([("a", .set("x")), ("b", .spend("y"))], called: "o"))
    let started = JSONValue.object(["schema": .integer(1), "plan": whole])
    let entries = (["operation.started"] + lines).enumerated().map { index, line in
      let words = line.split(separator: " ").map(String.init)
      var body: JSONValue = index == 0 ? started : .null
      if words.count > 1 {
        body = .object([
          "step": .string(words[1]), "by": .string(words[1]), "effect": .string("e\(index)"),
          "found": .boolean(words.count > 2), "reason": .string("r"),
          "evidence": Evidence(summary: "s\(index)").json,
          "explanation": Explanation("w\(index)", why: ["y"], hints: ["h"]).json,
        ])
      }
      return Entry(
        commit: commit,
        event: Event(
          id: "\(index)", kind: words[0], at: Timestamp(secondsSince1970: Int64(index)),
          by: Author(name: "Ada", email: "ada@example.org", host: "machine"), command: [],
          operation: "o", summary: line, body: body))
    }
    return OperationLog(History(entries: entries))
  }

  @Test(
    arguments: [
      ([], .open, "waiting waiting"),
      (["step.intended a"], .open, "intended waiting"),
      (["step.intended a", "step.finished a"], .open, "finished waiting"),
      (["step.intended a", "step.stopped a"], .stopped, "stopped waiting"),
      (["step.intended a", "step.stopped a", "operation.resumed"], .open, "stopped waiting"),
      (["step.intended a", "step.failed a"], .failed, "failed waiting"),
      (["step.intended a", "step.failed a", "step.intended a"], .open, "intended waiting"),
      (["step.conflict b"], .conflict, "waiting conflict"),
      (
        ["step.finished a", "step.finished b", "operation.finished"], .finished, "finished finished"
      ),
      (["step.finished a", "operation.aborting", "step.undoing a"], .aborting, "undoing waiting"),
      (
        ["step.finished a", "operation.aborting", "step.undo-failed a"], .aborting,
        "undo-failed waiting"
      ),
      (
        ["step.finished b", "operation.aborting", "step.kept b", "operation.aborted"], .aborted,
        "waiting kept"
      ),
      (["operation.preempted r"], .preempted(by: "r"), "waiting waiting"),
      (["operation.preempted r", "operation.finished"], .preempted(by: "r"), "waiting waiting"),
      (["operation.finished", "operation.preempted r"], .finished, "waiting waiting"),
      (["step.moved a", "step.finished z", "step.finished"], .open, "waiting waiting"),
      (["operation.started"], .open, "waiting waiting"),
    ] as [([String], OperationRecord.State, String)])
  func `an operation's state follows from its events`(
    lines: [String], state: OperationRecord.State, steps: String
  ) throws {
    let log = try Self.log(lines)
    #expect(log.operations.count == 1)
    let record = try #require(log["o"])
    #expect(record.state == state)
    #expect(record.steps.map(\.state.rawValue).joined(separator: " ") == steps)
    #expect(log.open.isEmpty == !record.isOpen)
    #expect(record.kind == "release" && record.title == "release 1")
    #expect(record.steps.map(\.irreversible) == [false, true])
  }

  @Test(
    arguments: [
      ([], false), (["step.finished a found"], false), (["step.finished a"], true),
      (["step.intended a"], true), (["step.intended a", "step.finished a found"], true),
      (["step.conflict a"], false), (["step.intended a", "step.conflict a"], true),
      (["step.intended a", "step.undone a"], false), (["step.intended a", "step.kept a"], false),
      (["step.intended a", "step.undoing a"], true),
    ] as [([String], Bool)])
  func `what may have taken effect has to be undone`(lines: [String], may: Bool) throws {
    let record = try #require(try Self.log(lines)["o"])
    #expect(record["a"]?.mayHaveTakenEffect == may)
  }

  @Test func `the last of everything counts`() throws {
    let record = try #require(
      try Self.log(["step.intended a", "step.failed a", "step.intended a", "step.finished a"])["o"])
    let step = try #require(record["a"])
    #expect(step.intent == .string("e3"))
    #expect(step.evidence == Evidence(summary: "s4"))
    #expect(record.evidence == ["a": Evidence(summary: "s4")])
    #expect(step.at == Timestamp(secondsSince1970: 4))
  }

  @Test func `an explanation survives the ledger`() {
    let whole = Explanation(
      "what", why: ["a", "b"], hints: ["c"],
      place: SourcePlace(path: "Cargo.toml", line: 3, column: 7))
    #expect(Explanation(json: whole.json) == whole)
    #expect(Explanation(json: .object(["why": .array([])])) == nil)
    #expect(Explanation(json: .string("what")) == nil)
  }
}

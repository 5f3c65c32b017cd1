internal import LockstepCore
internal import LockstepGit
internal import LockstepKit

/// What writing or checking a post-mortem came to.
struct PostMortemPage {
  let story: PostMortemStory

  private static let schema = "lockstep.incident-report/1"

  // MARK: - Writing

  func text(_ draft: PostMortemDraft, html: String?) -> String {
    let facts = story.facts
    let done =
      switch draft.outcome {
      case .created: "wrote \(story.path)"
      case .updated: "brought \(story.path) up to date"
      case .unchanged: "\(story.path) is up to date"
      }
    var lines = [printable("\(done): \(facts.incident.id), \(facts.incident.title)")]
    if let html { lines.append("  as a page: \(printable(html))") }
    lines += draft.news.map { printable("  \($0.text(of: "proposed"))") }
    lines += [
      "  touched: \(counted(facts.impact.exposures.count, "dependent")), "
        + "\(Self.hours(facts.impact.hours)) together, \(facts.impact.broken.count) broken",
      "  cause: \(printable(cause))",
      "  gaps: \(facts.gaps.count), proposed actions: \(facts.actions.count)",
    ]
    if !facts.withheld.isEmpty {
      lines.append("  left out: \(printable(facts.withheld.joined(separator: "; ")))")
    }
    return (lines + left(draft.problems)).joined(separator: "\n") + "\n"
  }

  private var cause: String {
    switch story.facts.cause {
    case .withheld: "told when the incident is closed"
    case .notBisected(let command): "not bisected, `\(command)` finds it"
    case .found(let culprits):
      culprits.map { "\($0.line.commit.short) \($0.line.subject)" }.joined(separator: "; ")
    case .narrowed(let ranges): ranges.map(\.inWords).joined(separator: "; ")
    }
  }

  private func left(_ problems: [LivingProblem]) -> [String] {
    guard !problems.isEmpty else { return ["", "Nothing is left to write."] }
    let places = problems.count == 1 ? "One place is" : "\(problems.count) places are"
    return ["", "\(places) left to write, the first:"]
      + problems.prefix(5).map { "  " + Self.line($0) }
      + ["Next: write them, then `\(story.command) --check`."]
  }

  func json(_ draft: PostMortemDraft) -> JSONValue {
    var object = head
    object["outcome"] = .string(draft.outcome.rawValue)
    object["news"] = .array(draft.news.map { .string($0.text(of: "proposed")) })
    object["problems"] = .array(draft.problems.map(Self.json))
    object["complete"] = .boolean(draft.problems.isEmpty)
    object["planned"] = .array(
      draft.actions.map { action in
        [
          "key": .string(action.key), "owner": action.owner.map(JSONValue.string) ?? .null,
          "due": action.due.map(JSONValue.string) ?? .null,
        ]
      })
    return .object(object)
  }

  // MARK: - Checking

  func text(_ problems: [LivingProblem]) -> String {
    guard !problems.isEmpty else { return "\(story.path) is complete\n" }
    return
      (problems.map(Self.line) + [
        "", "\(story.path) is not complete: \(counted(problems.count, "problem"))",
      ]).joined(separator: "\n") + "\n"
  }

  func json(_ problems: [LivingProblem]) -> JSONValue {
    var object = head
    object["problems"] = .array(problems.map(Self.json))
    object["complete"] = .boolean(problems.isEmpty)
    return .object(object)
  }

  // MARK: - Shared

  /// The facts, which anybody may read who could not read the ledger.
  private var head: [String: JSONValue] {
    [
      "schema": .string(Self.schema), "path": .string(story.path),
      "report": (try? JSONValue(encoding: story.facts)) ?? .null, "problems": [],
    ]
  }

  private static func line(_ problem: LivingProblem) -> String {
    printable("\(problem.place): \(problem.message)")
  }

  private static func json(_ problem: LivingProblem) -> JSONValue {
    [
      "kind": .string(problem.kind.rawValue), "item": problem.item.map(JSONValue.string) ?? .null,
      "message": .string(problem.message), "file": .string(problem.place.path),
      "line": .integer(Int64(problem.place.line)),
    ]
  }

  private static func hours(_ hours: Double) -> String {
    "\((hours * 100).rounded() / 100) h"
  }
}

internal import LockstepCore
internal import LockstepKit
internal import LockstepWorkflow

/// What drafting or checking a migration guide came to.
struct GuidePage {
  private let story: GuideStory

  init(_ story: GuideStory) { self.story = story }

  private var sides: String {
    "\(story.difference.baseline.name) → \(story.difference.candidate.name)"
  }

  private var notNeeded: String { "no guide is needed: \(sides) has no breaking change\n" }

  // MARK: - Drafting

  func text(_ draft: GuideDraft?) -> String {
    guard let draft else { return notNeeded }
    let count = counted(story.breaking.count, "breaking change")
    let done =
      switch draft.outcome {
      case .created: "wrote \(draft.path)"
      case .updated: "brought \(draft.path) up to date"
      case .unchanged: "\(draft.path) is up to date"
      }
    var lines = ["\(done): \(sides), \(count)"]
    lines += draft.news.map { printable("  \($0.text(of: "breaking"))") }
    lines.append("  \(Self.standing(draft.impact))")
    let open = draft.review.problems
    if open.isEmpty {
      lines += [
        "",
        "Nothing is left to write. Next: `lockstep guide --check`, which compiles its examples.",
      ]
    } else {
      let places = open.count == 1 ? "One place is" : "\(open.count) places are"
      lines += ["", "\(places) left to write, the first:"]
      lines += open.prefix(5).map { "  " + Self.line($0) }
      lines += ["Next: write them, then `lockstep guide --check`, and commit the guide."]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  func json(_ draft: GuideDraft?) -> JSONValue {
    var object = head
    guard let draft else { return .object(object) }
    object["outcome"] = .string(draft.outcome.rawValue)
    object["news"] = .array(draft.news.map { .string($0.text(of: "breaking")) })
    object["impact"] = .string(draft.impact.source.rawValue)
    object["problems"] = .array(draft.review.problems.map(Self.json))
    return .object(object)
  }

  private static func standing(_ impact: GuideImpact) -> String {
    switch impact.source {
    case .compiled:
      "dependents: compiled against the candidate" + (impact.day.map { " on \($0)" } ?? "")
    case .estimate: "dependents: an estimate, read off their sources; `--impact` compiles them"
    case .none:
      "dependents: not looked at, `--impact` compiles them"
        + (impact.reason.map { " (\(printable($0)))" } ?? "")
    }
  }

  // MARK: - Checking

  func text(_ verdict: GuideVerdict?) -> String {
    guard let verdict else { return notNeeded }
    var lines = verdict.problems.map(Self.line)
    for obstacle in verdict.obstacles {
      lines.append("could not be checked: \(printable(obstacle.what))")
      lines += obstacle.why.flatMap { why in
        why.split(separator: "\n").map { "  " + printable($0) }
      }
    }
    lines += notes(verdict)
    if !lines.isEmpty { lines.append("") }
    switch verdict.exitStatus {
    case .done:
      lines.append(
        "\(verdict.path) is complete: \(counted(story.breaking.count, "breaking change")), "
          + Self.compiled(verdict))
    case .decidedNo:
      lines.append("\(verdict.path) is not complete: \(counted(verdict.problems.count, "problem"))")
    default: lines.append("\(verdict.path) could not be checked")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What is not checked, and so said.
  private func notes(_ verdict: GuideVerdict) -> [String] {
    var lines: [String] = []
    for example in verdict.review.examples {
      let place = "\(verdict.path):\(example.line):1: note: "
      if example.isIgnored {
        lines.append(place + "this example is marked `ignore` and is not compiled")
      } else if example.side == nil {
        lines.append(place + "this example is marked neither `before` nor `after`: not compiled")
      }
    }
    if !verdict.review.gone.isEmpty {
      lines.append(
        "note: \(counted(verdict.review.gone.count, "section")) about what is no longer breaking "
          + "(\(verdict.review.gone.map { printable($0) }.joined(separator: ", ")))")
    }
    return lines
  }

  private static func compiled(_ verdict: GuideVerdict) -> String {
    let before = verdict.compiled[.before] ?? 0
    let after = verdict.compiled[.after] ?? 0
    guard before + after > 0 else { return "no example to compile" }
    return "\(counted(before, "example")) before and \(after) after compile"
  }

  func json(_ verdict: GuideVerdict?) -> JSONValue {
    var object = head
    guard let verdict else { return .object(object) }
    object["complete"] =
      switch verdict.exitStatus {
      case .done: .boolean(true)
      case .decidedNo: .boolean(false)
      default: .null
      }
    object["problems"] = .array(verdict.problems.map(Self.json))
    object["obstacles"] = .array(verdict.obstacles.map(\.json))
    object["examples"] = [
      "before": .integer(Int64(verdict.compiled[.before] ?? 0)),
      "after": .integer(Int64(verdict.compiled[.after] ?? 0)),
      "ignored": .integer(Int64(verdict.review.examples.count { $0.isIgnored })),
      "unmarked": .integer(
        Int64(verdict.review.examples.count { $0.side == nil && !$0.isIgnored })),
    ]
    object["no_longer_breaking"] = .array(verdict.review.gone.map(JSONValue.string))
    return .object(object)
  }

  // MARK: - Shared

  private var head: [String: JSONValue] {
    [
      "schema": "lockstep.guide/1", "needed": .boolean(story.version != nil),
      "path": story.path.map(JSONValue.string) ?? .null,
      "version": story.version.map { .string($0.description) } ?? .null,
      "baseline": .string(story.difference.baseline.name),
      "candidate": .string(story.difference.candidate.name),
      "changes": .array(
        story.breaking.map { change in
          [
            "item": .string(change.item), "kinds": .array(change.kinds.map(JSONValue.string)),
          ]
        }),
      "problems": [],
    ]
  }

  private static func line(_ problem: LivingProblem) -> String {
    let code = problem.code.map { "\($0): " } ?? ""
    return printable("\(problem.place): \(code)\(problem.message)")
  }

  private static func json(_ problem: LivingProblem) -> JSONValue {
    [
      "kind": .string(problem.kind.rawValue), "item": problem.item.map(JSONValue.string) ?? .null,
      "message": .string(problem.message), "code": problem.code.map(JSONValue.string) ?? .null,
      "file": .string(problem.place.path), "line": .integer(Int64(problem.place.line)),
      "column": .integer(Int64(problem.place.column)),
    ]
  }
}

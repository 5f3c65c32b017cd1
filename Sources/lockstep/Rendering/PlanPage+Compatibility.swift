internal import LockstepCore
internal import LockstepKit

extension PlanPage {
  /// What the comparison with the last release says, in one line.
  static func summary(of facts: ReleaseFacts) -> String {
    guard let compatibility = facts.compatibility else {
      return facts.baseline == nil ? "nothing to compare with: a first release" : "not compared"
    }
    guard let required = compatibility.required else {
      return "NOT CHECKED: compatibility could not be decided"
    }
    return "\(compatibility.counts): \(required) is required"
  }

  /// What has to be said loudly of a release's number, a line each.
  static func warnings(of facts: ReleaseFacts) -> [String] {
    guard let compatibility = facts.compatibility else { return [] }
    var lines: [String] = []
    if let reason = compatibility.unchecked {
      lines.append("COMPATIBILITY WAS NOT CHECKED: \(printable(reason))")
    }
    if let override = compatibility.override {
      let required = compatibility.required.map { "\($0) is required" } ?? "nothing is known"
      lines.append(
        "the bump is overridden (\(required), \(facts.version) is released), because: "
          + printable(override.because))
    }
    return lines
  }

  /// The first changes, and how many more there are.
  static func changes(of facts: ReleaseFacts) -> [String] {
    let warnings = warnings(of: facts)
    var lines = warnings.isEmpty ? [] : [""] + warnings.map { "  ! \($0)" }
    guard let compatibility = facts.compatibility, !compatibility.changes.isEmpty else {
      return lines
    }
    lines += ["", "Changes (\(compatibility.counts)):"]
    lines += compatibility.changes.map { printable("  \($0)") }
    if compatibility.untold > 0 {
      lines.append("  … and \(compatibility.untold) more; `lockstep diff` shows them all")
    }
    return lines
  }
}

internal import LockstepAPIDiff
internal import LockstepCore
internal import LockstepGit
internal import LockstepKit

/// A difference of the public API, in every form that it has.
struct DiffPage {
  let difference: FoundationDifference

  private var changes: Difference { difference.difference }

  func tell(on terminal: Terminal) {
    switch terminal.format {
    case .text, .junit: terminal.result(text)
    case .json: terminal.result(json)
    case .markdown: terminal.result(changes.markdown(difference.heading))
    case .sarif: terminal.result(changes.sarif(difference.heading, version: Lockstep.version))
    case .github: terminal.result(changes.annotations())
    }
  }

  /// Breaking changes first, each with both signatures and places; the verdict last, where the eye is.
  var text: String {
    var lines = [heading, ""]
    for bump in [Bump.major, .minor, .patch] {
      let group = changes.findings(bump)
      guard !group.isEmpty else { continue }
      lines.append("\(Self.title(bump)) (\(group.count))")
      for finding in group { lines += Self.lines(of: finding) }
      lines.append("")
    }
    if !changes.undecided.isEmpty {
      lines.append("Could not be compared (\(changes.undecided.count))")
      lines += changes.undecided.map { printable("  \($0.item): \($0.reason)") }
      lines.append("")
    }
    return (lines + verdict).joined(separator: "\n") + "\n"
  }

  private var heading: String {
    let packages = difference.packages.joined(separator: ", ")
    let sets = difference.features.joined(separator: "; ")
    return "\(packages): \(difference.baseline.name) → \(difference.candidate.name)"
      + " (features: \(sets))"
  }

  /// What is required, and the version that follows from it.
  private var verdict: [String] {
    guard let required = difference.required else {
      return ["required: could not be decided, because something could not be compared"]
    }
    let counts = [
      (changes.findings(.major).count, "breaking change"),
      (changes.findings(.minor).count, "addition"),
    ].filter { $0.0 > 0 }.map { counted($0.0, $0.1) }
    var lines = [
      "required: \(required)"
        + (counts.isEmpty
          ? ", no change of the public API" : ", for \(counts.joined(separator: " and "))")
    ]
    if let next = difference.next, let version = difference.baseline.version {
      lines.append("next:     \(next), after \(version)")
    }
    return lines
  }

  private static func title(_ bump: Bump) -> String {
    switch bump {
    case .major: "Breaking changes"
    case .minor: "Additions and other minor changes"
    case .patch: "Other changes"
    }
  }

  private static func lines(of finding: Finding) -> [String] {
    var lines = ["  \(finding.kind): \(printable(finding.message))"]
    for (mark, side) in [("-", finding.before), ("+", finding.after)] {
      guard let side else { continue }
      lines += side.text.split(separator: "\n", omittingEmptySubsequences: false).map {
        printable("    \(mark) \($0)")
      }
      if let place = side.place { lines.append(printable("        \(place.path):\(place.line)")) }
    }
    return lines
  }

  var json: JSONValue {
    guard case .object(var object) = changes.json(difference.heading) else { return .null }
    object["packages"] = .array(difference.packages.map(JSONValue.string))
    object["features"] = .array(difference.features.map(JSONValue.string))
    object["baseline_commit"] = Self.text(difference.baseline.commit?.description)
    object["candidate_commit"] = Self.text(difference.candidate.commit?.description)
    object["baseline_version"] = Self.text(difference.baseline.version?.description)
    object["remarks"] = .array(difference.remarks.map(JSONValue.string))
    return .object(object)
  }

  private static func text(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
}

import LockstepCore

extension Difference {
  /// The difference for a terminal or a log, without colours.
  package func text(_ heading: DifferenceHeading) -> String {
    var lines: [String] = []
    for bump in [Bump.major, .minor, .patch] {
      let group = findings(bump)
      guard !group.isEmpty else { continue }
      lines.append("\(Self.title(bump)) (\(group.count))")
      for finding in group { lines += finding.lines }
      lines.append("")
    }
    if !undecided.isEmpty {
      lines.append("Could not be compared (\(undecided.count))")
      for part in undecided { lines.append("  \(part.item): \(part.reason)") }
      lines.append("")
    }
    lines.append(verdict(heading))
    return lines.joined(separator: "\n") + "\n"
  }

  /// One sentence: what is required, and the version that follows.
  package func verdict(_ heading: DifferenceHeading) -> String {
    let sides = "\(heading.baseline)..\(heading.candidate)"
    guard let required else {
      return "\(sides): could not be decided, because something could not be compared"
    }
    let what =
      switch required {
      case .major: "breaking, a major change"
      case .minor: "additions only, a minor change"
      case .patch: "no change of the public API"
      }
    guard let version = heading.version, let next = heading.next(required) else {
      return "\(sides): \(what)"
    }
    return "\(sides): \(what): \(version) → \(next)"
  }

  /// The heading of a group of findings.
  static func title(_ bump: Bump) -> String {
    switch bump {
    case .major: "Breaking changes"
    case .minor: "Additions and other minor changes"
    case .patch: "Other changes"
    }
  }
}

extension Finding {
  /// The finding in a few lines.
  fileprivate var lines: [String] {
    var lines = ["  \(kind): \(message)"]
    if let place { lines[0] += " (\(place.path):\(place.line))" }
    if let before { lines.append("    - \(before.text)") }
    if let after { lines.append("    + \(after.text)") }
    return lines
  }
}

extension Requirement {
  /// Returns the requirement that admits `version` and otherwise stays as near to this one as it
  /// can: the very same where it admits the version already, else in the style it is written in.
  ///
  /// Each comparator that stands in the way is rewritten alone, with its operator, its spaces and
  /// its number of digits: `2` becomes `3`, `2.0.1` becomes `3.1.0`, `~2.1` becomes `~3.1`. Lower
  /// bounds that hold stay; an exclusive upper bound moves to the next breaking version, so
  /// `>=1.2, <3` becomes `>=1.2, <4`. A pre-release is written in full. Where no such rewriting
  /// admits the version, the result is the version alone, in the longest precision written.
  public func raised(to version: Version) -> Requirement {
    if admits(version) { return self }
    var raised = terms
    for index in raised.indices where !raised[index].comparator.matches(version) {
      raised[index] = raised[index].raised(to: version)
    }
    var result = Requirement(raised)
    if !result.admits(version), version.isPrerelease,
      let index = raised.firstIndex(where: { $0.canNamePrerelease })
    {
      raised[index] = raised[index].rewritten(version, full: true)
      result = Requirement(raised)
    }
    return result.admits(version) ? result : fallback(to: version)
  }

  /// The version alone, as precisely as the most precise comparator.
  private func fallback(to version: Version) -> Requirement {
    let precision = version.isPrerelease ? 3 : terms.map(\.precision).max() ?? 3
    var term = RequirementTerm(.caret, version, sign: "")
    term.write(version, precision: precision)
    return Requirement([term])
  }
}

extension RequirementTerm {
  /// How many numbers are written: 1 to 3.
  fileprivate var precision: Int {
    comparator.minor == nil ? 1 : comparator.patch == nil ? 2 : 3
  }

  /// Whether writing a pre-release in full here admits it.
  fileprivate var canNamePrerelease: Bool {
    switch comparator.operation {
    case .exact, .greaterOrEqual, .lessOrEqual, .tilde, .caret: true
    case .greater, .less: false
    }
  }

  /// The same term, admitting `version` where its operator allows that.
  fileprivate func raised(to version: Version) -> RequirementTerm {
    switch comparator.operation {
    case .exact, .tilde, .caret, .greaterOrEqual, .lessOrEqual:
      return rewritten(version, full: version.isPrerelease)
    case .less: return upperBound(above: version)
    case .greater: return self
    }
  }

  /// The same operator before `version`.
  fileprivate func rewritten(_ version: Version, full: Bool) -> RequirementTerm {
    var result = self
    if full, !wildcards.isEmpty { result.replaceWildcards() }
    result.write(version, precision: full ? 3 : precision)
    return result
  }

  /// Puts `version` in the place of the numbers.
  fileprivate mutating func write(_ version: Version, precision: Int) {
    comparator.major = version.major
    comparator.minor = precision > 1 ? version.minor : nil
    comparator.patch = precision > 2 ? version.patch : nil
    comparator.prerelease = precision > 2 ? version.prerelease : []
    numbers =
      switch precision {
      case 1: "\(version.major)"
      case 2: "\(version.major).\(version.minor)"
      default: version.precedenceText
      }
  }

  /// Says with an operator what the wildcards said, because a full version has no room for them.
  private mutating func replaceWildcards() {
    wildcards = ""
    let bare = !lead.contains { $0 != " " }
    guard comparator.operation == .exact, bare else { return }
    comparator.operation = comparator.minor == nil ? .caret : .tilde
    if comparator.operation == .tilde { lead += "~" }
  }

  /// The exclusive upper bound at the next breaking version, or where the written numbers cannot
  /// say that, at the next number that they can say.
  private func upperBound(above version: Version) -> RequirementTerm {
    var result = self
    if let breaking = try? version.release.next(.major) {
      result.write(breaking, precision: precision)
      if result.comparator.matches(version) { return result }
    }
    let (next, overflow) = version.major.addingReportingOverflow(1)
    guard !overflow else { return self }
    result.write(Version(next, 0, 0), precision: precision)
    return result
  }
}

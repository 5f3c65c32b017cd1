/// What the automatic checks say about a commit, all of them taken together.
package struct ForgeChecks: Hashable, Sendable {
  /// How one check stands.
  package enum State: Hashable, Sendable {
    /// It has not ended.
    case pending
    /// It ended well, or had nothing to do.
    case green
    /// It ended in any other way.
    case red
  }

  /// One check by its name.
  package struct Check: Hashable, Sendable {
    /// The name.
    package var name: String
    /// How it stands.
    package var state: State
    /// Where people read what it found, where the forge says it.
    package var page: String?

    /// Describes a check.
    package init(name: String, state: State, page: String? = nil) {
      self.name = name
      self.state = state
      self.page = page.flatMap { $0.isEmpty ? nil : $0 }
    }
  }

  /// All of them together.
  package enum Verdict: String, Hashable, Sendable {
    /// Nobody checks this commit, or nobody has begun to.
    case absent
    /// None failed, and some have not ended.
    case pending
    /// All ended well.
    case green
    /// At least one failed; others may not have ended.
    case red
  }

  /// The checks, by name; of several runs of one check the latest.
  package var checks: [Check]

  /// Sorts `checks` by their names.
  package init(_ checks: [Check]) {
    self.checks = checks.sorted { $0.name < $1.name }
  }

  /// All of them together.
  package var verdict: Verdict {
    if checks.isEmpty { return .absent }
    if checks.contains(where: { $0.state == .red }) { return .red }
    return checks.contains { $0.state == .pending } ? .pending : .green
  }

  /// The names of those that stand so.
  package func names(of state: State) -> [String] {
    checks.filter { $0.state == state }.map(\.name)
  }
}

package import LockstepCore

extension Configuration {
  /// `[rollout]`: how a wave is divided, how long each part is watched before the next, and how its
  /// pull requests are merged.
  package struct Rollout: Hashable, Sendable {
    /// Those that are updated before all others of their wave.
    package var canaries: [RepositoryName]
    /// How many of a wave have the release after each further part, growing; the rest comes last.
    package var shares: [Threshold]
    /// How long each part is watched before the next one starts.
    package var soak: Span
    /// How long a command waits for the pull requests of a part before it ends and can be resumed.
    package var wait: Span
    /// Who merges pull requests.
    package var merge: Merging
    /// Whether the way back of each dependent is prepared and built once its update went out.
    package var preparesWaysBack: Bool

    /// Creates the default, whole waves without a soak, or one that differs from it.
    package init(
      canaries: [RepositoryName] = [], shares: [Threshold] = [], soak: Span = .zero,
      wait: Span = .hours(1), merge: Merging = .auto,
      preparesWaysBack: Bool = true
    ) {
      self.canaries = canaries
      self.shares = shares
      self.soak = soak
      self.wait = wait
      self.merge = merge
      self.preparesWaysBack = preparesWaysBack
    }
  }

  /// Who merges the pull requests that bring an update, once their checks are green.
  package enum Merging: String, Hashable, Sendable, CaseIterable {
    /// The forge, where the repository lets it; else the maintainers.
    case auto
    /// The maintainers, always.
    case maintainers
    /// Lockstep itself.
    case lockstep
  }
}

extension Configuration.Threshold {
  /// So many of `total`, rounded up, as a person who asks for a share expects at least that much.
  package func number(of total: Int) -> Int {
    switch self {
    case .count(let number): min(number, total)
    case .percent(let share): min(total, Int((share * Double(total) / 100).rounded(.up)))
    }
  }
}

package import LockstepCore

extension Configuration {
  /// `[rollout]`: how a wave is divided, and how long each part is watched before the next.
  package struct Rollout: Hashable, Sendable {
    /// Those that are updated before all others of their wave.
    package var canaries: [RepositoryName]
    /// How many of a wave have the release after each further part, growing; the rest comes last.
    package var shares: [Threshold]
    /// How long each part is watched before the next one starts.
    package var soak: Span

    /// Creates the default, whole waves without a soak, or one that differs from it.
    package init(
      canaries: [RepositoryName] = [], shares: [Threshold] = [], soak: Span = .zero
    ) {
      self.canaries = canaries
      self.shares = shares
      self.soak = soak
    }
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

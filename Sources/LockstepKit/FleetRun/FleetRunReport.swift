package import LockstepCore
package import LockstepGit
package import LockstepVerification

/// What a fleet run found: every dependent, built and tested against baseline and candidate.
package struct FleetRunReport: Codable, Hashable, Sendable {
  /// One dependent's part.
  package struct Entry: Codable, Hashable, Sendable {
    package var name: RepositoryName
    package var outcome: FleetOutcome
    /// The dependents through which it reaches the foundation; empty for a direct one.
    package var via: [RepositoryName]
    /// The dependent that it fails because of: all that is new stands in that one's packages.
    package var because: RepositoryName?
    /// The commit that was tested, and that a rollout would push.
    package var commit: ObjectID?
    /// The tree that was tested: the commit's, or the tip's where nothing has to change.
    package var tree: ObjectID?

    package init(
      name: RepositoryName, outcome: FleetOutcome, via: [RepositoryName] = [],
      because: RepositoryName? = nil, commit: ObjectID? = nil, tree: ObjectID? = nil
    ) {
      self.name = name
      self.outcome = outcome
      self.via = via
      self.because = because
      self.commit = commit
      self.tree = tree
    }
  }

  /// What a run was about, by commits.
  package struct Subject: Codable, Hashable, Sendable {
    /// The commit that was asked about.
    package var candidate: ObjectID
    /// What dependents were built with: the candidate, or a commit that only gives it its version.
    package var release: ReleasedVersion
    package var baseline: ObjectID?
    /// Whether all dependents were run.
    package var isWhole: Bool

    package init(
      candidate: ObjectID, release: ReleasedVersion, baseline: ObjectID?, isWhole: Bool
    ) {
      self.candidate = candidate
      self.release = release
      self.baseline = baseline
      self.isWhole = isWhole
    }
  }

  package var baseline: String
  package var candidate: String
  /// What the two names stood for when the run began.
  package var subject: Subject?
  /// Why those that regressed hold nothing up; `nil` where they do.
  package var waiver: String?
  /// Why the programs of strangers did not run apart; `nil` where they did.
  package var sandboxAbsence: String?
  package var entries: [Entry]

  package init(
    baseline: String, candidate: String, subject: Subject? = nil, waiver: String? = nil,
    sandboxAbsence: String? = nil, entries: [Entry] = []
  ) {
    self.baseline = baseline
    self.candidate = candidate
    self.subject = subject
    self.waiver = waiver
    self.sandboxAbsence = sandboxAbsence
    self.entries = entries
  }

  package func entries(_ kind: FleetOutcome.Kind) -> [Entry] {
    entries.filter { $0.outcome.kind == kind }
  }

  /// Decided no where one regressed and nobody answers for it; could not finish where one is unknown. Those that a rollout would
  /// not reach decide nothing.
  package var exitStatus: ExitStatus {
    if !entries(.regressed).isEmpty, waiver == nil { return .decidedNo }
    return entries(.unknown).isEmpty ? .done : .failed
  }

  /// A cause, and whom it breaks.
  package struct Cause: Hashable, Sendable {
    /// As the compiler says it, or as the test is called.
    package var text: String
    package var names: [RepositoryName]
  }

  /// What broke the regressed ones, each cause once with all names, the widest first.
  package var causes: [Cause] {
    var hit: [String: [RepositoryName]] = [:]
    for entry in entries(.regressed) where entry.because == nil {
      let errors = entry.outcome.newErrors.map { error in
        error.key.code.map { "\($0): \(error.key.message)" } ?? error.key.message
      }
      for text in Set(errors) { hit[text, default: []].append(entry.name) }
    }
    return hit.map { Cause(text: $0.key, names: $0.value.sorted()) }
      .sorted { ($1.names.count, $0.text) < ($0.names.count, $1.text) }
  }
}

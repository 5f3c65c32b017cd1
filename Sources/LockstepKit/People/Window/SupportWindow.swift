package import LockstepCore
internal import LockstepEcosystems
package import LockstepFleet
internal import LockstepGit
internal import LockstepLedger
package import LockstepWorkflow

/// The time in which the dependents take a release, and how far each has come.
///
/// What a dependent has is read from its manifests and locks as they were fetched last; why it has not
/// taken the release, from the last rollout of it. A dependent that was never fetched is judged by the
/// rollout alone.
package struct SupportWindow: Hashable, Sendable {
  /// How far a dependent has come.
  package enum Standing: String, Hashable, Sendable, CaseIterable {
    /// It has the release, or a newer one.
    case migrated
    /// It has not, and nothing is known to be in the way.
    case pending
    /// It has not, and something is in the way.
    case stuck
  }

  /// One dependent that requires the foundation itself.
  package struct Member: Hashable, Sendable {
    package let name: RepositoryName
    package let standing: Standing
    /// What it has, or what is in the way.
    package let detail: String

    package init(name: RepositoryName, standing: Standing, detail: String) {
      self.name = name
      self.standing = standing
      self.detail = detail
    }
  }

  /// The operation that released it.
  package let operation: String
  package let facts: ReleaseFacts
  package let opened: Timestamp
  package let members: [Member]

  /// When the last dependent should have it.
  package var ends: Timestamp { opened.adding(facts.window) }

  package init(
    operation: String, facts: ReleaseFacts, opened: Timestamp, members: [Member]
  ) {
    self.operation = operation
    self.facts = facts
    self.opened = opened
    self.members = members
  }

  /// The window of the last release that stands; `nil` where nothing was released, or it was taken back.
  package init?(of log: OperationLog, fleet: Fleet?) {
    guard let (record, ended, facts) = Self.release(in: log) else { return nil }
    let words = Self.words(of: facts.version, in: log)
    let known = (fleet?.dependents ?? []).filter(\.direct)
    var members = known.map { Self.member($0, facts, words[$0.name]) }
    let names = Set(members.map(\.name)).union((fleet?.dependents ?? []).map(\.name))
    members += words.values.filter { !names.contains($0.name) }.map(Self.member)
    self.init(
      operation: record.id, facts: facts, opened: ended,
      members: members.sorted { $0.name < $1.name })
  }

  /// Whether there is one at all: a release that stands. Only then it matters what the dependents have.
  package static func exists(in log: OperationLog) -> Bool { release(in: log) != nil }

  private static func release(
    in log: OperationLog
  ) -> (record: OperationRecord, ended: Timestamp, facts: ReleaseFacts)? {
    guard
      let record = log.operations.last(where: {
        $0.kind == OperationKind.release && $0.state == .finished
      }), let ended = record.endedAt, let facts = try? record.facts.decode(ReleaseFacts.self),
      log.takenBack[facts.version] == nil
    else { return nil }
    return (record, ended, facts)
  }

  /// Those that stand so.
  package func names(_ standing: Standing) -> [RepositoryName] {
    members.filter { $0.standing == standing }.map(\.name)
  }

  /// Whether somebody is left.
  package var isOpen: Bool { members.contains { $0.standing != .migrated } }

  /// Whether its time is over, and somebody is left.
  package func isOverdue(at time: Timestamp) -> Bool { ends < time && isOpen }

  /// `5 of 7 have migrated, 1 is stuck`
  package var counts: String {
    let stuck = names(.stuck).count
    return "\(names(.migrated).count) of \(counted(members.count, "dependent")) migrated"
      + (stuck > 0 ? ", \(stuck) stuck" : "")
  }

  // MARK: - Judging

  /// The rollouts' last words on each dependent.
  private static func words(
    of version: Version, in log: OperationLog
  ) -> [RepositoryName: Status.DependentStatus] {
    var words: [RepositoryName: Status.DependentStatus] = [:]
    for operation in log.operations where operation.kind == OperationKind.rollout {
      guard (try? operation.facts.decode(RolloutFacts.self))?.release.version == version else {
        continue
      }
      for status in operation.dependentStatus { words[status.name] = status }
    }
    return words
  }

  private static func member(
    _ dependent: Dependent, _ facts: ReleaseFacts, _ word: Status.DependentStatus?
  ) -> Member {
    let behind = dependent.directUses.compactMap { $0.lag(behind: facts) }
    guard let first = behind.first else {
      return Member(name: dependent.name, standing: .migrated, detail: dependent.has)
    }
    if let pinned = behind.first(where: \.isPinned) {
      return Member(name: dependent.name, standing: .stuck, detail: pinned.words)
    }
    guard let word, stuck.contains(word.outcome) else {
      // A branch that was pushed, or a pull request that waits for its maintainers, is in nobody's way.
      let state = word.map { "\(first.words); the rollout: \($0.outcome)" } ?? first.words
      return Member(name: dependent.name, standing: .pending, detail: state)
    }
    let reason = word.detail.isEmpty ? word.outcome : "\(word.outcome): \(word.detail)"
    return Member(name: dependent.name, standing: .stuck, detail: reason)
  }

  private static func member(_ word: Status.DependentStatus) -> Member {
    let standing: Standing =
      done.contains(word.outcome) ? .migrated : stuck.contains(word.outcome) ? .stuck : .pending
    return Member(
      name: word.name, standing: standing,
      detail: word.detail.isEmpty ? word.outcome : "\(word.outcome): \(word.detail)")
  }

  /// What a rollout calls a dependent that it did not get to the release.
  private static let stuck: Set<String> = [
    "regressed", "broken-before", "cannot-pin", "waits", "unknown", "not pushed", "declined",
    "changed", "conflicting",
  ]

  /// What it calls one that has it.
  private static let done: Set<String> = [
    "pushed", "merged", "up-to-date", "floats", "follows", "ahead",
  ]
}

extension Dependent {
  /// What its locks have of the foundation.
  fileprivate var has: String {
    let versions = Set(directUses.flatMap { $0.locked.map(\.version) }).sorted()
    return versions.isEmpty
      ? "no lock holds it back"
      : "locks \(versions.map(\.description).joined(separator: ", "))"
  }
}

extension Use {
  /// How one use is behind a release.
  fileprivate struct Lag {
    var words: String
    /// Whether somebody fixed it to exactly one version.
    var isPinned = false
  }

  /// How the use is behind; `nil` where it has the release, or the next build takes it.
  fileprivate func lag(behind facts: ReleaseFacts) -> Lag? {
    let place = "\(dependency.manifest):\(dependency.place.line)"
    if let pin = pin, pin < facts.version {
      return Lag(words: "\(place) pins it to \(pin)", isPinned: true)
    }
    if let old = locked.map(\.version).filter({ $0 < facts.version }).min() {
      return Lag(words: "its lock has \(old)")
    }
    guard locked.isEmpty else { return nil }
    switch dependency.source {
    case .git(_, .tag(let tag)) where tag != facts.tag.short:
      return Lag(words: "\(place) takes the tag `\(tag)`")
    case .git, .path: return nil
    case .registry:
      guard let requirement = dependency.requirement, !requirement.admits(facts.version),
        // What excludes it may be of a newer line, and is not behind.
        !requirement.comparators.contains(where: { $0.least > facts.version })
      else { return nil }
      return Lag(words: "\(place) requires `\(requirement)`")
    }
  }

  /// The one version that the requirement admits.
  private var pin: Version? {
    guard let comparators = dependency.requirement?.comparators, comparators.count == 1,
      let only = comparators.first, only.operation == .exact, only.patch != nil
    else { return nil }
    return only.least
  }
}

extension Requirement.Comparator {
  /// The version that it names, with zeros where it names none.
  fileprivate var least: Version {
    Version(major, minor ?? 0, patch ?? 0, prerelease: prerelease)
  }
}

extension SupportWindow {
  /// The window as `lockstep status --format json` prints it.
  package func json(at time: Timestamp) -> JSONValue {
    [
      "operation": .string(operation), "version": .string(facts.version.description),
      "opened": .string(opened.description), "ends": .string(ends.description),
      "overdue": .boolean(isOverdue(at: time)),
      "dependents": .array(
        members.map { member in
          [
            "name": .string(member.name.description),
            "standing": .string(member.standing.rawValue), "detail": .string(member.detail),
          ]
        }),
    ]
  }
}

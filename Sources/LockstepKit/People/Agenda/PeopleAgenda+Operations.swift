internal import LockstepChannels
internal import LockstepCore
internal import LockstepFleet
internal import LockstepWorkflow

extension PeopleAgenda {
  /// What is told of an operation that has come so far.
  func messages(on occasion: Telling.Occasion) -> [DueMessage] {
    switch occasion {
    case .released(let version): released(version)
    case .rolledOut(let version, let wave, let names):
      rolledOut(version, wave: wave, to: Set(names))
    case .allClear(let version): allClear(version)
    }
  }

  // MARK: - A release

  private func released(_ version: Version) -> [DueMessage] {
    guard
      let facts = facts(OperationKind.release, ReleaseFacts.self, where: { $0.version == version })?
        .facts
    else { return [] }
    let letters = PeopleLetters(package: facts.package, now: now)
    let clock = history.noticeClock(of: facts.series)
    var told: Set<String> = []
    var messages = audience().map { channel, names in
      told.insert(channel)
      let thread = names.count == 1 ? clock.addressees[names[0]]?.thread : nil
      return DueMessage(
        letters.released(facts, for: names, on: channel, answering: thread, settings),
        to: [channel])
    }
    messages += primary.filter { !told.contains($0) }.map { channel in
      DueMessage(
        letters.released(facts, for: [], on: channel, answering: nil, settings), to: [channel])
    }
    return messages
  }

  // MARK: - A rollout

  private func rolledOut(
    _ version: Version, wave: Int, to wanted: Set<RepositoryName>
  ) -> [DueMessage] {
    guard
      let (record, facts) = facts(
        OperationKind.rollout, RolloutFacts.self, where: { $0.release.version == version })
    else { return [] }
    let statuses = Dictionary(
      record.dependentStatus.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    // Whom nothing was done to is not written to.
    let quiet = ["up-to-date", "floats", "follows", "ahead"]
    let letters = PeopleLetters(package: facts.package, now: now)
    return audience().compactMap { channel, names in
      let own = names.filter(wanted.contains).compactMap { statuses[$0] }
        .filter { !quiet.contains($0.outcome) }
      guard !own.isEmpty else { return nil }
      return DueMessage(
        letters.rolledOut(version, own, by: "\(record.id)/wave-\(wave)", on: channel),
        to: [channel])
    }
  }

  // MARK: - A rollback

  private func allClear(_ version: Version) -> [DueMessage] {
    guard
      let (record, facts) = facts(
        OperationKind.rollback, RollbackFacts.self, where: { $0.bad.version == version })
    else { return [] }
    let affected = Set(facts.restored.map(\.name))
    let incident = Incident.all(in: history).last(where: \.isOpen)
    let thread = incident.map { IncidentStory.root($0.id) }
    // Whoever was told that something is wrong is told that it is over.
    let alarmed = outbox.all.filter { thread != nil && $0.message.thread == thread }.map(\.channel)
    let concerned = audience().filter { $0.names.contains(where: affected.contains) }.map(\.channel)
    let channels = alarmed + concerned + primary
    guard !channels.isEmpty else { return [] }
    let letters = PeopleLetters(package: facts.package, now: now)
    let statuses = record.dependentStatus
    return [
      DueMessage(
        letters.allClear(facts, statuses, by: record.id, incident: incident?.id, answering: thread),
        to: channels)
    ]
  }

  // MARK: - Who, and about what

  /// The last operation of a kind whose facts fit.
  private func facts<Facts: Decodable>(
    _ kind: String, _ type: Facts.Type, where fits: (Facts) -> Bool
  ) -> (record: OperationRecord, facts: Facts)? {
    for record in log.operations.reversed() where record.kind == kind {
      if let facts = try? record.facts.decode(type), fits(facts) { return (record, facts) }
    }
    return nil
  }

  /// The configured dependents by the channels on which their maintainers are reached, in order.
  private func audience() -> [(channel: String, names: [RepositoryName])] {
    let people = Maintainers(configuration)
    var order: [String] = []
    var names: [String: [RepositoryName]] = [:]
    for dependent in configuration.fleet.dependents {
      for channel in people.known(dependent.maintainers) {
        if names[channel] == nil { order.append(channel) }
        if names[channel]?.contains(dependent.name) != true {
          names[channel, default: []].append(dependent.name)
        }
      }
    }
    return order.map { ($0, names[$0] ?? []) }
  }

  /// What is configured of each dependent.
  private var settings: [RepositoryName: Configuration.DependentSettings] {
    Dictionary(
      configuration.fleet.dependents.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }
}

internal import LockstepChannels
internal import LockstepCore
internal import LockstepFleet
internal import LockstepGit

extension PeopleLetters {
  /// That a version is out, and how it comes to the dependents of one channel.
  func released(
    _ facts: ReleaseFacts, for names: [RepositoryName], on channel: String,
    answering thread: String?, _ settings: [RepositoryName: Configuration.DependentSettings]
  ) -> Message {
    var points: [[MessageBody.Inline]] = [
      [.text("tag "), .code(facts.tag.short), .text(", commit "), .code(facts.candidate.short)]
    ]
    if let packages = facts.packages {
      points.append([.text("published to \(packages.registry): \(packages.labels)")])
    }
    points.append([
      .text("to be taken within \(facts.window), by \(now.adding(facts.window)) (UTC)")
    ])
    for name in names.prefix(Self.named) {
      let way =
        settings[name]?.delivery == .pullRequest
        ? "gets a pull request in the rollout" : "gets its update in the rollout"
      points.append([.strong(name.description), .text(" \(way)")])
    }
    if names.count > Self.named { points.append([.text("and \(names.count - Self.named) more")]) }
    let breaking = facts.compatibility.map { ", with \($0.counts)" } ?? ""
    let key = "out/\(facts.package)/\(facts.version)/\(channel)"
    return Message(
      kind: .release, key: key, thread: thread ?? key,
      title: "\(facts.package) \(facts.version) is out",
      body: MessageBody([.text("A \(facts.bump) release\(breaking)."), .list(points)]),
      urgency: facts.bump == .major ? .high : .normal, labels: ["release"], writtenAt: now)
  }

  /// What became of the dependents of one channel in a wave of a rollout.
  func rolledOut(
    _ version: Version, _ statuses: [Status.DependentStatus], by wave: String,
    on channel: String
  ) -> Message {
    let key = "update/\(wave)/\(channel)"
    let behind = statuses.filter { !["pushed", "merged", "ready"].contains($0.outcome) }
    let title =
      behind.isEmpty
      ? "\(package) \(version) was brought to \(counted(statuses.count, "repository", "repositories"))"
      : "\(package) \(version): \(counted(behind.count, "repository needs", "repositories need")) somebody to look"
    return Message(
      kind: .release, key: key, thread: key, title: title, body: MessageBody([Self.list(statuses)]),
      urgency: behind.isEmpty ? .normal : .high, writtenAt: now)
  }

  /// That a bad version is gone.
  func allClear(
    _ facts: RollbackFacts, _ statuses: [Status.DependentStatus], by operation: String,
    incident: String?, answering thread: String?
  ) -> Message {
    let key = "all-clear/\(operation)"
    var blocks: [MessageBody.Block] = [
      .paragraph([
        .strong("\(facts.package) \(facts.bad.version)"),
        .text(
          " was taken back. \(facts.hotfix.version) is out, and is \(facts.good.version) again; "
            + (facts.restored.isEmpty
              ? "no dependent had the bad one."
              : "\(counted(facts.restored.count, "dependent")) had to go back and forth.")),
      ])
    ]
    if !statuses.isEmpty { blocks.append(Self.list(statuses)) }
    if let incident {
      blocks.append(
        .paragraph([
          .text("The causes are still looked for; what ends it: "),
          .code("lockstep incident close --incident \(incident)"),
        ]))
    }
    return Message(
      kind: .allClear, key: key, thread: thread ?? key,
      title:
        "all clear: \(facts.package) \(facts.bad.version) is taken back, \(facts.hotfix.version) is out",
      body: MessageBody(blocks), urgency: .high, writtenAt: now)
  }

  private static func list(_ statuses: [Status.DependentStatus]) -> MessageBody.Block {
    var points = statuses.prefix(named).map { status -> [MessageBody.Inline] in
      let detail = status.detail.isEmpty ? "" : "; \(status.detail)"
      return [.strong(status.name.description), .text(": \(status.outcome)\(detail)")]
    }
    if statuses.count > named { points.append([.text("and \(statuses.count - named) more")]) }
    return .list(points)
  }
}

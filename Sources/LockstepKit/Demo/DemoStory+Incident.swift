internal import LockstepCore
internal import LockstepLedger

extension DemoStory {
  /// Where the post-mortem lies in the foundation's clone.
  package static let postMortem = "incidents/incident-1.md"

  /// The watch notices the bad release, opens the incident, and calls the next level when nobody answers;
  /// then somebody does.
  func watch() async throws {
    clock.advance(by: .minutes(2))
    tell(.chapter("lockstep watch --once"))
    try await lookAround()
    clock.advance(by: .minutes(16))
    tell(.line("nobody answers for 16 minutes"))
    try await lookAround()
    clock.advance(by: .minutes(1))
    let story = IncidentStory(try await workspace("incident"), print: { _ in })
    guard let incident = try await story.all().last(where: \.isOpen) else {
      throw ExplainedFailure("the demo's bad release was not noticed by the watch")
    }
    let told = try await story.acknowledge(incident)
    tell(
      .line(
        "\(incident.id) is taken by \(told.incident.acknowledgedBy ?? "somebody"), and nobody else is called"
      ))
  }

  /// One round of the watch; what is quiet is not told.
  private func lookAround() async throws {
    let round = try await WatchStory(try await workspace("watch"), print: { _ in })
      .round(executing: true)
    for line in round.lines where line.reading.state == .fire && !line.new.isEmpty {
      let facts = line.reading.facts.prefix(3).map(\.text).joined(separator: "; ")
      tell(.line("\(line.reading.trigger.name) fires: \(facts)"))
    }
    for deed in round.deeds { tell(.line(deed.outcome)) }
    for call in round.calls { tell(.line(call)) }
  }

  /// Sees to the incident of the rollback.
  func incident(
    of proposal: RollbackProposal, _ wish: RollbackWish, in story: RollbackStory
  ) async throws {
    guard let emergency = try await story.emergency(of: proposal, wish, print: { _ in }) else {
      return
    }
    let incident = emergency.incident
    tell(
      .line(
        emergency.isNew
          ? "opened \(incident.id) (\(incident.severity.rawValue)): \(incident.title)"
          : "belongs to \(incident.id): \(incident.title)"))
  }

  /// Writes down what happened, as far as the record tells it.
  func postMortem() async throws {
    clock.advance(by: .hours(1))
    tell(.chapter("lockstep incident report"))
    let workspace = try await workspace("report")
    guard let incident = try await IncidentStory(workspace, print: { _ in }).all().last else {
      throw ExplainedFailure("the demo's rollback has no incident")
    }
    let story = try await PostMortemStory.open(incident, in: workspace)
    let draft = try story.write()
    let facts = story.facts
    tell(
      .line(
        "\(counted(facts.impact.exposures.count, "dependent")) touched, "
          + "\(facts.impact.broken.count) broken; "
          + "\(counted(facts.timeline.count, "event")) with their evidence"))
    for gap in facts.gaps.prefix(3) {
      tell(.line("\(gap.check), \(gap.standing.words): \(gap.text)"))
    }
    tell(
      .line(
        "\(counted(facts.actions.count, "action")) proposed, each with an owner and a day; "
          + "\(counted(draft.problems.count, "place")) left for people to write"))
    if let next = facts.nextRelease {
      tell(.line("what was taken back may come out again as \(next.version)"))
    }
    tell(.line("\(fleet.foundationClone)/\(story.path)"))
  }
}

internal import LockstepCore
internal import LockstepLedger

extension DemoStory {
  /// Where the post-mortem lies in the foundation's clone.
  package static let postMortem = "incidents/incident-1.md"

  /// Sees to the incident of the rollback; somebody takes it.
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
    guard incident.acknowledgedAt == nil else { return }
    clock.advance(by: .minutes(4))
    let told = try await IncidentStory(try await workspace("incident"), print: { _ in })
      .acknowledge(incident)
    tell(.line("taken after 4 minutes by \(told.incident.acknowledgedBy ?? "somebody")"))
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
          + "\(facts.impact.broken.count) broken; \(facts.timeline.count) events with their evidence"
      ))
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

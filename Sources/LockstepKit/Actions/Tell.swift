package import LockstepCore
internal import LockstepFleet
internal import LockstepWorkflow

/// What people are told of an operation without being asked.
package struct Telling: Codable, Hashable, Sendable {
  /// What has happened.
  package enum Occasion: Codable, Hashable, Sendable {
    /// A version is out.
    case released(Version)
    /// It was brought to a wave of dependents, or that failed; each with what became of it.
    case rolledOut(Version, wave: Int, to: [RepositoryName])
    /// A bad version was taken back, and everybody has its replacement.
    case allClear(Version)
  }

  package var occasion: Occasion

  package init(_ occasion: Occasion) {
    self.occasion = occasion
  }

  /// The step that tells it, where anybody is configured to be told of it: contacts, or dependents' maintainers.
  static func steps(
    _ occasion: Occasion, phase: String, in configuration: Configuration
  ) -> [Step<Action>] {
    let looked = configuration.fleet.dependents.filter { !$0.maintainers.isEmpty }.map(\.name)
    let (id, title, isWanted): (StepID, String, Bool) =
      switch occasion {
      case .released:
        (
          "told", "tell everybody that it is out",
          !configuration.contacts.isEmpty || !looked.isEmpty
        )
      case .rolledOut(_, let wave, let names):
        (
          StepID("wave-\(wave).told"),
          "wave \(wave): tell each maintainer what became of their repository",
          names.contains(where: looked.contains)
        )
      case .allClear:
        (
          "all-clear", "tell everybody that it is over",
          !configuration.contacts.isEmpty || !looked.isEmpty
        )
      }
    guard isWanted else { return [] }
    return [Step(id: id, title: title, phase: phase, action: .tell(Telling(occasion)))]
  }
}

extension StoryPerformer {
  /// Tells people, and never stands in an operation's way: what a channel does not take waits in the outbox,
  /// and the step says so. Being done again after a crash, it tells nobody twice.
  func perform(_ telling: Telling, in context: StepContext) async throws -> Performance {
    // A rehearsal's copies have the addresses of real people: nobody is spoken to.
    guard !workspace.isRehearsal else {
      return .done(Evidence(summary: "not told: it is a rehearsal"))
    }
    do {
      let outcome = try await PeopleStory(workspace, print: context.progress).tell(telling.occasion)
      return .done(Evidence(summary: outcome.summary, body: outcome.json))
    } catch let error as any ExplainedError {
      return .done(Evidence(summary: "not told: \(error.explanation.oneLine)"))
    }
  }
}

internal import LockstepCore
internal import LockstepFleet
internal import LockstepForges
internal import LockstepLedger
internal import LockstepSystem
internal import LockstepWorkflow

extension Workspace {
  /// Goes on with an operation that stopped because pull requests wait, as long as `wait` under
  /// `[rollout]` says.
  ///
  /// In between nobody holds the lease, and nothing is written: the forges are asked from time to time,
  /// and the operation is resumed when something has become of a pull request.
  ///
  /// - Returns: The last result; the one that waits where the time is over or the command was
  ///   interrupted.
  func following(
    _ result: OperationResult, of operation: String,
    confirm: @escaping @Sendable (Step<Action>) async -> Bool,
    report: @escaping @Sendable (EngineReport) -> Void
  ) async throws -> OperationResult {
    var result = result
    var watch: ProposalWatch?
    while case .stopped(let step, _, .resumable) = result,
      let standings = try await standings(at: step, of: operation)
    {
      var now =
        watch.flatMap { $0.step == step ? $0 : nil }
        ?? ProposalWatch(
          workspace: self, operation: operation, step: step,
          end: host.clock.elapsed() + configuration.rollout.wait.duration)
      switch try await now.wait(for: standings, report: report) {
      case .over: return result
      case .preempted(let other): return .preempted(by: other)
      case .changed: break
      }
      watch = now
      result = try await engine(confirm: confirm, report: report).resume(operation, takeOver: false)
    }
    return result
  }

  /// How the pull requests stood when an operation stopped for them; `nil` where it stopped for
  /// something else.
  private func standings(
    at step: StepID, of operation: String
  ) async throws -> [ProposalStanding]? {
    let record = OperationLog(try await ledger.history())[operation]
    guard let body = record?[step]?.evidence?.body else { return nil }
    if let standings = try? body.decode([ProposalStanding].self) { return standings }
    let left = (try? body.decode([SettledDependent].self).filter { !$0.settled }) ?? []
    let waiting = left.compactMap { dependent in
      dependent.proposal.map {
        ProposalStanding(name: $0.name, number: $0.number, standing: .waiting)
      }
    }
    // Whom nothing has reached is for people: going on would only try it once more.
    return waiting.isEmpty || waiting.count < left.count ? nil : waiting
  }
}

/// The wait for one part's pull requests.
private struct ProposalWatch {
  enum Ending {
    case changed
    case over
    case preempted(String)
  }

  /// The first and the longest pause between two looks.
  private static let pauses: (first: Duration, longest: Duration) = (.seconds(10), .seconds(120))
  /// What one pull request may cost of the hour in which a forge allows 5,000 requests: three requests a
  /// look, and half of the hour for other work.
  private static let share: Duration = .milliseconds(4_300)
  /// How long a merge that was refused is not tried again.
  private static let patience: Duration = .seconds(300)

  let workspace: Workspace
  let operation: String
  let step: StepID
  /// When it is over, on the clock that never goes back.
  let end: Duration
  private var pause = pauses.first
  /// Merges that the forge refused, and when that was.
  private var refused: [RepositoryName: Duration] = [:]
  private var tried: Set<RepositoryName> = []

  init(workspace: Workspace, operation: String, step: StepID, end: Duration) {
    self.workspace = workspace
    self.operation = operation
    self.step = step
    self.end = end
  }

  /// Waits until something has become of one of `standings`.
  mutating func wait(
    for standings: [ProposalStanding], report: @Sendable (EngineReport) -> Void
  ) async throws -> Ending {
    let clock = workspace.host.clock
    let waiting = standings.filter(\.standing.isUndecided)
    for standing in waiting where tried.contains(standing.name) {
      refused[standing.name] = clock.elapsed()
    }
    tried = []
    let known = Dictionary(waiting.map { ($0.name, $0.standing) }, uniquingKeysWith: { $1 })
    let desk = ProposalDesk(
      workspace: workspace,
      forges: ForgeDesk(services: workspace.configuration.services, host: workspace.host))
    while true {
      let left = end - clock.elapsed()
      guard left > .zero else { return .over }
      report(.progress(step, "waiting for \(counted(waiting.count, "pull request"))"))
      do {
        try await clock.sleep(min(left, max(pause, Self.share * waiting.count)))
      } catch is CancellationError {
        return .over
      }
      pause = min(pause * 2, Self.pauses.longest)
      guard let record = try await workspace.operations()[operation] else { return .over }
      if case .preempted(let other) = record.state { return .preempted(other) }
      // Somebody else goes on with it, or has ended it: to resume it tells which.
      guard record[step]?.state == .stopped, record.isOpen else { return .changed }
      let proposals = try record.proposals(at: step, among: Set(known.keys))
      let now = try await desk.look(at: proposals, acting: false)
      let changed = now.filter { isNews($0, after: known[$0.name], at: clock.elapsed()) }
      guard !changed.isEmpty else { continue }
      tried = Set(changed.filter { $0.standing == .ready }.map(\.name))
      pause = Self.pauses.first
      return .changed
    }
  }

  private func isNews(
    _ standing: ProposalStanding, after known: ProposalStanding.Standing?, at time: Duration
  ) -> Bool {
    switch standing.standing {
    // What cannot be told at this moment is no news.
    case .waiting, .unknown: false
    case .ready: refused[standing.name].map { time - $0 > Self.patience } ?? true
    default: standing.standing != known
    }
  }
}

extension OperationRecord {
  /// The pull requests that a step waits for.
  fileprivate func proposals(
    at step: StepID, among names: Set<RepositoryName>
  ) throws -> [OpenProposal] {
    let plan = try plan.decode(Plan<Action>.self)
    let found: [OpenProposal] =
      switch plan.steps.first(where: { $0.id == step })?.action {
      case .proposals(let wait): try wait.proposals(in: evidence)
      case .settle:
        try self[step]?.evidence?.body.decode([SettledDependent].self)
          .compactMap(\.proposal) ?? []
      default: []
      }
    return found.filter { names.contains($0.name) }
  }
}

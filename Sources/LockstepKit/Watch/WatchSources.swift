internal import LockstepCore
internal import LockstepFleet
internal import LockstepSystem

/// Looks at sources side by side, each within its budget.
///
/// What throws or takes too long has no data; nothing that one source does hides what another one saw.
struct WatchSources: Sendable {
  let ground: WatchGround
  let progress: @Sendable (String) -> Void

  private static let width = 4

  /// Looks at those called `names`.
  func look(at names: [String]) async -> [WatchLook] {
    let desk = ForgeDesk(
      services: ground.workspace.configuration.services, host: ground.workspace.host)
    return await forEach(names, width: Self.width) { name in
      progress("looking at \(name)")
      return await look(at: name, desk)
    }
  }

  private func look(at name: String, _ desk: ForgeDesk) async -> WatchLook {
    let budget = self.budget(of: name)
    do {
      let look = try await ground.workspace.host.clock.within(budget.duration) {
        try await read(name, desk)
      }
      return look ?? WatchLook(name, .noData(because: "it did not answer within \(budget)"))
    } catch is CancellationError {
      return WatchLook(name, .noData(because: "it was interrupted"))
    } catch {
      return WatchLook(name, .noData(because: Explanation(of: error).oneLine))
    }
  }

  private func budget(of name: String) -> Span {
    let configuration = ground.workspace.configuration
    if let source = Configuration.WatchSource(rawValue: name) {
      return configuration.watch.timing(of: source).budget
    }
    let own = configuration.triggers.commands.first { $0.name == name }?.timing
    return (own ?? configuration.watch.timing).budget
  }

  private func read(_ name: String, _ desk: ForgeDesk) async throws -> WatchLook {
    switch Configuration.WatchSource(rawValue: name) {
    case .fleet?: return try await FleetWatch(ground: ground).look()
    case .checks?: return try await ChecksWatch(ground: ground, desk: desk).look()
    case .benchmarks?: return try await BenchmarkWatch(ground: ground).look()
    case .advisories?: return try await AdvisoryWatch(ground: ground).look()
    case .issues?: return try await IssueWatch(ground: ground, desk: desk).look()
    case .drift?: return try await DriftWatch(ground: ground, desk: desk).look()
    case .pins?: return try PinWatch(ground: ground).look()
    case .notices?: return NoticeWatch(ground: ground).look()
    case .support?: return SupportWatch(ground: ground).look()
    case nil:
      guard
        let command = ground.workspace.configuration.triggers.commands
          .first(where: { $0.name == name })
      else { return WatchLook(name, .idle(because: "it is not configured any more")) }
      return try await CommandWatch(ground: ground, command: command).look()
    }
  }
}

package import LockstepCore
package import LockstepGit
package import LockstepLedger
internal import LockstepWorkflow

/// The ways back as they stand where the branches are at one moment.
package struct StandingWaysBack: Hashable, Sendable {
  package let ways: WaysBack
  /// Where every dependent's branch is.
  let tips: [RepositoryName: ObjectID]

  package init(_ ways: WaysBack, at tips: [RepositoryName: ObjectID]) {
    self.ways = ways
    self.tips = tips
  }

  /// Those that stand so, by name.
  package func ways(standing: WayBack.Standing) -> [WayBack] {
    ways.ways.values.filter { $0.standing { tips[$0] } == standing }
      .sorted { $0.pin.name < $1.pin.name }
  }

  /// How many stand how, in one line: `ways back to 2.0.5: 5 prepared, 1 stale`.
  package var told: String {
    let parts = WayBack.Standing.allCases.compactMap { standing -> String? in
      let names = ways(standing: standing).map(\.pin.name)
      guard !names.isEmpty else { return nil }
      let who = standing == .cannotPin ? " (\(Self.list(names)))" : ""
      return "\(names.count) \(standing.rawValue)\(who)"
    }
    return "ways back to \(ways.good.version): "
      + (parts.isEmpty ? "nobody needs one" : parts.joined(separator: ", "))
  }

  private static func list(_ names: [RepositoryName]) -> String {
    let shown = names.prefix(5).map(\.description).joined(separator: ", ")
    return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
  }

  /// The names by standing.
  package var json: JSONValue {
    var object: [String: JSONValue] = [
      "from": .string(ways.bad.version.description), "to": .string(ways.good.version.description),
    ]
    for standing in WayBack.Standing.allCases {
      object[standing.rawValue] = .array(
        ways(standing: standing).map { .string($0.pin.name.description) })
    }
    return .object(object)
  }
}

extension History {
  /// The ways back from the release that is out, by what was last fetched; `nil` where none were prepared,
  /// or that release was taken back.
  package func waysBackInForce(in workspace: Workspace) async throws -> StandingWaysBack? {
    guard let ways = waysBack(), OperationLog(self).takenBack[ways.bad.version] == nil else {
      return nil
    }
    return StandingWaysBack(ways, at: try await workspace.store.tips().mapValues(\.commit))
  }
}

extension RollbackStory {
  /// The pins that were prepared for this rollback, as they stand; `nil` where there are none.
  package func waysBack(from bad: ReleasedVersion, to good: ReleasedVersion) async throws
    -> StandingWaysBack?
  {
    try await workspace.ledger.history().waysBack(from: bad.version, to: good.version).map {
      StandingWaysBack($0, at: fleet.tips)
    }
  }
}

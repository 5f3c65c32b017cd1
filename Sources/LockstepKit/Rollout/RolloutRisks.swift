package import LockstepCore
internal import LockstepGit
internal import LockstepLedger
internal import LockstepSystem

/// Whom the waves do not protect, and whom an emergency would not bring back: what has to be known before
/// a release goes out.
package struct RolloutRisks: Hashable, Sendable {
  /// What may go wrong with a dependent.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Nothing is locked there.
    case floats
    /// The last good version does not build with its code.
    case cannotPin = "cannot-pin"
    /// The release reaches it only by somebody else's release.
    case waits

    /// What that means, in one sentence; `version` is the release's, `good` the one before it.
    package func meaning(_ version: Version, good: Version?) -> String {
      switch self {
      case .floats:
        "no committed lock: they have \(version) as soon as it is out, no wave protects them"
      case .cannotPin:
        "\(good.map { "\($0)" } ?? "the last good version") does not build with their code: an "
          + "emergency leaves them on the bad version until its hotfix, or until they are mended"
      case .waits:
        "they take it through somebody who has to release first: no wave reaches them"
      }
    }
  }

  /// One dependent at risk.
  package struct Risk: Hashable, Sendable {
    package var name: RepositoryName
    package var kind: Kind
    package var reason: String
  }

  /// The version that goes out.
  package let version: Version
  /// The version that everybody would go back to; `nil` for a first release.
  package let good: Version?
  /// By kind, then in the order of the waves.
  package let risks: [Risk]
  /// Who was tried to be brought back, in one line; `nil` where nobody was, and it is not known who can.
  package let proof: String?

  /// Those of one kind.
  package func risks(of kind: Kind) -> [Risk] { risks.filter { $0.kind == kind } }

  /// Reads what the ledger knows of the ways back from `release`, beside the forecast.
  ///
  /// A rehearsal of this very commit counts, and ways that were prepared for it since.
  package static func read(
    _ release: ReleasedVersion, good: ReleasedVersion?, forecast: [RolloutFacts.Forecast],
    in workspace: Workspace
  ) async throws -> RolloutRisks {
    var risks = forecast.compactMap { dependent -> Risk? in
      switch dependent.action {
      case .floats: Risk(name: dependent.name, kind: .floats, reason: dependent.detail)
      case .waits: Risk(name: dependent.name, kind: .waits, reason: dependent.detail)
      case .raises, .locks, .follows, .ahead, .upToDate: nil
      }
    }
    let history = try await workspace.ledger.history()
    var proof: String?
    var lost: [RepositoryName: String] = [:]
    if let entry = history.rehearsalEntry(of: release.commit) {
      let bytes = try await workspace.ledger.evidence(
        RehearsalReport.evidenceName, of: entry.commit)
      let report = bytes.flatMap { try? JSONValue(parsing: $0).decode(RehearsalReport.self) }
      for named in report?.cannotPin ?? [] { lost[named.name] = named.reason }
      proof = report.map { "rehearsed \(entry.event.at): \($0.pinned) pinned and built" }
    }
    if let good, let ways = history.waysBack(from: release.version, to: good.version) {
      for (name, way) in ways.ways {
        lost[name] = way.pin.outcome == .cannotPin ? way.pin.reason ?? "" : nil
      }
      let built = ways.ways.values.count { $0.pin.built == true }
      proof = "\(counted(built, "way", "ways")) back to \(good.version) built"
    }
    let known = Set(forecast.map(\.name))
    risks += lost.filter { known.contains($0.key) }.sorted { $0.key < $1.key }.map {
      Risk(name: $0.key, kind: .cannotPin, reason: $0.value)
    }
    let order = Kind.allCases
    return RolloutRisks(
      version: release.version, good: good?.version,
      risks: order.flatMap { kind in risks.filter { $0.kind == kind } }, proof: proof)
  }
}

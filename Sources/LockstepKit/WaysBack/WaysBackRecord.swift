package import LockstepCore
internal import LockstepFleet
internal import LockstepGit
package import LockstepLedger
internal import LockstepWorkflow

/// The ways back of some dependents from one version to another, as the ledger keeps them.
package struct WaysBackRecord: Codable, Hashable, Sendable {
  /// The kind of the event that records ways which were prepared apart from a rollout; those of a
  /// rollout are the evidence of its steps.
  package static let kind = "way-back.prepared"

  /// The version that would be taken back.
  package var bad: ReleasedVersion
  /// The version that they lead to.
  package var good: ReleasedVersion
  package var ways: [WayBack]

  package init(bad: ReleasedVersion, good: ReleasedVersion, ways: [WayBack]) {
    self.bad = bad
    self.good = good
    self.ways = ways
  }

  /// `5 ways back to 2.0.5 built; almanac cannot-pin`
  var summary: String {
    guard !ways.isEmpty else { return "nobody needs a way back" }
    let lost = names { $0.pin.outcome == .cannotPin }
    let unproven = names { !$0.isDecided }
    let built = ways.count { $0.pin.built == true }
    var parts = ["\(counted(built, "way", "ways")) back to \(good.version) built"]
    if !unproven.isEmpty { parts.append("not proven: \(unproven)") }
    if !lost.isEmpty { parts.append("cannot-pin: \(lost)") }
    return parts.joined(separator: "; ")
  }

  private func names(where isMeant: (WayBack) -> Bool) -> String {
    ways.filter(isMeant).map(\.pin.name.description).joined(separator: ", ")
  }

  /// The event that records them.
  func draft() throws -> EventDraft {
    EventDraft(
      kind: Self.kind, operation: nil, summary: summary, body: try JSONValue(encoding: self))
  }
}

/// The newest way back of every dependent from one version to one other.
package struct WaysBack: Hashable, Sendable {
  package var bad: ReleasedVersion
  package var good: ReleasedVersion
  package var ways: [RepositoryName: WayBack]

  package init(
    bad: ReleasedVersion, good: ReleasedVersion, ways: [RepositoryName: WayBack] = [:]
  ) {
    self.bad = bad
    self.good = good
    self.ways = ways
  }
}

extension History {
  /// The ways back that were prepared last: of rollouts, and of those prepared anew since.
  ///
  /// - Parameters:
  ///   - bad: The version that they lead away from; the one that was prepared for last where it is `nil`.
  ///   - good: The version that they lead to, likewise.
  /// - Returns: `nil` where there are none.
  package func waysBack(from bad: Version? = nil, to good: Version? = nil) -> WaysBack? {
    var found: WaysBack?
    for record in entries.reversed().lazy.compactMap(\.event.waysBack) {
      guard bad.map({ $0 == record.bad.version }) ?? true,
        good.map({ $0 == record.good.version }) ?? true
      else { continue }
      var ways = found ?? WaysBack(bad: record.bad, good: record.good)
      guard ways.bad.version == record.bad.version, ways.good.version == record.good.version else {
        continue
      }
      // From the newest back: what is there already is newer.
      for way in record.ways where ways.ways[way.pin.name] == nil { ways.ways[way.pin.name] = way }
      found = ways
    }
    return found
  }
}

extension Event {
  /// The ways back that it tells of; what another version wrote otherwise is prepared anew.
  fileprivate var waysBack: WaysBackRecord? {
    switch kind {
    case WaysBackRecord.kind: try? body.decode(WaysBackRecord.self)
    case StepEvent.finished:
      body["evidence"]?["body"].flatMap { evidence in
        evidence["ways"] == nil ? nil : try? evidence.decode(WaysBackRecord.self)
      }
    default: nil
    }
  }
}

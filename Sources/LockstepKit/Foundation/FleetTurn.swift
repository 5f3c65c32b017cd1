package import LockstepCore

/// Which of many dependents are asked now, where they are too many to be asked at once: those that were
/// never asked, then those that were asked longest ago.
package struct FleetTurn: Hashable, Sendable {
  /// The most that are asked now.
  package var most: Int
  /// How long the asking may take; who was not asked by then waits for the next time.
  package var budget: Duration
  /// When each was asked, whatever came of it, by name.
  package var asked: [String: Timestamp]
  /// The present moment; whatever was asked after it was asked before a clock was set back.
  package var now: Timestamp

  /// How many are asked before the budget is looked at again.
  static let batch = 64

  /// Describes a turn.
  package init(most: Int, budget: Duration, asked: [String: Timestamp] = [:], now: Timestamp) {
    self.most = most
    self.budget = budget
    self.asked = asked
    self.now = now
  }

  /// Those of `names` whose turn it is, in their order.
  ///
  /// Names that were asked at one moment, or never, come in an order that the present moment decides: a
  /// machine that remembers nothing shall not ask the same ones for ever.
  ///
  /// - Parameter fetched: When each was asked with success, where that is known.
  func next(
    _ names: some Sequence<RepositoryName>, fetched: [RepositoryName: Timestamp] = [:]
  ) -> [RepositoryName] {
    let ranked = names.map { name in
      let times = [asked[name.description], fetched[name]].compactMap(\.self).filter { $0 <= now }
      return (name: name, at: times.max() ?? .earliest, lot: lot(of: name))
    }
    return ranked.sorted { ($0.at, $0.lot, $0.name) < ($1.at, $1.lot, $1.name) }
      .prefix(most).map(\.name)
  }

  /// A number that looks like chance and is the same for one name at one moment (FNV-1a).
  private func lot(of name: RepositoryName) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in "\(now.secondsSince1970) \(name)".utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x0100_0000_01b3
    }
    // Neighbouring moments differ in the last digits alone, which the multiplications have to spread.
    return (hash ^ (hash >> 29)) &* 0x9e37_79b9_7f4a_7c15
  }
}

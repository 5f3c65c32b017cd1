import LockstepCore
import LockstepFleet

/// The gate *documented*: enough of the public items have documentation.
///
/// It counts what it is given; who knows the public surface lists the items.
package struct DocumentedGate: Hashable, Sendable {
  /// One public item.
  package struct Item: Hashable, Sendable {
    /// Its public path.
    package var path: String
    package var isDocumented: Bool
    /// Where it is defined, as `file:line`.
    package var place: String?

    package init(path: String, isDocumented: Bool, place: String? = nil) {
      self.path = path
      self.isDocumented = isDocumented
      self.place = place
    }
  }

  /// The least share, in per cent.
  private let least: Double

  package init(least: Double) {
    self.least = least
  }

  package func check(_ items: [Item], seconds: Double = 0) -> GateReport {
    guard !items.isEmpty else {
      return .skipped(.documented, because: "there is no public item")
    }
    let bare = items.filter { !$0.isDocumented }.sorted { $0.path < $1.path }
    let share = Double((items.count - bare.count) * 100) / Double(items.count)
    return GateReport(
      .documented, share >= least ? .passed : .failed,
      bare.isEmpty
        ? "all of \(counted(items.count, "public item"))"
        : "\(bare.count) of \(counted(items.count, "public item")) without documentation",
      figure: .init(share, "%"), threshold: .init(least, "%"), seconds: seconds,
      evidence: bare.map { item in
        "`\(item.path)` is not documented" + (item.place.map { " (\($0))" } ?? "")
      })
  }
}

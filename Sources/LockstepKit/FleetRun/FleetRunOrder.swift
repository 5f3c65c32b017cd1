internal import LockstepCore
internal import LockstepFleet

/// In which order the dependents of a wave are run: what tells the most for the least time comes first.
///
/// Those that broke last time come before all others, then the cheap before the dear. Only one that
/// takes longer than an even share of the wave begins among the first: at the end it would keep one core
/// busy while the others have nothing left to do.
struct FleetRunOrder: Sendable {
  private let broke: Set<RepositoryName>
  private let seconds: [RepositoryName: Double]
  private let width: Int

  /// - Parameter past: What is remembered of a dependent's last trial.
  init(
    of dependents: [Dependent], width: Int, past: (RepositoryName) -> FleetRunCache.Past?
  ) {
    self.width = max(1, width)
    var broke: Set<RepositoryName> = []
    var seconds: [RepositoryName: Double] = [:]
    for dependent in dependents {
      let known = past(dependent.name)
      if known?.broke == true { broke.insert(dependent.name) }
      seconds[dependent.name] = known?.seconds ?? Self.guess(dependent)
    }
    self.broke = broke
    self.seconds = seconds
  }

  /// What is thought of one that never ran: whoever states more dependencies has more to compile.
  private static func guess(_ dependent: Dependent) -> Double {
    Double(1 + dependent.facts.dependencies.count)
  }

  func ordered(_ names: [RepositoryName]) -> [RepositoryName] {
    let cheapFirst = names.sorted { left, right in
      let (first, second) = (seconds[left] ?? 0, seconds[right] ?? 0)
      return first == second ? left < right : first < second
    }
    let all = names.compactMap { seconds[$0] }.reduce(0, +)
    let share = all / Double(width)
    let first = cheapFirst.filter(broke.contains)
    // Were there several of these, the wave would be as long as they are, whatever the order.
    let long = cheapFirst.last { (seconds[$0] ?? 0) > share && !broke.contains($0) }
    let rest = cheapFirst.filter { !broke.contains($0) && $0 != long }
    return first + [long].compactMap(\.self) + rest
  }
}

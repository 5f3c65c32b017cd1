import LockstepCore
package import LockstepEcosystems
package import LockstepFleet

/// The feature combinations that a configuration asks for, each build once.
package struct FeatureMatrix: Hashable, Sendable {
  /// One combination, as it is built.
  package struct Combination: Hashable, Sendable {
    /// As a reader says it: `no features`, `a, b`, `all features`.
    package var title: String
    package var selection: FeatureSelection
    /// The other combinations that switch the very same features on.
    package var sameAs: [String]
  }

  package var combinations: [Combination]
  /// Features that the configuration names and the package does not have.
  package var unknown: [String]

  /// The most combinations that a matrix may have.
  package static let limit = 512

  /// Works out the combinations of `sets` over the package's features.
  ///
  /// - Throws: An explained error where there are more than ``limit``.
  package init(_ sets: [Configuration.FeatureSet], of table: FeatureTable) throws {
    combinations = []
    unknown = []
    var known: [Set<String>: Int] = [:]
    let everything = table.closure(of: table.names, withDefaults: true)
    func take(_ names: [String], all: Bool = false) throws {
      let missing = names.filter { table.entries[$0] == nil && !$0.contains("/") }
      guard missing.isEmpty else {
        unknown += missing.filter { !unknown.contains($0) }
        return
      }
      let closure = all ? everything : table.closure(of: names, withDefaults: false)
      let title =
        all ? "all features" : names.isEmpty ? "no features" : names.joined(separator: ", ")
      if let index = known[closure] {
        let isNew = combinations[index].title != title
        if isNew, !combinations[index].sameAs.contains(title) {
          combinations[index].sameAs.append(title)
        }
        return
      }
      guard combinations.count < Self.limit else { throw Self.tooMany }
      known[closure] = combinations.count
      combinations.append(
        Combination(
          title: title, selection: all ? .all : .only(names, withDefaults: false), sameAs: []))
    }
    for set in sets {
      switch set {
      case .of(let names): try take(names)
      case .all: try take([], all: true)
      case .each: for name in table.names { try take([name]) }
      case .powerset(let depth):
        try Self.subsets(of: table.names, upTo: depth).forEach { try take($0) }
      }
    }
  }

  /// Every combination of at most `depth` of `names`, small ones first.
  private static func subsets(of names: [String], upTo depth: Int) throws -> [[String]] {
    var all: [[String]] = [[]]
    // Each subset of the last size with the position after its last name.
    var last: [(names: [String], next: Int)] = [([], 0)]
    for _ in 0..<min(max(depth, 0), names.count) {
      var longer: [(names: [String], next: Int)] = []
      for subset in last {
        for position in names.indices.dropFirst(subset.next) {
          longer.append((subset.names + [names[position]], position + 1))
          // Identical builds fold later; beyond this even the list is too long to look at.
          guard all.count + longer.count <= limit * 8 else { throw tooMany }
        }
      }
      all += longer.map(\.names)
      last = longer
    }
    return all
  }

  private static var tooMany: ExplainedFailure {
    ExplainedFailure(
      "the feature matrix has more than \(limit) combinations",
      why: ["every combination is a build and a run of all tests"],
      hints: ["lower the depth of \"powerset\", or list the combinations under [gates] `features`"],
      exitStatus: .configuration)
  }
}

import LockstepCore
import LockstepEcosystems
import LockstepFleet
import LockstepVerification
import Testing

struct FeatureMatrixTests {
  private static let table = FeatureTable([
    "default": ["std"], "std": ["alloc"], "alloc": [], "serde": ["dep:serde"],
  ])

  @Test(
    arguments: [
      ([.of([])], ["no features"]),
      ([.all], ["all features"]),
      ([.of(["std"]), .all], ["std", "all features"]),
      ([.each], ["alloc", "serde", "std"]),
      // Depth 2 of three features: none, three, three pairs; `alloc, std` is what `std` is.
      (
        [.powerset(depth: 2)],
        ["no features", "alloc", "serde", "std", "alloc, serde", "serde, std"]
      ),
      (
        [.powerset(depth: 8)],
        ["no features", "alloc", "serde", "std", "alloc, serde", "serde, std"]
      ),
      // What is built already is not built again, however it is written.
      ([.of(["std", "alloc"]), .of(["std"]), .of(["default"])], ["std, alloc"]),
      ([.of(["std", "serde"]), .all], ["std, serde"]),
      ([], []),
    ] as [([Configuration.FeatureSet], [String])])
  func `a matrix has every build once`(sets: [Configuration.FeatureSet], titles: [String]) throws {
    #expect(try FeatureMatrix(sets, of: Self.table).combinations.map(\.title) == titles)
  }

  @Test func `a folded combination is named by the one that is built`() throws {
    let matrix = try FeatureMatrix([.of(["std", "serde"]), .all], of: Self.table)
    #expect(matrix.combinations.first?.sameAs == ["all features"])
    #expect(
      matrix.combinations.first?.selection == .only(["std", "serde"], withDefaults: false))
  }

  @Test func `an unknown feature is told and builds nothing`() throws {
    let matrix = try FeatureMatrix([.of(["stdd"]), .of(["std"])], of: Self.table)
    #expect(matrix.unknown == ["stdd"])
    #expect(matrix.combinations.map(\.title) == ["std"])
  }

  @Test func `a matrix that nobody could build is refused`() throws {
    let many = Dictionary(uniqueKeysWithValues: (0..<60).map { ("f\($0)", [String]()) })
    let error = try #require(throws: ExplainedFailure.self) {
      try FeatureMatrix([.powerset(depth: 3)], of: FeatureTable(many))
    }
    #expect(error.exitStatus == .configuration)
    // Sixty features one by one are many, and possible.
    #expect(try FeatureMatrix([.each], of: FeatureTable(many)).combinations.count == 60)
  }

  @Test func `a feature that switches itself on ends`() {
    let table = FeatureTable(["a": ["b"], "b": ["a"]])
    #expect(table.closure(of: ["a"], withDefaults: false) == ["a", "b"])
  }
}

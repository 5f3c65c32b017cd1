import Testing

@testable import LockstepKit

/// What a dependent has to ask for so that a feature is off.
@Suite struct FlagSwitchTests {
  private static let graph = FeatureGraph(
    declared: [
      "default": ["std", "fast", "trace-preview"], "std": [], "fast": ["simd", "wide"],
      "simd": [], "wide": ["dep:lanes"], "trace-preview": [], "all": ["fast", "extra"], "extra": [],
    ], optional: ["lanes"])

  /// The feature, what is asked for with the defaults or without, and what is asked for then; `nil` where
  /// that does not switch the feature on.
  private static let cases: [(String, [String], Bool, [String]?, Bool)] = [
    ("simd", [], true, ["std", "wide"], false),
    ("simd", ["extra"], true, ["extra", "std", "wide"], false),
    ("simd", ["std"], true, ["std", "wide"], false),
    // What leads to it goes, directly or not; the rest stays as it was written.
    ("simd", ["extra", "fast", "std"], false, ["extra", "std"], false),
    ("simd", ["all"], false, [], false),
    ("simd", ["simd"], true, ["std", "wide"], false),
    // The defaults do not lead to `extra`, and stay on.
    ("extra", ["all", "std"], true, ["std"], true),
    ("extra", [], true, nil, true),
    ("simd", ["std"], false, nil, false),
    // A preview among the defaults is nobody's to rely on.
    ("std", [], true, ["fast"], false),
  ]

  @Test(arguments: cases.indices)
  func `what leads to it is left out, and the stable defaults stay`(index: Int) {
    let (flag, features, defaults, names, remaining) = Self.cases[index]
    let flagSwitch = FlagSwitch(flag: flag, graph: Self.graph) { FeatureClass(name: $0) == nil }
    let off = flagSwitch.off(FlagSwitch.Wish(features: features, defaults: defaults))
    #expect(off == names.map { FlagSwitch.Wish(features: $0, defaults: remaining) })
  }
}

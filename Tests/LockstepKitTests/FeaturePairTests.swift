import LockstepAPIDiff
import Testing

@testable import LockstepKit

/// Which feature sets are compared with which, as the user of each set meets the two sides.
struct FeaturePairTests {
  private static let old: [String: [String]] = [
    "default": ["std"], "std": [], "serde": ["dep:serde", "std"], "gone": ["std"],
  ]
  private static let new: [String: [String]] = [
    "default": ["std"], "std": [], "serde": ["dep:serde"], "fresh": ["serde"],
  ]

  /// A set, and the comparisons that it makes: what is on before and after; `+` where only additions
  /// count.
  private static let cases: [(set: FeatureSelection, pairs: [String])] = [
    (FeatureSelection(exactly: []), ["none → none"]),
    (FeatureSelection(exactly: ["std"]), ["std → std"]),
    (FeatureSelection(exactly: ["default"]), ["default, std → default, std"]),
    // What a feature brings in is on as well.
    (FeatureSelection(exactly: ["serde"]), ["serde, std → serde"]),
    // A feature that is gone is off at the candidate: what it gave is missing.
    (FeatureSelection(exactly: ["gone"]), ["gone, std → none"]),
    // Nobody can have had a new one: what it changes breaks nobody.
    (FeatureSelection(exactly: ["fresh"]), ["none → none", "none → fresh, serde +"]),
    (
      .all,
      [
        "default, gone, serde, std → default, serde, std",
        "default, gone, serde, std → default, fresh, serde, std +",
      ]
    ),
  ]

  @Test(arguments: cases)
  func `a set is compared as its users meet it`(set: FeatureSelection, expected: [String]) {
    let pairs = FeaturePair.all(
      of: [set], from: DeclaredFeatures(features: Self.old),
      to: DeclaredFeatures(features: Self.new))
    let found = pairs.map {
      "\($0.before.text) → \($0.after.text)\($0.isForAdditions ? " +" : "")"
    }
    #expect(found == expected)
  }

  @Test
  func `sets that come to the same are compared once`() {
    let plain = DeclaredFeatures(features: ["std": []])
    let sets: [FeatureSelection] = [
      FeatureSelection(exactly: []), .all, FeatureSelection(exactly: ["std"]),
      FeatureSelection(exactly: ["default"]), FeatureSelection(exactly: ["std", "default"]),
    ]
    let pairs = FeaturePair.all(of: sets, from: plain, to: plain)
    #expect(pairs.map(\.before.text) == ["none", "std"])
    #expect(
      FeaturePair.all(of: sets, from: .init(features: [:]), to: .init(features: [:])).count == 1)
  }

  @Test(arguments: [
    ("std", false), ("_private", true), ("nightly", true), ("unstable", true),
    ("unstable-const-fn", true), ("unstable_x", true), ("bench", true), ("unstabled", false),
  ])
  func `all leaves out what promises nothing by its name`(name: String, isPrivate: Bool) {
    let features = DeclaredFeatures(features: [name: [], "plain": []])
    #expect(features.promised.contains(name) == !isPrivate)
    let named = FeaturePair.all(
      of: [FeatureSelection(exactly: [name])], from: features, to: features)
    #expect(named.map(\.before.names) == [[name]])
  }

  @Test
  func `an entry with a slash switches on the optional dependency that it names`() {
    let features = DeclaredFeatures(features: [
      "strong": ["serde/derive"], "weak": ["serde?/derive"], "serde": ["dep:serde"],
    ])
    #expect(features.closure(of: ["strong"]).names == ["serde", "strong"])
    #expect(features.closure(of: ["weak"]).names == ["weak"])
  }

  @Test
  func `a feature that neither side declares is unknown`() {
    let sides = [DeclaredFeatures(features: Self.old), DeclaredFeatures(features: Self.new)]
    let sets = [FeatureSelection(exactly: ["gone", "fresh", "default", "serd"]), .all]
    #expect(FeaturePair.unknown(in: sets, sides) == ["serd"])
  }

  @Test(
    arguments: [
      ("all", "all"), ("none", "none"), ("default", "default"), ("b,a", "a, b"),
      ("default, serde", "default, serde"), (",", nil), ("", nil), ("a,,b", nil), ("--x", nil),
    ] as [(String, String?)])
  func `a set is read as it is written`(text: String, expected: String?) {
    #expect((try? FeatureSelection(parsing: text))?.text == expected)
  }
}

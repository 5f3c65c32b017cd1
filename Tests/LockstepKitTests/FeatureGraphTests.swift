import LockstepCore
import LockstepEcosystems
import LockstepFleet
import Testing

@testable import LockstepKit

@Suite struct FeatureGraphTests {
  /// A manifest's `[features]`, its optional dependencies, what is asked for, and what follows.
  private static let cases: [([String: [String]], Set<String>, [String], [String], [String])] = [
    (["a": ["b"], "b": []], [], ["a"], ["a", "b"], []),
    // A circle ends, and what does not exist leads nowhere.
    (["a": ["b"], "b": ["a", "gone"]], [], ["a", "none"], ["a", "b"], []),
    // An optional dependency is a feature, unless `dep:` is said of it somewhere.
    ([:], ["x"], ["x"], ["x"], ["x"]),
    (["a": ["dep:x"]], ["x"], ["a"], ["a"], ["x"]),
    (["a": ["dep:x"]], ["x"], ["x"], [], []),
    (["a": ["x"]], ["x"], ["a"], ["a", "x"], ["x"]),
    // `x/f` switches the dependency on, and the feature of its name.
    (["a": ["x/f"]], ["x"], ["a"], ["a", "x"], ["x", "x/f"]),
    (["a": ["x/f"], "b": ["dep:x"]], ["x"], ["a"], ["a"], ["x", "x/f"]),
    // `x?/f` waits until somebody else does.
    (["a": ["x?/f"]], ["x"], ["a"], ["a"], []),
    (["a": ["x?/f", "b"], "b": ["dep:x"]], ["x"], ["a"], ["a", "b"], ["x", "x/f"]),
    (["a": ["x?/f"]], [], ["a"], ["a"], ["x/f"]),
  ]

  @Test(arguments: cases.indices)
  func `features switch on what Cargo says`(index: Int) {
    let (declared, optional, asked, features, others) = Self.cases[index]
    let reach = FeatureGraph(declared: declared, optional: optional).reach(asked)
    #expect(reach.features == Set(features))
    #expect(
      reach.dependencies.union(reach.requests.map { "\($0.dependency)/\($0.feature)" })
        == Set(others))
  }

  @Test(
    arguments: [
      ("v3-preview", "preview"), ("preview_io", "preview"), ("deprecated-v1", "legacy"),
      ("v1-compat", "legacy"), ("compat", nil), ("legacy", "legacy"), ("unstable", "experimental"),
      ("unstable-deprecated", "legacy"), ("experimental_x", "experimental"),
      ("_private", "experimental"), ("previews", nil), ("std", nil), ("", nil),
    ] as [(String, String?)])
  func `a name may tell the class`(name: String, feature: String?) {
    #expect(FeatureClass(name: name)?.rawValue == feature)
  }

  @Test
  func `the manifest's word comes before the configuration's, and that before the name's`() throws {
    let manifest = try Cargo().readManifest(
      path: "Cargo.toml",
      bytes: Array(
        """
        [package]
        name = "core"
        version = "1.0.0"
        [package.metadata.semantic-versioning]
        deprecation-cycle = "3-versions"
        [package.metadata.features]
        a-preview = "stable"
        b-preview = { class = "legacy", since = "0.1.0", deprecated-since = "0.2.0" }
        c-preview = "wonderful"
        legacy = ["d", "b-preview"]
        e = 7
        [features]
        a-preview = []
        b-preview = []
        c-preview = []
        d = []
        e = []
        """.utf8))
    let facts = try #require(manifest.package)
    var flags = Configuration.Flags()
    flags.preview = ["a-preview", "e"]
    flags.stable = ["c-preview"]
    let classing = FeatureClassing(flags: flags)
    let found = facts.features.keys.sorted().map { name in
      let (feature, source) = classing.feature(name, of: facts)
      return "\(name) \(feature) \(source)"
    }
    #expect(
      found == [
        "a-preview stable metadata", "b-preview legacy metadata",
        "c-preview stable configuration", "d legacy metadata", "e preview configuration",
      ])
    #expect(facts.featureStatements["b-preview"]?.deprecatedSince == Version(0, 2, 0))
    #expect(classing.cycle(of: facts).0 == DeprecationCycle(3))
    let graph = FeatureGraph(declared: facts.features, dependencies: [])
    #expect(
      classing.remarks(on: facts, graph: graph) == [
        "Cargo.toml:9:13: `wonderful` is no class of features; the classes are `stable`, `preview`, "
          + "`legacy`, `experimental`"
      ])
  }

  @Test(
    arguments: [
      ("2-versions", "2.1.0", ["2.1.0", "2.1.5", "2.2.0"], nil),
      ("2-versions", "2.1.0", ["2.1.0", "2.2.0", "2.2.1", "2.3.0", "2.4.0"], "2.3.0"),
      ("2-versions", "2.1.0", ["2.1.0", "2.2.0", "3.0.0"], "3.0.0"),
      ("2 minors", "2.1.0", ["2.1.0", "2.2.0", "2.3.0-rc.1"], nil),
      ("1-version", "0.5.2", ["0.5.3", "0.6.0"], "0.6.0"),
      ("1-majors", "2.1.0", ["2.2.0", "2.3.0"], nil),
      ("1-major", "2.1.0", ["2.2.0", "3.0.0", "3.1.0"], "3.0.0"),
      ("1-majors", "0.5.0", ["0.5.1", "0.6.0"], "0.6.0"),
    ] as [(String, String, [String], String?)])
  func `a cycle is over when so many releases have come since`(
    cycle: String, since: String, releases: [String], end: String?
  ) throws {
    let cycle = try #require(DeprecationCycle(parsing: cycle))
    let found = cycle.end(
      after: try Version(parsing: since), in: try releases.map { try Version(parsing: $0) })
    #expect(found?.description == end)
  }

  @Test(arguments: ["", "2", "versions", "-1-versions", "2-years", "2-versions-more", "９-versions"])
  func `what is no cycle is refused`(text: String) {
    #expect(DeprecationCycle(parsing: text) == nil)
  }
}

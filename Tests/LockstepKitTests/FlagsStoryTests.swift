import LockstepCore
import LockstepGit
import LockstepSystem
import LockstepTestSupport
import Testing

@testable import LockstepKit

/// The review of features in real repositories; nothing is compiled.
@Suite(.timeLimit(.minutes(30)))
struct FlagsStoryTests {
  private static func core(_ version: String, _ features: String, metadata: String = "") -> String {
    """
    [package]
    name = "core"
    version = "\(version)"
    edition = "2021"
    \(metadata)
    [features]
    \(features)

    """
  }

  private static let settings = """
    [foundation]
    package = "core"
    publish = "none"
    [gates]
    features = [[], ["v3-preview", "errors"], ["deprecated-v1"], ["wrong"]]
    [flags]
    experimental = ["fast"]

    """

  /// The manifests of the releases, by version; the last is what the branch has now.
  private static let history = [
    ("1.0.0", "default = [\"std\"]\nstd = []\ndeprecated-v1 = []"),
    (
      "1.1.0",
      "default = [\"std\"]\nstd = []\ndeprecated-v1 = []\nv3-preview = [\"errors\"]\nerrors = []"
    ),
    (
      "1.2.0",
      "default = [\"std\"]\nstd = []\ndeprecated-v1 = []\nv3-preview = [\"errors\"]\nerrors = []\nfast = []\nold = []"
    ),
    (
      "2.0.0",
      "default = [\"std\"]\nstd = []\ndeprecated-v1 = []\nv3-preview = [\"errors\"]\nerrors = []\nfast = []\nold = []\nbeta-two = []"
    ),
    (
      "",
      "default = [\"std\"]\nstd = []\ndeprecated-v1 = []\nv3-preview = [\"errors\"]\nerrors = []\nfast = []\nold = []\nbeta-two = []\nnew-preview = []"
    ),
  ]

  private static let library = """
    #[deprecated(since = "1.1.0")]
    pub fn old() {}
    #[deprecated(since = "1.2.0")]
    pub fn younger() {}

    """

  private static let dependents: [String: [String: String]] = [
    // By its list, in several lines.
    "alpha": [
      "Cargo.toml": """
      [package]
      name = "alpha"
      version = "0.1.0"
      [dependencies.core]
      path = "../core"
      default-features = false
      features = [
        "v3-preview",
        "gone",
      ]
      """
    ],
    // By a feature of its own, which is not on by default; and renamed.
    "bravo": [
      "Cargo.toml": """
      [package]
      name = "bravo"
      version = "0.1.0"
      [dependencies]
      base = { package = "core", path = "../core", default-features = false, optional = true }
      [features]
      quick = ["base/fast"]
      legacy = ["base?/deprecated-v1"]
      """
    ],
    // Through bravo, whose feature it turns on by one of its own, which is on by default.
    "charlie": [
      "Cargo.toml": """
      [package]
      name = "charlie"
      version = "0.1.0"
      [dependencies]
      bravo = { path = "../bravo" }
      [features]
      default = ["speed"]
      speed = ["bravo/quick"]
      """
    ],
    // A workspace: one line for two members, and the default features.
    "delta": [
      "Cargo.toml": """
      [workspace]
      members = ["a", "b"]
      [workspace.dependencies]
      core = { path = "../core" }
      """,
      "a/Cargo.toml": """
      [package]
      name = "delta-a"
      version = "0.1.0"
      [dependencies]
      core = { workspace = true }
      """,
      "b/Cargo.toml": """
      [package]
      name = "delta-b"
      version = "0.1.0"
      [dev-dependencies]
      core = { workspace = true, features = ["errors"] }
      """,
    ],
  ]

  private static func withReview(
    of candidate: String? = nil, _ body: (FlagsReview, String) async throws -> Void
  ) async throws {
    try await ScratchGit.with { scratch in
      let origin = try await scratch.origin("core")
      let metadata = """
        [package.metadata.features]
        old = { class = "deprecated", deprecated-since = "1.2.0" }
        stable = ["std", "nothing"]
        """
      for (version, features) in history {
        let manifest = core(
          version.isEmpty ? "2.0.0" : version, features, metadata: version.isEmpty ? metadata : "")
        let commit = try await scratch.commit(
          ["Cargo.toml": manifest, "src/lib.rs": library, "lockstep.toml": settings], to: origin)
        if !version.isEmpty { try await scratch.tag("v\(version)", at: commit, in: origin) }
      }
      var host = scratch.host
      host.workingDirectory = try await scratch.clone(origin, as: "core")
      for (name, files) in dependents {
        _ = try await scratch.clone(try await scratch.origin(name, files: files), as: name)
      }
      let workspace = try await Workspace.open(host: host, command: ["lockstep"])
      let story = try await FlagsStory.open(workspace)
      try await body(try await story.review(of: candidate), host.workingDirectory)
    }
  }

  @Test
  func `each feature has its class, its age, its users and an advice`() async throws {
    try await Self.withReview { review, _ in
      #expect(review.baseline == Version(2, 0, 0))
      #expect(review.defaults == ["core": ["std"]])
      let rows = review.features.map { feature in
        [
          feature.name, feature.feature.rawValue, feature.source.rawValue,
          feature.introduced?.description ?? "new", "\(feature.minors)",
          feature.legacySince?.description ?? "-", feature.cycleEnd?.description ?? "-",
          feature.users.map(\.description).joined(separator: ","),
          feature.testing.alone ? "alone" : feature.testing.isTested ? "others" : "no",
          feature.advice.action.rawValue,
        ].joined(separator: " ")
      }
      #expect(
        rows == [
          "beta-two preview name 2.0.0 1 - -  no keep",
          "deprecated-v1 legacy name 1.0.0 4 1.0.0 1.2.0  alone remove",
          "errors stable nothing 1.1.0 3 - - alpha,delta others keep",
          "fast experimental configuration 1.2.0 2 - - bravo,charlie no keep",
          "new-preview preview name new 0 - -  no keep",
          "old legacy metadata 1.2.0 2 1.2.0 -  no keep",
          "std stable metadata 1.0.0 4 - - delta no keep",
          "v3-preview preview name 1.1.0 3 - - alpha alone promote",
        ])
    }
  }

  @Test
  func `whoever enables a feature is told with manifest, line and way`() async throws {
    try await Self.withReview { review, _ in
      let rows = review.features.flatMap { feature in
        feature.enablers.map { enabler in
          "\(feature.name): \(enabler.repository) \(enabler.place.path):\(enabler.place.line) "
            + (enabler.isActive ? "" : "could ") + enabler.sentence
        }
      }
      #expect(
        rows == [
          "deprecated-v1: bravo Cargo.toml:8 could names it, by its own feature `legacy`",
          "errors: alpha Cargo.toml:8 names `v3-preview`, which switches it on",
          "errors: delta b/Cargo.toml:5 names it, for its tests",
          "fast: bravo Cargo.toml:7 names it, by its own feature `quick`",
          "fast: charlie Cargo.toml:8 asks bravo for `quick`, by its own feature `speed`",
          "std: delta a/Cargo.toml:5 takes the default features",
          "std: delta b/Cargo.toml:5 takes the default features, for its tests",
          "v3-preview: alpha Cargo.toml:8 names it",
        ])
      #expect(
        review.conditional.map { "\($0.repository) \($0.place.line) \($0.own) \($0.isActive)" }
          == ["bravo 5 quick true"])
    }
  }

  @Test
  func `what is past its deprecation cycle is told`() async throws {
    try await Self.withReview { review, _ in
      #expect(
        review.deprecations.map { "\($0.name) \($0.place.line) \($0.sentence(review.cycle))" } == [
          "old 1 deprecated since 1.1.0, past its cycle since 2.0.0: remove it with the next major release",
          "younger 3 deprecated since 1.2.0; 1 of its cycle of 2 versions are out",
        ])
    }
  }

  @Test
  func `a folder is reviewed as it stands`() async throws {
    try await ScratchGit.with { scratch in
      let origin = try await scratch.origin("core")
      try await scratch.commit(
        ["Cargo.toml": Self.core("1.0.0", ""), "lockstep.toml": Self.settings], to: origin)
      var host = scratch.host
      host.workingDirectory = try await scratch.clone(origin, as: "core")
      try scratch.file("work/Cargo.toml", Self.core("1.0.0", "mine = []"))
      try scratch.file("work/src/lib.rs", Self.library)
      let workspace = try await Workspace.open(host: host, command: ["lockstep"])
      let review = try await FlagsStory.open(workspace).review(of: "\(scratch.directory)/work")
      #expect(review.commit == nil && review.baseline == nil)
      #expect(review.features.map(\.name) == ["mine"])
      #expect(review.deprecations.map(\.name) == ["old", "younger"])
    }
  }

  @Test
  func `what cannot be is remarked`() async throws {
    try await Self.withReview { review, _ in
      #expect(
        review.remarks == [
          "Cargo.toml:7:18: `nothing` has a class, and core has no such feature",
          "the matrix names `wrong`, and there is no such feature",
          "alpha asks for `gone`, which the candidate does not have (Cargo.toml:9:3)",
        ])
    }
  }

  @Test
  func `an older commit is reviewed by the releases before it`() async throws {
    try await Self.withReview(of: "v1.1.0") { review, _ in
      #expect(review.candidate == "v1.1.0")
      #expect(review.baseline == Version(1, 0, 0))
      #expect(review.features.map(\.name) == ["deprecated-v1", "errors", "std", "v3-preview"])
      let preview = try #require(review.features.last)
      #expect(preview.introduced == nil && preview.advice.action == .keep)
    }
  }

  @Test
  func `a candidate that nobody knows is a mistake of usage`() async throws {
    await #expect(throws: RevisionUnknown.self) {
      try await Self.withReview(of: "v9") { _, _ in }
    }
  }
}

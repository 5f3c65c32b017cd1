import LockstepAPIDiff
import LockstepCore
import LockstepFleet
import LockstepGit
import LockstepTestSupport
import Testing

@testable import LockstepKit

/// A fleet's sources, read from git and judged wave by wave.
struct FastSearchTests {
  /// The repositories: `graph` hands the foundation on, `app` stands on it, `view` has it by another
  /// name and only in one of two packages, `tool` has the candidate already, `calm` uses nothing.
  private let repositories: [String: [String: String]] = [
    "graph": [
      "Cargo.toml": """
      [package]
      name = "graph"
      version = "0.1.0"
      [dependencies]
      core-types = "1"
      """,
      "src/lib.rs": "pub mod types;\nfn f() {}\n",
      "src/types.rs": "pub use core_types::{Edge, Node as Vertex};\n",
    ],
    "app": [
      "Cargo.toml": """
      [package]
      name = "app"
      version = "0.1.0"
      [dependencies]
      graph = { git = "https://example.invalid/graph" }
      """,
      "src/main.rs": "use graph::types::Vertex;\nfn main() { Vertex::make(1); }\n",
    ],
    "view": [
      "Cargo.toml": "[workspace]\nmembers = [\"a\", \"b\"]\n",
      "a/Cargo.toml": """
      [package]
      name = "view-a"
      version = "0.1.0"
      [dependencies]
      types = { package = "core-types", version = "1" }
      """,
      "a/src/lib.rs": "fn f(n: &types::Node) { types::Node::make(1); n.mark_all(); }\n",
      "b/Cargo.toml": "[package]\nname = \"view-b\"\nversion = \"0.1.0\"\n",
      "b/src/lib.rs": "fn f() { core_types::Node::make(1); types::Node::make(1); }\n",
    ],
    "tool": [
      "Cargo.toml": """
      [package]
      name = "tool"
      version = "0.1.0"
      [dependencies]
      core-types = "2"
      """,
      "src/lib.rs": "fn f() { core_types::Node::make(1); }\n",
    ],
    "calm": [
      "Cargo.toml": """
      [package]
      name = "calm"
      version = "0.1.0"
      [dependencies]
      core-types = "1"
      """,
      "src/lib.rs": "fn f(_: core_types::Edge) {}\n",
    ],
  ]

  private func difference() throws -> FoundationDifference {
    let findings = [
      Finding(
        kind: "method_parameter_count_changed", item: "core_types::Node::make", bump: .major,
        message: "another number", explanation: ""),
      Finding(
        kind: "inherent_method_missing", item: "core_types::Node::mark_all", bump: .major,
        message: "gone", explanation: ""),
    ]
    let commit = try ObjectID(parsing: "1111111111111111111111111111111111111111")
    return FoundationDifference(
      baseline: FoundationSide(
        name: "v1.4.0", version: try Version(parsing: "1.4.0"), commit: commit),
      candidate: FoundationSide(
        name: "v2.0.0", version: try Version(parsing: "2.0.0"), commit: commit),
      difference: Difference(findings: findings))
  }

  @Test func `each dependent is answered for, the hit ones with their places`() async throws {
    try await ScratchGit.with { scratch in
      let repository = try await scratch.origin("store")
      var members: [ReadMember] = []
      for (name, files) in repositories {
        let commit = try await scratch.commit(
          files.mapValues { $0 }, to: repository, branch: name)
        members.append(
          ReadMember(
            member: FleetMember(
              name: try RepositoryName(name),
              address: try RemoteAddress(parsing: "https://example.invalid/\(name)")),
            branch: "main", commit: commit,
            facts: RepositoryFacts(reading: files.mapValues { Array($0.utf8) })))
      }
      let fleet = try Fleet.assemble(
        foundation: FoundationFacts(
          name: try RepositoryName("core-types"), packages: ["core-types"]),
        members: members)
      var search = FastSearch(
        fleet: fleet, shelf: SourceShelf(objects: repository), difference: try difference(),
        tag: TagTemplate(prefix: "v"))
      let impacts = try await search.run(Set(fleet.dependents.map(\.name)))
      let answers = Dictionary(
        impacts.map { ($0.name.description, $0) }, uniquingKeysWith: { first, _ in first })

      #expect(answers.count == 5)
      #expect(answers["app"]?.outcome == .breaks)
      #expect(answers["app"]?.sites.map(\.line) == [2])
      #expect(answers["app"]?.sites.first?.change?.item == "core_types::Node::make")
      #expect(answers["view"]?.outcome == .breaks)
      #expect(answers["view"]?.sites.map(\.file) == ["a/src/lib.rs", "a/src/lib.rs"])
      #expect(answers["view"]?.sites.map(\.certainty) == ["certain", "likely"])
      #expect(answers["graph"]?.outcome == .unaffected)
      #expect(answers["graph"]?.bump == .major)
      #expect(answers["graph"]?.bumpReason == "src/types.rs:1 re-exports `core_types::Edge`")
      #expect(answers["tool"]?.outcome == .unaffected)
      #expect(answers["tool"]?.reason == "stands on v2.0.0 already")
      #expect(answers["calm"]?.outcome == .unaffected)
      #expect(answers["calm"]?.bump == nil)
    }
  }
}

import LockstepCore
import LockstepGit
import Testing

@testable import LockstepFleet

struct GraphTests {
  @Test
  func `a nested manifest is found`() throws {
    let fleet = try FleetLiteral([]).file(
      "src-tauri/Cargo.toml",
      """
      [package]
      name = "app"
      version = "0.1.0"

      [dependencies]
      core = { version = "2", features = ["sync"], default-features = false }
      """, in: "desktop"
    ).assembled()
    let row = try #require(fleet.rows.first)
    #expect(fleet.rows.count == 1)
    #expect(row.name.description == "desktop")
    #expect(row.manifest == "src-tauri/Cargo.toml")
    #expect(row.line == 6)
    #expect(row.requirement == "2")
    #expect(row.source == "registry")
    #expect(row.features == ["sync"])
    #expect(!row.defaultFeatures)
    #expect(row.direct && row.via == nil && row.wave == 1)
  }

  @Test
  func `a workspace's one line is one row, whoever inherits it`() throws {
    let member = { (name: String) in
      "[package]\nname = \"\(name)\"\nversion = \"1.0.0\"\n\n[dependencies]\ncore = { workspace = true, features = [\"\(name)\"] }\n"
    }
    let fleet = try FleetLiteral([])
      .file(
        "Cargo.toml",
        "[workspace]\nmembers = [\"x\", \"y\"]\n\n[workspace.dependencies]\ncore = { git = \"https://GIT.example/core\", tag = \"v2.0.0\" }\n",
        in: "b"
      )
      .file("x/Cargo.toml", member("x"), in: "b")
      .file("y/Cargo.toml", member("y"), in: "b").assembled()
    let row = try #require(fleet.rows.first)
    #expect(fleet.rows.count == 1)
    #expect(row.manifest == "Cargo.toml" && row.line == 5)
    #expect(row.requirement == "tag v2.0.0" && row.source == "git")
    #expect(row.inheritedBy == ["x/Cargo.toml", "y/Cargo.toml"])
    #expect(row.features == ["x", "y"])
  }

  @Test
  func `who takes a package that does not need the foundation does not depend on it`() throws {
    let fleet = try FleetLiteral(["c -> plain by git", "d -> rich by registry 1"])
      .file("Cargo.toml", "[workspace]\nmembers = [\"rich\", \"plain\"]\n", in: "b")
      .file(
        "rich/Cargo.toml",
        "[package]\nname = \"rich\"\nversion = \"1.0.0\"\n[dependencies]\ncore = \"2\"\n", in: "b"
      )
      .file("plain/Cargo.toml", "[package]\nname = \"plain\"\nversion = \"1.0.0\"\n", in: "b")
      .assembled()
    #expect(fleet.wavesText == "b | d")
    #expect(fleet.unrelated.map(\.description) == ["c"])
  }

  @Test
  func `a package inside the repository carries the foundation to its users`() throws {
    let fleet = try FleetLiteral(["c -> outer by registry 1"])
      .file("Cargo.toml", "[workspace]\nmembers = [\"inner\", \"outer\"]\n", in: "b")
      .file(
        "inner/Cargo.toml",
        "[package]\nname = \"inner\"\nversion = \"1.0.0\"\n[dependencies]\ncore = { path = \"../../core\" }\n",
        in: "b"
      )
      .file(
        "outer/Cargo.toml",
        "[package]\nname = \"outer\"\nversion = \"1.0.0\"\n[dependencies]\ninner = { path = \"../inner\" }\n",
        in: "b"
      ).assembled()
    #expect(fleet.wavesText == "b | c")
    #expect(fleet.dependents[0].uses.count == 1)
    #expect(fleet.dependents[0].uses[0].reach == .immediate)
    #expect(fleet.waitingForRelease.map { $0.key.description } == ["b"])
  }

  @Test
  func `a patch puts one source in the place of another and so prevents a split`() throws {
    let literal = FleetLiteral(["b -> core by registry 2"])
    let app = { (patch: String) in
      """
      [package]
      name = "app"
      version = "1.0.0"
      [dependencies]
      b = { git = "\(FleetLiteral.url("b"))" }
      core = { git = "\(FleetLiteral.url("core"))", tag = "v2.0.0" }
      \(patch)
      """
    }
    let plain = try literal.file("Cargo.toml", app(""), in: "app").assembled()
    #expect(plain.splitsText == ["app: core * by app, 2 by app→b"])
    let patched = try literal.file(
      "Cargo.toml",
      app(
        "[patch.crates-io]\ncore = { git = \"\(FleetLiteral.url("core"))\", tag = \"v2.0.0\" }"),
      in: "app"
    ).assembled()
    #expect(patched.versionSplits.isEmpty)
    #expect(
      patched.dependent(try RepositoryName("app"))?.rows.map(\.requirement) == [
        "the default branch", "tag v2.0.0", "tag v2.0.0",
      ])
  }

  @Test
  func `an optional dependency tells which features turn it on`() throws {
    let fleet = try FleetLiteral([]).file(
      "Cargo.toml",
      """
      [package]
      name = "b"
      version = "1.0.0"
      [features]
      default = ["std"]
      std = ["small"]
      small = ["dep:core"]
      other = []
      [dependencies]
      core = { version = "2", optional = true }
      """, in: "b"
    ).assembled()
    #expect(fleet.rows.first?.optional == true)
    #expect(fleet.rows.first?.enabledBy == ["default", "small", "std"])
  }

  @Test
  func `locked versions and floating are told apart`() throws {
    let fleet = try FleetLiteral([
      "a -> core by registry 2", "b -> core by registry 2", "c -> core by registry =2.0.0",
    ]).locking("b", ["core 2.0.5 registry"]).assembled()
    let rows = fleet.rows
    #expect(rows.map(\.floats) == [true, false, false])
    #expect(rows.map(\.hasLock) == [false, true, false])
    #expect(rows.map(\.locked) == [[], [Version(2, 0, 5)], []])
    #expect(fleet.floating(to: Version(2, 1, 0)).map(\.description) == ["a"])
  }

  @Test
  func `another registry's package of the same name is not the foundation`() throws {
    let literal = FleetLiteral(["b"]).file(
      "Cargo.toml",
      "[package]\nname = \"b\"\nversion = \"1.0.0\"\n[dependencies]\ncore = { version = \"2\", registry = \"acme\" }\n",
      in: "b")
    var foundation = try literal.foundation
    foundation.registry = "crates-io"
    #expect(
      try Fleet.assemble(foundation: foundation, members: literal.members).dependents.isEmpty)
    foundation.registry = "acme"
    #expect(
      try Fleet.assemble(foundation: foundation, members: literal.members).dependents.count == 1)
  }

  @Test
  func `a manifest that cannot be read hides nothing else`() throws {
    let fleet = try FleetLiteral(["b -> core by registry 2"])
      .file("broken/Cargo.toml", "[package\n", in: "b").assembled()
    #expect(fleet.wavesText == "b")
    let problem = try #require(fleet.problems[try RepositoryName("b")]?.first)
    #expect(problem.place?.path == "broken/Cargo.toml")
    #expect(problem.place?.line == 1)
  }

  @Test
  func `the order of the members changes nothing`() throws {
    let literal = FleetLiteral([
      "b -> core by registry 2", "c -> b by path", "d -> c by path", "a -> core by path",
    ])
    let members = try literal.members
    let one = try Fleet.assemble(foundation: literal.foundation, members: members)
    let other = try Fleet.assemble(foundation: literal.foundation, members: members.reversed())
    #expect(one == other)
  }

  @Test
  func `drawings are the same each time and escape names`() throws {
    let fleet = try FleetLiteral(["b -> core by path", "c -> b by registry 1"]).assembled()
    #expect(
      fleet.dot == """
        digraph fleet {
          rankdir=LR;
          node [shape=box];
          "core" [style=bold];
          "b" [tooltip="wave 1"];
          "c" [tooltip="wave 2"];
          "b" -> "core";
          "c" -> "b" [style=dashed];
        }

        """)
    #expect(
      fleet.mermaid == """
        graph LR
          n0["core"]
          n1["b"]
          n2["c"]
          n1 --> n0
          n2 -.-> n1

        """)
    var odd = fleet
    odd.foundation.name = try RepositoryName("a\"]; x\\")
    #expect(odd.dot.contains("\"a\\\"]; x\\\\\" [style=bold]"))
    #expect(odd.mermaid.contains("n0[\"a#34;#93;#59; x#92;\"]"))
  }

  @Test
  func `the JSON has the design's keys`() throws {
    let json = try FleetLiteral(["b -> core by registry ^2", "c -> b by branch main"]).assembled()
      .json
    #expect(json["schema"]?.string == "lockstep.fleet/1")
    #expect(json["foundation"]?["name"]?.string == "core")
    let rows = try #require(json["dependents"]?.array)
    #expect(rows.count == 2)
    #expect(rows[0]["name"]?.string == "b")
    #expect(rows[0]["manifest"]?.string == "Cargo.toml")
    #expect(rows[0]["line"]?.integer == 6)
    #expect(rows[0]["requirement"]?.string == "^2")
    #expect(rows[0]["source"]?.string == "registry")
    #expect(rows[0]["direct"]?.boolean == true)
    #expect(rows[0]["via"]?.isNull == true)
    #expect(rows[0]["features"]?.array == [])
    #expect(rows[0]["wave"]?.integer == 1)
    #expect(rows[1]["direct"]?.boolean == false)
    #expect(rows[1]["via"]?.string == "b")
    #expect(rows[1]["requirement"]?.string == "branch main")
  }
}

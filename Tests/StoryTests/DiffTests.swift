import LockstepCore
import LockstepSystem
import LockstepTestSupport
import Testing

/// `lockstep diff`, and the releases that go by it, on a small foundation.
@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(30)))
struct DiffTests {
  @Test
  func `the tip is compared with the last release, in every form`() async throws {
    try await BadInputFleet.with { fleet in
      let text = try await fleet.lockstep("diff")
      #expect(text.status == 0, "\(text.errors)")
      #expect(text.output.hasPrefix("core-types: v1.0.0 → origin/main ("), "\(text.output)")
      #expect(text.output.contains("function_added: the function `core_types::two` is new"))
      #expect(text.output.contains("    + pub fn two() -> u8\n        src/lib.rs:2\n"))
      #expect(
        text.output.hasSuffix("required: minor, for 1 addition\nnext:     1.1.0, after 1.0.0\n"))

      let json = try await fleet.lockstep("diff", "--format", "json").json()
      #expect(json["schema"]?.string == "lockstep.diff/1")
      #expect(json["required"]?.string == "minor")
      #expect(json["next"]?.string == "1.1.0")
      let change = json["changes"]?.array?.first
      #expect(change?["kind"]?.string == "function_added")
      #expect(change?["item"]?.string == "core_types::two")
      #expect(change?["file"]?.string == "src/lib.rs" && change?["line"]?.integer == 2)
      #expect(change?["before"] == .null)

      let sarif = try await fleet.lockstep("diff", "--format", "sarif").json()
      #expect(sarif["version"]?.string == "2.1.0")
      let github = try await fleet.lockstep("diff", "--format", "github")
      #expect(github.output.hasPrefix("::notice file=src/lib.rs,line=2,title=function_added::"))
      let markdown = try await fleet.lockstep("diff", "--format", "markdown")
      #expect(markdown.output.hasPrefix("## API difference"))
      #expect(try await fleet.git("status", "--porcelain", in: fleet.foundation) == "")
    }
  }

  @Test
  func `sides are revisions of the clone or of its remote, or folders`() async throws {
    try await BadInputFleet.with { fleet in
      // What exists only here: a commit, and a change that is not committed.
      try fleet.scratch.file("clones/core/src/lib.rs", "pub fn two() -> u8 { 2 }\n")
      try await fleet.git("commit", "--quiet", "--all", "--message", "local", in: fleet.foundation)
      try fleet.scratch.file("clones/core/src/lib.rs", "pub fn three() -> u8 { 3 }\n")
      // What exists only at the remote.
      try await fleet.push(["src/lib.rs": "pub fn one() -> u16 { 1 }\n"], to: "core")
      try await fleet.git("tag", "odd", "main", in: fleet.origin(of: "core"))

      for (baseline, candidate, required, kinds) in [
        ("v1.0.0", "HEAD~1", "minor", ["function_added"]),
        ("v1.0.0", "HEAD", "major", ["function_missing"]),
        ("HEAD", ".", "major", ["function_missing"]),
        ("v1.0.0", "odd", "major", ["function_return_type_changed"]),
        (".", ".", "patch", []),
      ] as [(String, String, String, [String])] {
        let answer = try await fleet.lockstep(
          "diff", "--baseline", baseline, "--candidate", candidate, "--format", "json")
        #expect(answer.status == 0, "\(baseline)..\(candidate): \(answer.errors)")
        let json = try answer.json()
        #expect(json["required"]?.string == required, "\(baseline)..\(candidate)")
        let found = (json["changes"]?.array ?? []).compactMap { $0["kind"]?.string }
        for kind in kinds { #expect(found.contains(kind), "\(baseline)..\(candidate): \(found)") }
      }
    }
  }

  @Test
  func `two folders need neither a repository nor a configuration`() async throws {
    try await BadInputFleet.with { fleet in
      for (name, source) in [("old", "pub fn one() {}"), ("new", "pub fn one(_: u8) {}")] {
        let manifest = "[package]\nname = \"plain\"\nversion = \"0.3.1\"\nedition = \"2021\"\n"
        try fleet.scratch.file("folders/\(name)/Cargo.toml", manifest)
        try fleet.scratch.file("folders/\(name)/src/lib.rs", source)
      }
      let answer = try await fleet.lockstep(
        "diff", "--baseline", "../old", "--candidate", ".",
        in: "\(fleet.directory)/folders/new")
      #expect(answer.status == 0, "\(answer.errors)")
      #expect(answer.output.hasPrefix("plain: folder ../old → folder . ("), "\(answer.output)")
      #expect(answer.output.hasSuffix("next:     0.4.0, after 0.3.1\n"), "\(answer.output)")
      // Nothing is left in either of them.
      for name in ["old", "new"] {
        #expect(
          try Files.list("\(fleet.directory)/folders/\(name)").sorted() == ["Cargo.toml", "src"])
      }
    }
  }

  /// What stands in the way of a comparison, and what is said of it.
  private static let obstacles: [(files: [String: String?], errors: [String])] = [
    (
      ["src/lib.rs": "pub fn one() -> u8 { \"1\" }\n"],
      ["the candidate origin/main", "does not compile", "error[E0308]", "`core-types`"]
    ),
    (
      ["src/lib.rs": nil, "src/main.rs": "fn main() {}\n"],
      []
    ),
    (
      [
        "Cargo.toml":
          "[package]\nname = \"core-types\"\nversion = \"1.0.0\"\nedition = \"2021\"\n"
          + "[dependencies]\nnobody-has-this = \"1\"\n"
      ],
      ["the dependencies of the candidate origin/main", "nobody-has-this"]
    ),
  ]

  @Test(arguments: obstacles.indices)
  func `what cannot be compared is no verdict`(index: Int) async throws {
    let (files, errors) = Self.obstacles[index]
    try await BadInputFleet.with { fleet in
      let cargo =
        "[source.crates-io]\nreplace-with = \"none\"\n[source.none]\ndirectory = \"none\"\n"
      try await fleet.push(
        files.merging([".cargo/config.toml": cargo, "none/empty": ""]) { own, _ in own },
        to: "core")
      let answer = try await fleet.lockstep("diff", "--format", "json")
      let json = try answer.json()
      if errors.isEmpty {
        // A library that is gone is no obstacle, but a change.
        #expect(json["required"]?.string == "major", "\(answer.errors)")
        return
      }
      #expect(answer.status == 1)
      for error in errors { #expect(answer.errors.contains(error), "\(answer.errors)") }
      #expect(json["required"] == .null && json["changes"]?.array?.isEmpty == true)
      #expect(json["error"] != nil)

      // And no number below major without a reason.
      let auto = try await fleet.lockstep("plan")
      #expect(auto.status == 1)
      #expect(auto.error == "the bump over 1.0.0 could not be decided", "\(auto.errors)")
      let minor = try await fleet.lockstep("plan", "minor")
      #expect(minor.status == 1)
      #expect(minor.error == "whether `minor` is enough over 1.0.0 could not be decided")
    }
  }

  /// Packages without a public API that could be compared, and what is said of them.
  private static let kinds: [(lines: String, source: String, error: String)] = [
    ("", "src/main.rs", "`plain` has no public API to compare in the baseline folder ."),
    (
      "[lib]\nproc-macro = true\n", "src/lib.rs",
      "the API of `plain` cannot be compared in the baseline folder ."
    ),
  ]

  @Test(arguments: kinds.indices)
  func `a package without a library of its own has no verdict`(index: Int) async throws {
    let (lines, source, error) = Self.kinds[index]
    try await BadInputFleet.with { fleet in
      let manifest = "[package]\nname = \"plain\"\nversion = \"1.0.0\"\nedition = \"2021\"\n"
      try fleet.scratch.file("plain/Cargo.toml", manifest + lines)
      try fleet.scratch.file("plain/\(source)", "fn main() {}\n")
      let answer = try await fleet.lockstep(
        "diff", "--baseline", ".", "--candidate", ".", "--format", "json",
        in: "\(fleet.directory)/plain")
      #expect(answer.status == 1)
      #expect(answer.error == error, "\(answer.errors)")
      #expect(try answer.json()["required"] == .null)
    }
  }

  @Test
  func `a baseline that does not compile is named as such`() async throws {
    try await BadInputFleet.with { fleet in
      try await fleet.push(["src/lib.rs": "not Rust\n"], to: "core")
      let answer = try await fleet.lockstep("diff", "--baseline", "main~0", "--candidate", "v1.0.0")
      #expect(answer.status == 0, "\(answer.errors)")
      try await fleet.git("pull", "--quiet", in: fleet.foundation)
      let broken = try await fleet.lockstep("diff", "--baseline", "main", "--candidate", "v1.0.0")
      #expect(broken.status == 1)
      #expect(broken.error?.hasPrefix("the baseline main (") == true, "\(broken.errors)")
      #expect(broken.errors.contains("does not compile"))
    }
  }

  @Test
  func `an override is recorded, and told again`() async throws {
    try await BadInputFleet.with { fleet in
      try await fleet.push(["src/lib.rs": "pub fn two() -> u8 { 2 }\n"], to: "core")
      let refused = try await fleet.lockstep("plan", "patch")
      #expect(refused.status == 10)
      let reasons = refused.errors.split(separator: "\n").filter { $0.hasPrefix("cause: ") }
      #expect(reasons.count == 1, "\(reasons)")
      #expect(reasons.first?.hasPrefix("cause: breaking: the function `core_types::one` ") == true)
      #expect(reasons.first?.hasSuffix("(it was at src/lib.rs:1)") == true)
      #expect(refused.errors.contains("--override bump --because"))
      #expect(try await fleet.git("branch", "--list", "lockstep/*", in: fleet.foundation) == "")

      let plan = try await fleet.lockstep(
        "plan", "patch", "--override", "bump", "--because", "nobody\nuses `one`")
      #expect(plan.status == 0, "\(plan.errors)")
      #expect(plan.output.contains("because: nobody uses `one`"), "\(plan.output)")
      // What was planned with a reason is released with it.
      let release = try await fleet.lockstep("release", "-x", "--yes", "--format", "json")
      #expect(release.status == 0, "\(release.errors)")
      #expect(release.errors.contains("because: nobody uses `one`"))
      let compatibility = try release.json()["facts"]?["compatibility"]
      #expect(compatibility?["required"]?.string == "major")
      #expect(compatibility?["breaking"]?.integer == 1)
      #expect(compatibility?["override"]?["because"]?.string == "nobody uses `one`")
      #expect(compatibility?["digest"]?.string?.utf8.count == 64)
      let log = try await fleet.lockstep("log", "--format", "json")
      #expect(log.output.contains("nobody uses `one`"))
    }
  }

  @Test
  func `auto releases what follows from the changes`() async throws {
    try await BadInputFleet.with { fleet in
      let plan = try await fleet.lockstep("plan")
      #expect(plan.output.hasPrefix("core-types 1.0.0 → 1.1.0 (minor)"), "\(plan.errors)")
      #expect(plan.output.contains("the function `core_types::two` is new (src/lib.rs:2)"))
      #expect(try await fleet.lockstep("release", "auto", "-x", "--yes").status == 0)
      try await fleet.push(["NEWS": "nothing in the API\n"], to: "core")
      let next = try await fleet.lockstep("plan", "auto", "--format", "json").json()
      #expect(next["facts"]?["version"]?.string == "1.1.1")
      #expect(next["facts"]?["compatibility"]?["required"]?.string == "patch")
      #expect(next["facts"]?["compatibility"]?["breaking"]?.integer == 0)
    }
  }
}

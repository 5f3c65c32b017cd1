import LockstepCore
import LockstepSystem
import LockstepTestSupport
import Testing

@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(30)))
struct BadInputConfigurationTests {
  /// What stands in `lockstep.toml`, and the words that the answer has to hold.
  private static let mistakes: [(text: String, words: [String])] = [
    (
      """
      [foundation]
      packge = "core-types"
      publish = 3
      tag = "release"
      [policy]
      notice = { major = "2 wekes" }
      [fleet]
      serach = ["../*"]
      """,
      [
        "lockstep.toml:2:1", "did you mean `package`?", "lockstep.toml:3:11", "lockstep.toml:4:7",
        "lockstep.toml:6:20", "2 wekes", "did you mean `search`?",
      ]
    ),
    ("[foundation]\npackage = \"core-types\n", ["lockstep.toml:2:", "before the line ends"]),
    (
      "[foundation]\npackage = \"core-types\"\nremote = \"--upload-pack=touch x\"\n",
      ["lockstep.toml:3:10", "--upload-pack=touch x"]
    ),
    (
      "[foundation]\npackage = \"core-types\"\nbranches = [\"--exec=x\", \"a b\"]\n",
      ["--exec=x", "a b"]
    ),
    (
      "[foundation]\npackage = \"core-types\"\nremote = \"upstream\"\n",
      ["has no remote `upstream`", "git config lockstep.remote"]
    ),
  ]

  @Test
  func `every mistake of a file is told at once, each with its place`() async throws {
    try await BadInputFleet.with { fleet in
      for (text, words) in Self.mistakes {
        try fleet.scratch.file("clones/core/lockstep.toml", text)
        for command in [["plan", "minor"], ["status"], ["rollback", "-x"]] {
          let answer = try await fleet.run(command)
          #expect(answer.status == 78, "\(command): \(answer.errors)")
          for word in words { #expect(answer.errors.contains(word), "\(answer.errors)") }
        }
        let json = try await fleet.lockstep("plan", "minor", "--format", "json").json()
        #expect(json["schema"]?.string == "lockstep.plan/1")
        #expect(json["status"]?.integer == 78)
      }
      #expect(!Files.exists("\(fleet.foundation)/x"))
    }
  }

  @Test
  func `a package that is not there is a mistake of the configuration`() async throws {
    try await BadInputFleet.with { fleet in
      let text = "[foundation]\npackage = \"core-tpyes\"\npublish = \"none\"\n"
      try await fleet.push(["lockstep.toml": text], to: "core")
      let plan = try await fleet.lockstep("plan", "minor")
      #expect(plan.status == 78)
      #expect(plan.error == "there is no package `core-tpyes` in the foundation")
      #expect(plan.errors.contains("`core-types` in Cargo.toml"))
      let check = try await fleet.lockstep("check")
      #expect(check.status == 1)
      #expect(check.output.contains("✗ foundation: there is no package `core-tpyes`"))
    }
  }

  @Test
  func `a foundation that does not parse is told with its place`() async throws {
    try await BadInputFleet.with { fleet in
      try await fleet.push(["Cargo.toml": "[package]\nname = = 1\n"], to: "core")
      for command in [["plan", "minor"], ["release", "minor", "-x", "--yes"]] {
        let answer = try await fleet.run(command)
        #expect(answer.status == 1)
        #expect(answer.error?.hasPrefix("the foundation's manifest cannot be read") == true)
        #expect(answer.errors.contains("Cargo.toml:2:8"), "\(answer.errors)")
      }
      let check = try await fleet.lockstep("check")
      #expect(check.status == 1)
      #expect(check.output.contains("Cargo.toml:2:8"), "\(check.output)")
    }
  }

  @Test
  func `no remote, and a remote that is gone, are told apart`() async throws {
    try await BadInputFleet.with { fleet in
      try await fleet.git("remote", "rename", "origin", "elsewhere", in: fleet.foundation)
      let none = try await fleet.lockstep("plan", "minor")
      #expect(none.status == 78)
      #expect(none.error == "the foundation has no remote `origin`")
      // Where this clone calls it otherwise, the clone can say so.
      try await fleet.git("config", "lockstep.remote", "elsewhere", in: fleet.foundation)
      let renamed = try await fleet.lockstep("plan", "minor")
      #expect(renamed.status == 0, "\(renamed.errors)")
      #expect(renamed.output.contains("the tip of elsewhere/main"))

      try Files.move(fleet.origin(of: "core"), to: "\(fleet.directory)/gone.git")
      let gone = try await fleet.lockstep("release", "minor", "-x", "--yes")
      #expect(gone.status == 1)
      #expect(gone.error?.contains("cannot be reached") == true)
      let check = try await fleet.lockstep("check")
      #expect(check.status == 1)
      #expect(check.output.contains("✗ remote"))
      #expect(check.output.contains("✗ ledger"))
      // What is here can still be read.
      #expect(try await fleet.lockstep("status").status == 0)
      try Files.move("\(fleet.directory)/gone.git", to: fleet.origin(of: "core"))
      #expect(try await fleet.lockstep("release", "minor", "-x", "--yes").status == 0)
    }
  }

  @Test
  func `a fork's clone says which remote it releases to`() async throws {
    try await BadInputFleet.with { fleet in
      let fork = "\(fleet.directory)/origins/fork.git"
      try await fleet.git(
        "clone", "--quiet", "--bare", fleet.origin(of: "core"), fork, in: fleet.directory)
      try await fleet.git("remote", "rename", "origin", "upstream", in: fleet.foundation)
      try await fleet.git("remote", "add", "origin", fork, in: fleet.foundation)
      let unsaid = try await fleet.lockstep("plan", "minor")
      #expect(unsaid.output.contains("git config lockstep.remote upstream"), "\(unsaid.output)")
      try await fleet.git("config", "lockstep.remote", "upstream", in: fleet.foundation)
      let release = try await fleet.lockstep("release", "minor", "-x", "--yes")
      #expect(release.status == 0, "\(release.errors)")
      #expect(try await fleet.git("tag", in: fork) == "v1.0.0")
      #expect(try await fleet.git("tag", in: fleet.origin(of: "core")) == "v1.0.0\nv1.1.0")
      // What `init` writes in such a clone is the same choice, for all clones.
      let written = try await fleet.lockstep("init", "--force")
      #expect(written.status == 0, "\(written.errors)")
      let file = try Files.read("\(fleet.foundation)/lockstep.toml") ?? []
      #expect(String(decoding: file, as: UTF8.self).contains("remote = \"upstream\""))
    }
  }
}

import LockstepCore
import LockstepGit
import LockstepSystem
import LockstepTestSupport
import Testing

@testable import LockstepFleet

struct DiscoveryTests {
  static func configuration(_ text: String = "") throws -> Configuration {
    try Configuration(
      parsing: Array("[foundation]\npackage = \"core\"\n\(text)".utf8), path: "lockstep.toml")
  }

  static func foundation(_ scratch: ScratchGit) throws -> FoundationFacts {
    FoundationFacts(
      name: try RepositoryName("core"), packages: ["core"],
      addresses: [try RemoteAddress(parsing: "\(scratch.directory)/origins/core.git")],
      checkout: "\(scratch.directory)/clones/core")
  }

  /// A checkout as `git clone` leaves one.
  static func checkout(
    _ name: String, of origin: String? = nil, in folder: String = "clones", _ scratch: ScratchGit
  ) async throws {
    let path = "\(scratch.directory)/\(folder)/\(name)"
    try Files.createDirectories(path)
    _ = try await GitRepository.initialise(at: path, bare: false, host: scratch.host)
    guard let origin else { return }
    try Files.append(
      Array(
        """
        [remote "origin"]
        \turl = \(scratch.directory)/origins/\(origin).git
        \tfetch = +refs/heads/*:refs/remotes/origin/*

        """.utf8), to: "\(path)/.git/config")
  }

  static func run(_ scratch: ScratchGit, _ text: String = "") async throws -> Discovery {
    await Discovery.run(
      try configuration(text), in: "\(scratch.directory)/clones/core",
      foundation: try foundation(scratch), host: scratch.host)
  }

  @Test
  func `checkouts beside the foundation are found and the foundation is left out`() async throws {
    try await ScratchGit.with { scratch in
      for name in ["core", "b", "a"] { try await Self.checkout(name, of: name, scratch) }
      try await Self.checkout("core-again", of: "core", scratch)
      try Files.createDirectories("\(scratch.directory)/clones/notes")
      try Files.createDirectories("\(scratch.directory)/clones/.hidden")
      try Files.write(Array("x".utf8), to: "\(scratch.directory)/clones/file")
      try Files.createDirectories("\(scratch.directory)/clones/b/.git/refs/remotes/origin")
      try Files.write(
        Array("ref: refs/remotes/origin/trunk\n".utf8),
        to: "\(scratch.directory)/clones/b/.git/refs/remotes/origin/HEAD")
      let found = try await Self.run(scratch)
      #expect(found.members.map(\.name.description) == ["a", "b"])
      #expect(found.members.map(\.branch) == [nil, "trunk"])
      #expect(found.members[0].address.text == "\(scratch.directory)/origins/a.git")
      #expect(found.members[0].checkout == "\(scratch.directory)/clones/a")
      #expect(found.otherFolders == ["\(scratch.directory)/clones/notes"])
      #expect(found.problems.isEmpty && found.notes.isEmpty)
      #expect(found.sources.map(\.name.description) == ["a", "b"])
    }
  }

  @Test
  func `a checkout without a remote is reported and the others go on`() async throws {
    try await ScratchGit.with { scratch in
      try await Self.checkout("core", of: "core", scratch)
      try await Self.checkout("lonely", scratch)
      try await Self.checkout("a", of: "a", scratch)
      let found = try await Self.run(scratch)
      #expect(found.members.map(\.name.description) == ["a"])
      let problem = try #require(found.problems["\(scratch.directory)/clones/lonely"])
      #expect(problem.what.hasSuffix("lonely` has no remote `origin`"))
      #expect(!problem.hints.isEmpty)
    }
  }

  @Test
  func `of two checkouts of one repository one is taken and it is said`() async throws {
    try await ScratchGit.with { scratch in
      for name in ["core", "a-work", "a", "a-old"] {
        try await Self.checkout(name, of: name == "core" ? "core" : "a", scratch)
      }
      let found = try await Self.run(scratch)
      #expect(found.members.map(\.name.description) == ["a"])
      #expect(found.notes.count == 1)
      #expect(found.notes.first?.what.contains("stands for 3 checkouts") == true)
      let named = try await Self.run(scratch, "[[fleet.dependent]]\nname = \"a-work\"\n")
      #expect(named.members.map(\.checkout) == ["\(scratch.directory)/clones/a-work"])
    }
  }

  @Test
  func `configured dependents are joined by address and by name`() async throws {
    try await ScratchGit.with { scratch in
      for name in ["core", "folder", "named", "moved"] {
        try await Self.checkout(name, of: name, scratch)
      }
      let origins = "\(scratch.directory)/origins"
      let found = try await Self.run(
        scratch,
        """
        [[fleet.dependent]]
        name = "by-address"
        url = "file://\(origins)/folder"
        wave = 2
        [[fleet.dependent]]
        name = "named"
        delivery = "pull-request"
        [[fleet.dependent]]
        name = "moved"
        url = "https://git.example/moved.git"
        [[fleet.dependent]]
        name = "remote-only"
        url = "https://git.example/remote-only.git"
        [[fleet.dependent]]
        name = "nowhere"
        """)
      #expect(
        found.members.map(\.name.description) == ["by-address", "moved", "named", "remote-only"])
      #expect(found.members[0].checkout == "\(scratch.directory)/clones/folder")
      #expect(found.members[0].settings?.wave == 2)
      #expect(found.members[1].address.text == "https://git.example/moved.git")
      #expect(found.members[2].settings?.delivery == .pullRequest)
      #expect(found.members[3].checkout == nil)
      #expect(found.notes.map(\.what).first?.contains("another origin") == true)
      #expect(
        found.problems["nowhere"]?.what == "`nowhere` is configured, but nobody says where it is")
      #expect(found.problems["nowhere"]?.place?.line == 17)
    }
  }

  @Test
  func `folders of one name in two places are told apart`() async throws {
    try await ScratchGit.with { scratch in
      try await Self.checkout("core", of: "core", scratch)
      try await Self.checkout("a", of: "a", scratch)
      try await Self.checkout("a", of: "other-a", in: "more", scratch)
      let found = try await Self.run(scratch, "[fleet]\nsearch = [\"../*\", \"../../more/*\"]\n")
      #expect(found.members.map(\.name.description) == ["a", "more/a"])
    }
  }

  @Test
  func `a further work tree and an included configuration are read as git reads them`() async throws
  {
    try await ScratchGit.with { scratch in
      try await Self.checkout("core", of: "core", scratch)
      let tree = "\(scratch.directory)/clones/tree"
      let store = "\(scratch.directory)/store/.git"
      try await Self.checkout("store", of: "a", in: "", scratch)
      try Files.createDirectories(tree)
      try Files.createDirectories("\(store)/worktrees/tree")
      try Files.write(Array("gitdir: \(store)/worktrees/tree\n".utf8), to: "\(tree)/.git")
      try Files.write(Array("../..\n".utf8), to: "\(store)/worktrees/tree/commondir")
      try await Self.checkout("including", scratch)
      try Files.write(
        Array("[remote \"origin\"]\n\turl = \(scratch.directory)/origins/i.git\n".utf8),
        to: "\(scratch.directory)/included")
      try Files.append(
        Array("[include]\n\tpath = \(scratch.directory)/included\n".utf8),
        to: "\(scratch.directory)/clones/including/.git/config")
      let found = try await Self.run(scratch)
      #expect(
        found.members.map { "\($0.name) \($0.address.text)" } == [
          "including \(scratch.directory)/origins/i.git", "tree \(scratch.directory)/origins/a.git",
        ])
    }
  }

  @Test
  func `uncommitted changes are told when they are asked for`() async throws {
    try await ScratchGit.with { scratch in
      for name in ["core", "clean", "dirty"] { try await Self.checkout(name, of: name, scratch) }
      for name in ["clean", "dirty"] {
        let folder = "\(scratch.directory)/clones/\(name)"
        try Files.write(Array("one".utf8), to: "\(folder)/file")
        let added = try await scratch.host.processes.run(
          Invocation(
            program: "git", arguments: ["-C", folder, "add", "file"],
            environment: scratch.host.environment))
        #expect(added.succeeded)
        let committed = try await scratch.host.processes.run(
          Invocation(
            program: "git", arguments: ["-C", folder, "commit", "-q", "-m", "one"],
            environment: scratch.host.environment))
        #expect(committed.succeeded)
      }
      try Files.write(Array("two".utf8), to: "\(scratch.directory)/clones/dirty/file")
      let found = try await Self.run(scratch).uncommitted(host: scratch.host, width: 2)
      #expect(found.map { "\($0.key)" } == ["dirty"])
      #expect(found.values.first?.what.hasSuffix("has uncommitted changes in 1 file") == true)
    }
  }

  @Test(arguments: [
    ("[remote \"origin\"]\n url = a\n url = b\n", CheckoutConfig.Address.value("b")),
    ("[Remote \"origin\"]\nURL=x y\n", .value("x y")),
    ("[remote \"Origin\"]\nurl = x\n", .absent),
    ("[remote \"origin\"]\nurl = \"x\"\n", .unclear),
    ("[remote \"origin\"]\nurl = x ; c\n", .unclear),
    ("[remote \"origin\"] url = x\n", .unclear),
    ("[remote.origin]\nurl = x\n", .unclear),
    ("[include]\npath = x\n", .unclear),
    ("# [remote \"origin\"]\n[core]\nurl = x\n", .absent),
  ])
  func `the plain form of a configuration is read and everything else is left to git`(
    text: String, address: CheckoutConfig.Address
  ) {
    #expect(CheckoutConfig.url(of: "origin", in: text) == address)
  }

  @Test(arguments: [
    ("*", "abc", true), ("a*c", "abc", true), ("a*c", "abd", false), ("*.git", "x.git", true),
    ("?", "ab", false), ("a?c", "abc", true), ("a*b*c", "aXbYbZc", true), ("", "", true),
    ("**", "x", true), ("[a]", "a", false),
    ("*a*a*a*a*a*a*a*b", String(repeating: "a", count: 200), false),
  ])
  func `patterns match names`(pattern: String, name: String, matches: Bool) {
    #expect(FolderPattern.matches(Array(name), Array(pattern)) == matches)
  }
}

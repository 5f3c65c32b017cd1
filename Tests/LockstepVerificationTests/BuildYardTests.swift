import LockstepCore
import LockstepEcosystems
import LockstepGit
import LockstepSystem
import LockstepTestSupport
import Testing

@testable import LockstepVerification

struct BuildYardTests {
  @Test func `a state is built once, and once more when anything that decides about it changes`()
    async throws
  {
    try await ScratchGit.with { git in
      let (repository, commit) = try await Self.repository(in: git)
      let runner = ScriptedChecker { _ in BuildReport(outcome: .succeeded) }
      let yard = Self.yard(in: git, runner)
      let subject = try Self.subject(repository, commit)
      for _ in 0..<2 {
        #expect(try await yard.verdict(of: subject).outcome == .builds)
      }
      #expect(runner.requests.count == 1)

      var other = subject
      other.context = "2.1.0"
      _ = try await yard.verdict(of: other)
      other.roots[0].features = ["extra"]
      _ = try await yard.verdict(of: other)
      #expect(runner.requests.count == 3)
    }
  }

  @Test func `what could not be decided is asked again`() async throws {
    try await ScratchGit.with { git in
      let (repository, commit) = try await Self.repository(in: git)
      let obstacle = Obstacle(kind: .noNetwork, message: "no route")
      let runner = ScriptedChecker { _ in BuildReport(outcome: .couldNotRun(obstacle)) }
      let yard = Self.yard(in: git, runner)
      let subject = try Self.subject(repository, commit)
      for _ in 0..<2 {
        let verdict = try await yard.verdict(of: subject)
        #expect(verdict.outcome == .unknown)
        #expect(verdict.summary == "Cargo.toml: no route")
      }
      #expect(runner.requests.count == 2)
    }
  }

  @Test func `a green build without what it is about is asked again, and says who holds it`()
    async throws
  {
    try await ScratchGit.with { git in
      let (repository, commit) = try await Self.repository(in: git)
      let runner = ScriptedChecker { _ in BuildReport(outcome: .succeeded) }
      let yard = Self.yard(in: git, runner)
      var subject = try Self.subject(repository, commit)
      let aim = BuildSubject.Aim(packages: ["core"], version: Version(2, 0, 0))
      subject.aim = aim
      for _ in 0..<2 {
        let verdict = try await yard.verdict(of: subject)
        #expect(verdict.outcome == .builds)
        #expect(!verdict.proves(aim))
      }
      #expect(runner.requests.count == 2)
    }
  }

  @Test func `an error is told once, and whether it is in tests alone`() async throws {
    try await ScratchGit.with { git in
      let (repository, commit) = try await Self.repository(in: git)
      let runner = ScriptedChecker { request in
        let errors = [Self.error(line: 1)] + (request.allTargets ? [Self.error(line: 9)] : [])
        return BuildReport(outcome: .failed, errors: errors + errors)
      }
      let verdict = try await Self.yard(in: git, runner).verdict(
        of: try Self.subject(repository, commit))
      #expect(verdict.errors.map(\.line) == [1, 9])
      #expect(verdict.errors.map(\.isInTestsOnly) == [false, true])
      #expect(runner.requests.map(\.allTargets) == [true, false])
    }
  }

  @Test func `an override moves a committed lock, which then does not stand`() async throws {
    try await ScratchGit.with { git in
      let lock = """
        version = 4

        [[package]]
        name = "core"
        version = "1.0.0"
        source = "git+https://git.example/core?tag=v1.0.0#0123456789012345678901234567890123456789"

        """
      let repository = try await git.origin(
        "billing", files: ["Cargo.toml": "[package]\n", "Cargo.lock": lock])
      let commit = try #require(try await repository.resolve("refs/heads/main"))
      let runner = ScriptedChecker { _ in BuildReport(outcome: .succeeded) }
      var subject = try Self.subject(repository, commit)
      subject.roots[0].locked = true
      subject.overrides = [
        BuildSubject.Override(
          package: "core", source: "https://git.example/core.git", objects: repository,
          commit: commit, folder: "crates/core")
      ]
      _ = try await Self.yard(in: git, runner).verdict(of: subject)
      #expect(runner.updates == ["core@1.0.0=newest"])
      let request = try #require(runner.requests.first)
      #expect(!request.locked)
      let setting = try #require(request.configuration.first)
      #expect(setting.hasPrefix("patch.\"https://git.example/core.git\".\"core\".path="))
      #expect(setting.hasSuffix("/overrides/0/crates/core\""))
    }
  }

  @Test func `of several roots the worst answer wins, and a failure outweighs an obstacle`()
    async throws
  {
    try await ScratchGit.with { git in
      let (repository, commit) = try await Self.repository(in: git)
      let runner = ScriptedChecker { request in
        request.folder.hasSuffix("nested")
          ? BuildReport(outcome: .failed)
          : BuildReport(outcome: .couldNotRun(Obstacle(kind: .killed, message: "killed")))
      }
      var subject = try Self.subject(repository, commit)
      subject.roots.append(.init(manifest: "nested/Cargo.toml", locked: true))
      let verdict = try await Self.yard(in: git, runner).verdict(of: subject)
      #expect(verdict.outcome == .fails)
      #expect(runner.requests.map(\.locked) == [false, true])
    }
  }

  @Test func `a sibling lies where the path of the manifest leads`() async throws {
    try await ScratchGit.with { git in
      let (repository, commit) = try await Self.repository(in: git)
      let runner = ScriptedChecker { request in
        let beside = request.folder + "/../core/Cargo.toml"
        return BuildReport(outcome: Files.isFile(beside) ? .succeeded : .failed)
      }
      var subject = try Self.subject(repository, commit)
      subject.siblings = [Sibling(path: "../core", objects: repository, commit: commit)]
      #expect(try await Self.yard(in: git, runner).verdict(of: subject).outcome == .builds)
    }
  }

  @Test(arguments: ["../../../../../../core", "../../../../../../../../tmp"])
  func `a path that leads out of the scratch folder is refused`(path: String) async throws {
    try await ScratchGit.with { git in
      let (repository, commit) = try await Self.repository(in: git)
      let runner = ScriptedChecker { _ in BuildReport(outcome: .succeeded) }
      var subject = try Self.subject(repository, commit)
      subject.siblings = [Sibling(path: path, objects: repository, commit: commit)]
      let verdict = try await Self.yard(in: git, runner).verdict(of: subject)
      #expect(verdict.outcome == .unknown)
      #expect(verdict.reason?.contains("cannot be laid out") == true)
      #expect(runner.requests.isEmpty)
    }
  }

  @Test func `unlocked packages are fixed to the version that is meant, locked ones are not`()
    async throws
  {
    try await ScratchGit.with { git in
      let (repository, commit) = try await Self.repository(in: git)
      let runner = ScriptedChecker { _ in BuildReport(outcome: .succeeded) }
      var subject = try Self.subject(repository, commit)
      subject.precise = ["core": Version(2, 0, 0)]
      _ = try await Self.yard(in: git, runner).verdict(of: subject)
      #expect(runner.updates == ["core=2.0.0"])

      subject.roots[0].locked = true
      _ = try await Self.yard(in: git, runner).verdict(of: subject)
      #expect(runner.updates == ["core=2.0.0"])
    }
  }

  // MARK: - The bench

  private static func error(line: Int) -> CompilerError {
    CompilerError(
      code: "E0107", message: "too few", file: "src/lib.rs", line: line, column: 1,
      package: PackageIdentifier(text: "billing", name: "billing", version: nil, source: ""),
      rendered: "")
  }

  private static func repository(in git: ScratchGit) async throws -> (GitRepository, ObjectID) {
    let repository = try await git.origin(
      "billing", files: ["Cargo.toml": "[package]\n", "nested/Cargo.toml": "[package]\n"])
    return (repository, try #require(try await repository.resolve("refs/heads/main")))
  }

  private static func subject(_ repository: GitRepository, _ commit: ObjectID) throws
    -> BuildSubject
  {
    BuildSubject(
      name: try RepositoryName("billing"), objects: repository, commit: commit,
      roots: [.init(manifest: "Cargo.toml", locked: false)], context: "2.0.0")
  }

  private static func yard(in git: ScratchGit, _ runner: ScriptedChecker) -> BuildYard {
    BuildYard(host: git.host, runner: runner, directory: git.directory + "/yard")
  }
}

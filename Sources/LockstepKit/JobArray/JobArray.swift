internal import LockstepCore

/// A fleet run as a job array of an engine that exists: divide, run each shard, join.
///
/// What is written holds no secret and asks for no right but to read. Names that come from a repository
/// are data in it, whatever characters they have.
package struct JobArray: Hashable, Sendable {
  /// Who runs the jobs.
  package enum Engine: String, Hashable, Sendable, CaseIterable {
    case github, gitlab, slurm

    /// The most shards that one array of it may have.
    package var mostShards: Int {
      switch self {
      // A matrix makes at most 256 jobs of one run.
      case .github: 256
      // `parallel` goes up to 200.
      case .gitlab: 200
      // Slurm's own limit, MaxArraySize, is 1001 where nobody changed it, and counts from 0.
      case .slurm: 1000
      }
    }
  }

  package var engine: Engine
  package var shards: Int
  /// The foundation's package.
  package var foundation: String
  /// The folder of `lockstep.toml` in the repository; empty for its top.
  package var folder: String
  /// Where the jobs run: GitHub's runner label, GitLab's runner tag, Slurm's partition; the engine's
  /// usual place where it is `nil`.
  package var runner: String?
  /// A shell command that makes `lockstep` and the fleet's tools available; that they are is expected
  /// where it is `nil`.
  package var setup: String?

  /// Describes a job array.
  ///
  /// - Throws: A failure with the status of a wrong usage where the engine takes no such array.
  package init(
    engine: Engine, shards: Int, foundation: String, folder: String = "", runner: String? = nil,
    setup: String? = nil
  ) throws {
    guard (1...engine.mostShards).contains(shards) else {
      throw ExplainedFailure(
        "`--shards` is \(shards)",
        why: ["an array of \(engine.rawValue) has 1 to \(engine.mostShards) jobs"],
        exitStatus: .usage)
    }
    if let runner, runner.isEmpty || runner.hasPrefix("-") || runner.contains(where: \.isNewline) {
      throw ExplainedFailure(
        "`--runner \(printable(runner))` is no name of a runner", exitStatus: .usage)
    }
    let setup = setup.map { String($0.drop(while: \.isWhitespace)) }
    let isOdd = { (scalar: Unicode.Scalar) in
      scalar != "\n" && scalar != "\t"
        && (scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value))
    }
    if let setup, setup.isEmpty || setup.unicodeScalars.contains(where: isOdd) {
      throw ExplainedFailure(
        "`--setup` is no command", why: ["it is empty, or has control characters"],
        exitStatus: .usage)
    }
    self.engine = engine
    self.shards = shards
    self.foundation = foundation
    self.folder = folder
    self.runner = runner
    self.setup = setup
  }

  /// The file's place in the repository.
  package var path: String {
    switch engine {
    case .github: ".github/workflows/lockstep-fleet.yml"
    case .gitlab: ".gitlab/lockstep-fleet.yml"
    case .slurm: "lockstep-fleet.slurm"
    }
  }

  /// The line by which a file is known to be ours, so that it may be written anew.
  package static let mark = "# Written by `lockstep ci"

  /// The file.
  package var text: String {
    switch engine {
    case .github: github
    case .gitlab: gitlab
    case .slurm: slurm
    }
  }

  /// What is left to do for whoever has the file.
  package var hints: [String] {
    let tools =
      setup == nil
      ? ["the jobs expect `lockstep`, git and cargo; `--setup COMMAND` says how they get them"] : []
    switch engine {
    case .github: return ["start it by hand under Actions, or with `gh workflow run`"] + tools
    case .gitlab:
      return [
        "include it in .gitlab-ci.yml: `include: [{local: \(path)}]`",
        "it runs in pipelines that are started by hand or by a schedule",
      ] + tools
    case .slurm:
      return [
        "start it in a clone that all nodes see: `bash \(path)`",
        "with `--wait` it waits for the result, and ends with its exit status",
      ] + tools
    }
  }

  /// The lines at the top of every file.
  func head(_ more: [String]) -> [String] {
    [
      "\(Self.mark) \(engine.rawValue) --shards \(shards)`; it may be written anew by the same command."
    ]
      + more.map { $0.isEmpty ? "#" : "# \($0)" }
  }

  /// What makes the tools available, or says that they are not there.
  var preparation: String {
    setup ?? """
      command -v lockstep >/dev/null || { echo "lockstep is not installed here" >&2; exit 1; }
      """
  }
}

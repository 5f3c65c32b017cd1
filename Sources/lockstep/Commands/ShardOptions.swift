internal import ArgumentParser
internal import LockstepCore
internal import LockstepKit
internal import LockstepSystem

/// What is said of a fleet run on several machines.
struct ShardOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Divides the run into this many shards and writes them into a file, without running anything.",
      valueName: "number"))
  var split: Int?

  @Option(
    help: ArgumentHelp("With --split: the file; lockstep-shards.json else.", valueName: "file"))
  var to: String?

  @Option(
    help: ArgumentHelp(
      "With --split: an earlier report (JSON) that says how long each dependent took.",
      valueName: "file"))
  var past: String?

  @Option(
    help: ArgumentHelp(
      "Runs this shard, numbered from 1: $SLURM_ARRAY_TASK_ID, $CI_NODE_INDEX.",
      valueName: "number"))
  var shard: Int?

  @Option(
    help: ArgumentHelp(
      "With --shard: the file that --split has written; lockstep-shards.json else.",
      valueName: "file"))
  var shards: String?

  @Option(
    help: ArgumentHelp(
      "With --shard: the folder for its report and logs; lockstep-shard-<number> else.",
      valueName: "folder"))
  var out: String?

  static let usualFile = "lockstep-shards.json"

  /// Whether anything of it was said.
  var isAsked: Bool {
    split != nil || to != nil || past != nil || shard != nil || shards != nil || out != nil
  }

  /// Refuses what does not go together.
  func check(isFleet: Bool) throws {
    let given = [
      ("--split", split != nil), ("--to", to != nil), ("--past", past != nil),
      ("--shard", shard != nil),
      ("--shards", shards != nil), ("--out", out != nil),
    ].filter(\.1).map(\.0)
    guard let first = given.first else { return }
    guard isFleet else {
      throw ExplainedFailure(
        "`\(first)` is about the fleet run", hints: ["say `--fleet` too"], exitStatus: .usage)
    }
    guard split == nil || shard == nil else {
      throw ExplainedFailure(
        "`--split` and `--shard` do not go together",
        hints: ["divide first, then run each shard"], exitStatus: .usage)
    }
    for (option, isAlone, owner) in [
      ("--to", to != nil && split == nil, "--split"),
      ("--past", past != nil && split == nil, "--split"),
      ("--shards", shards != nil && shard == nil, "--shard"),
      ("--out", out != nil && shard == nil, "--shard"),
    ] where isAlone {
      throw ExplainedFailure(
        "`\(option)` goes with `\(owner)`", hints: ["say `\(owner)` too"], exitStatus: .usage)
    }
  }

  /// The file of the shards that is written or read, absolute.
  func file(on host: Host) -> String {
    Files.absolutePath(to ?? shards ?? Self.usualFile, from: host.workingDirectory)
  }

  func folder(of number: Int, on host: Host) -> String {
    Files.absolutePath(out ?? "lockstep-shard-\(number)", from: host.workingDirectory)
  }
}

extension FleetRunOptions {
  /// Refuses what the file of the shards has decided otherwise; what this machine alone decides is how
  /// many dependents it runs at once.
  func refuseOtherThan(_ plan: ShardPlan, _ wish: FleetRunWish) throws {
    let usual = FleetRunWish()
    let own = plan.wish(of: 1, jobs: nil)
    let others = [
      ("--candidate", wish.candidate != nil), ("--baseline", wish.baseline != nil),
      ("--branch", wish.branch != nil), (dependents.first ?? "", !dependents.isEmpty),
      ("--sandbox", wish.sandbox != usual.sandbox && wish.sandbox != own.sandbox),
      ("--time-limit", wish.time != usual.time && wish.time != own.time),
      ("--memory-limit", wish.memory != usual.memory && wish.memory != own.memory),
      ("--fail-fast", wish.failsFast && !own.failsFast), ("--again", wish.again && !own.again),
    ]
    guard let other = others.first(where: \.1)?.0 else { return }
    throw ExplainedFailure(
      "`\(other)` is decided for all shards alike", why: ["the file of the shards says it"],
      hints: ["say it together with `--split`, and run the shards of that file"],
      exitStatus: .usage)
  }
}

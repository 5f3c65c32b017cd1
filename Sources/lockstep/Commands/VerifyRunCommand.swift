internal import ArgumentParser
internal import LockstepCore
internal import LockstepKit
internal import LockstepSystem
internal import LockstepVerification

/// `lockstep verify` where no other word follows; see ``VerifyCommand``.
struct VerifyRunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: VerifyCommand.told,
    usage: """
      lockstep verify [<options>]
      lockstep verify --fleet [<options>] [<dependent> ...]
      lockstep verify merge [<options>] <folder> ...
      """,
    discussion: """
      Gates: format, lint, features, documented, compatibility, guide, dependencies, coverage, contract, \
      integration, rehearsal, benchmarks. Their limits are those of the candidate's lockstep.toml. A \
      gate that could not run is not passed, unless `may-skip` under [gates] names it.
      Exit status: 0 nothing holds the candidate up, 1 a gate that counts decided nothing or did not \
      run, 10 a gate failed. With --fleet: 10 where a dependent regressed, 1 where one could not be \
      decided.
      More than one machine: --fleet --split N writes the shards into a file, --fleet --shard I runs \
      one, `lockstep verify merge FOLDER…` joins what they found. `lockstep ci` writes such a run for \
      GitHub, GitLab and Slurm.
      """,
    shouldDisplay: false, helpNames: [.short, .long])

  @Option(
    help: ArgumentHelp("What is verified; the tip of the remote's branch else.", valueName: "side"))
  var candidate: String?

  @Option(help: ArgumentHelp("What it is compared with; the last release else.", valueName: "side"))
  var baseline: String?

  @Option(
    help: ArgumentHelp(
      "Runs this gate alone; may be repeated. All that are configured else.", valueName: "name"))
  var gate: [String] = []

  @Option(
    help: ArgumentHelp(
      "Lets nothing be held up by this gate, or by `fleet`; may be repeated. The record keeps who "
        + "and why.",
      valueName: "gate"))
  var override: [String] = []

  @Option(help: ArgumentHelp("Why a gate is overridden.", valueName: "reason"))
  var because: String?

  @Option(
    help: ArgumentHelp("Reads the coverage from this lcov or llvm-cov report.", valueName: "file"))
  var coverageReport: String?

  @Option(help: ArgumentHelp("Reads the advisories from this folder.", valueName: "folder"))
  var advisories: String?

  @Option(
    help: ArgumentHelp("What benchmarks count: time, or instructions.", valueName: "measure"))
  var measure: BenchmarkMeasure = .time

  @Option(help: ArgumentHelp("The most pairs of measurements of a benchmark.", valueName: "number"))
  var pairs = 40

  @Option(help: ArgumentHelp("Writes plots and reports into this folder too.", valueName: "folder"))
  var output: String?

  @Option(
    help: ArgumentHelp("Writes the result as one page that opens from a file.", valueName: "file"))
  var html: String?

  @Flag(inversion: .prefixedNo, help: "Records the verdicts in the ledger.")
  var record = true

  @Option(help: ArgumentHelp("The line's branch, where several are released.", valueName: "name"))
  var branch: String?

  @OptionGroup(title: "Fleet run") var fleetRun: FleetRunOptions
  @OptionGroup(title: "Fleet run on several machines") var shards: ShardOptions
  @OptionGroup var shared: SharedOptions

  func run() async throws {
    if fleetRun.fleet || shards.isAsked { return try await runFleet() }
    try await runGates()
  }

  private func runFleet() async throws {
    try await shared.tell(
      "verify", formats: OutputFormat.allCases, failure: ["dependents": []]
    ) { terminal, host in
      try shards.check(isFleet: fleetRun.fleet)
      try refuseWhatIsForTheWhole()
      let wish = try fleetRun.wish(
        baseline: baseline, candidate: candidate, branch: branch, overrides: `override`,
        because: because)
      let workspace = try await Workspace.open(
        host: host, command: CommandLine.arguments, reading: !record || shards.isAsked)
      if let count = shards.split {
        return try await split(wish, into: count, in: workspace, on: terminal)
      }
      if let number = shards.shard {
        return try await run(shard: number, wish, in: workspace, on: terminal)
      }
      let report = try await watched(on: terminal, host) { events in
        try await FleetRunStory.tell(wish, in: workspace, events: events)
      }
      if record, let remark = try await report.record(in: workspace) {
        terminal.note("note: \(remark)")
      }
      if let html { try await HTMLFile(path: html, host: host).write(report, in: workspace) }
      FleetRunPage(report).tell(on: terminal)
      return report.exitStatus
    }
  }

  private func runGates() async throws {
    try await shared.tell(
      "verify", formats: [.text, .json, .markdown, .junit, .github], failure: ["gates": []]
    ) { terminal, host in
      guard fleetRun.dependents.isEmpty else {
        throw ExplainedFailure(
          "`\(fleetRun.dependents[0])` is not understood", why: ["the gates have no dependents"],
          hints: ["`--fleet` runs the dependents' tests", "`--gate NAME` runs one gate alone"],
          exitStatus: .usage)
      }
      guard (1...200).contains(pairs) else {
        throw ExplainedFailure(
          "`--pairs` is \(pairs)", why: ["it goes from 1 to 200"], exitStatus: .usage)
      }
      let wish = VerifyWish(
        candidate: candidate, baseline: baseline, branch: branch,
        gates: try gate.map(VerifyWish.gate(named:)),
        overrides: try .init(try `override`.map(VerifyWish.gate(named:)), because: because),
        coverageReport: coverageReport.map { Files.absolutePath($0, from: host.workingDirectory) },
        advisories: advisories.map { Files.absolutePath($0, from: host.workingDirectory) },
        measure: measure, pairs: pairs, sandbox: fleetRun.sandbox, records: record)
      let workspace = try await Workspace.open(
        host: host, command: CommandLine.arguments, reading: !record)
      let verification = try await interruptible {
        try await VerifyStory.tell(
          wish, in: workspace, progress: { terminal.note(terminal.faint($0)) })
      }
      if let output {
        try verification.write(to: Files.absolutePath(output, from: host.workingDirectory))
      }
      if let html { try HTMLFile(path: html, host: host).write(verification) }
      for remark in verification.remarks { terminal.note("note: \(remark)") }
      VerifyPage(verification).tell(on: terminal)
      return verification.exitStatus
    }
  }
}

extension BenchmarkMeasure: ExpressibleByArgument {}

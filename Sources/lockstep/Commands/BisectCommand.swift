internal import ArgumentParser
internal import LockstepCore
internal import LockstepKit
internal import LockstepSystem
internal import LockstepVerification

struct BisectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bisect",
    abstract: "Finds the first bad commit, with the dependents' builds and tests as the oracle.",
    discussion: """
      Both ends are tried first: what the bad one breaks and the good one does not is the failure that \
      is searched, and no other counts. Commits that do not build by themselves are stepped over. What \
      is found is tried once more and recorded. A search that is broken off goes on where it was. Exit \
      status: 0 where the commit was found for every dependent, 10 where there is none or the failure \
      does not show, 1 where it is undecided.
      """)

  @Option(
    help: ArgumentHelp(
      "A dependent that broke, several times for several; those that the ledger names else.",
      valueName: "name"))
  var dependent: [String] = []

  @Option(help: ArgumentHelp("The one test that counts.", valueName: "name"))
  var test: String?

  @Option(
    help: ArgumentHelp(
      "A benchmark that became slower, as its figures call it; it decides instead of dependents.",
      valueName: "name"))
  var benchmark: String?

  @Option(
    help: ArgumentHelp(
      "How much slower is bad, in per cent; `benchmark-regression` of [gates] else.",
      valueName: "number"))
  var threshold: Double?

  @Option(
    help: ArgumentHelp("What the benchmark counts: time, or instructions.", valueName: "measure"))
  var measure: BenchmarkMeasure = .time

  @Option(
    help: ArgumentHelp(
      "The good end: a version or a revision; the release before the bad one else.",
      valueName: "version"))
  var good: String?

  @Option(
    help: ArgumentHelp(
      "The bad end: a version or a revision; what was taken back last, or the last release, else.",
      valueName: "version"))
  var bad: String?

  @Option(help: ArgumentHelp("The line's branch, where several are released.", valueName: "name"))
  var branch: String?

  @Option(help: "Keeps build scripts and tests apart from this machine: required, auto or off.")
  var sandbox: Sandbox.Policy = .auto

  @Option(
    help: ArgumentHelp(
      "How long one build with its tests may take: \"30 minutes\".", valueName: "span"))
  var timeLimit = "30 minutes"

  @Option(
    help: ArgumentHelp("How many MiB of memory each process may take.", valueName: "number"))
  var memoryLimit: Int?

  @Flag(inversion: .prefixedNo, help: "Records what is found in the ledger.")
  var record = true

  @OptionGroup var shared: SharedOptions

  func validate() throws {
    if benchmark != nil, test != nil || !dependent.isEmpty {
      throw ValidationError(
        "a benchmark decides alone: say --benchmark without --dependent and --test")
    }
    if threshold != nil, benchmark == nil {
      throw ValidationError("--threshold is a benchmark's: say --benchmark NAME with it")
    }
    if let threshold, !(0...1_000).contains(threshold) {
      throw ValidationError("--threshold is a number of per cent, from 0 to 1000")
    }
  }

  func run() async throws {
    try await shared.tell("bisect", failure: ["culprits": [], "dependents": []]) {
      terminal, host in
      if let memoryLimit, !(1...1_000_000).contains(memoryLimit) {
        throw ExplainedFailure(
          "`--memory-limit` is \(memoryLimit)", why: ["it is at least 1"], exitStatus: .usage)
      }
      let wish = BisectWish(
        dependents: dependent, test: test, good: good, bad: bad, branch: branch, sandbox: sandbox,
        time: .seconds(try Span(parsing: timeLimit).seconds),
        memory: memoryLimit.map { $0 << 20 }, records: record,
        benchmark: benchmark.map {
          .init(name: $0, threshold: threshold, measure: measure)
        })
      let workspace = try await Workspace.open(host: host, command: CommandLine.arguments)
      let report: BisectReport
      do {
        report = try await Interruption.cancelling {
          try await BisectStory.tell(wish, in: workspace, progress: terminal.progress)
        }
      } catch is CancellationError {
        throw VerificationInterrupted(
          reached: "every run that ended is kept", next: "the same command goes on from there")
      }
      let page = BisectPage(report: report)
      terminal.result(text: page.text, json: page.json)
      return report.exitStatus
    }
  }
}

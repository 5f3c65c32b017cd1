internal import ArgumentParser
internal import LockstepCore
internal import LockstepKit
internal import LockstepSystem

/// `lockstep verify merge`.
struct VerifyMergeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Joins the shards of a fleet run into the report of the whole run.",
    discussion: """
      Exit status: that of a whole run. 10 where a dependent regressed; 1 where one could not be \
      decided, those of a shard that did not report among them.
      """,
    helpNames: [.short, .long])

  @Argument(
    help: ArgumentHelp(
      "Folders that `verify --fleet --shard I --out <folder>` has written, or folders of such folders.",
      valueName: "folder"))
  var folders: [String]

  @Option(
    help: ArgumentHelp(
      "The file of the shards; the copy that the first folder holds else.", valueName: "file"))
  var shards: String?

  @Option(
    help: ArgumentHelp(
      "`fleet` lets nothing be held up by dependents that regressed. The record keeps who and why.",
      valueName: "fleet"))
  var override: [String] = []

  @Option(help: ArgumentHelp("Why that is overridden.", valueName: "reason"))
  var because: String?

  @Option(
    help: ArgumentHelp("Writes the result as one page that opens from a file.", valueName: "file"))
  var html: String?

  @Flag(inversion: .prefixedNo, help: "Records the outcomes in the ledger.")
  var record = true

  @OptionGroup var shared: SharedOptions

  func run() async throws {
    try await shared.tell("verify", formats: OutputFormat.allCases, failure: ["dependents": []]) {
      terminal, host in
      let file = shards.map { Files.absolutePath($0, from: host.workingDirectory) }
      let plan = try file.map { try ShardPlan.read(from: $0) }
      let places = folders.map { Files.absolutePath($0, from: host.workingDirectory) }
      let merge = try ShardStory.merge(places, plan: plan)
      var report = merge.report
      report.waiver = try FleetRunOptions.waiver(of: `override`, because: because)
      var workspace: Workspace?
      if record {
        let open = try await Workspace.open(host: host, command: CommandLine.arguments)
        workspace = open
        if let remark = try await report.record(in: open) { terminal.note("note: \(remark)") }
      }
      if let html {
        try await HTMLFile(path: html, host: host).write(report, in: workspace, logs: places)
      }
      FleetRunPage(report).tell(on: terminal)
      if !merge.missing.isEmpty { terminal.error(merge.whatIsMissing) }
      return merge.isWhole || report.exitStatus != .done ? report.exitStatus : .failed
    }
  }
}

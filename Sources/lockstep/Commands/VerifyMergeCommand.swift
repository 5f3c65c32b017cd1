internal import ArgumentParser
internal import LockstepCore
internal import LockstepKit
internal import LockstepSystem

/// `lockstep verify merge`; see ``Lockstep/joined(_:)``.
struct VerifyMergeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify-merge",
    abstract: "Joins the shards of a fleet run into the report of the whole run.",
    usage: "lockstep verify merge [<options>] <folder> ...",
    discussion: """
      Exit status: that of a whole run. 10 where a dependent regressed; 1 where one could not be \
      decided, those of a shard that did not report among them.
      """,
    shouldDisplay: false)

  @Argument(
    help: ArgumentHelp(
      "Folders that `verify --fleet --shard I --out <folder>` has written, or folders of such folders.",
      valueName: "folder"))
  var folders: [String]

  @Option(
    help: ArgumentHelp(
      "The file of the shards; the copy that the first folder holds else.", valueName: "file"))
  var shards: String?

  @OptionGroup var shared: SharedOptions

  func run() async throws {
    try await shared.tell("verify", formats: OutputFormat.allCases, failure: ["dependents": []]) {
      terminal, host in
      let file = shards.map { Files.absolutePath($0, from: host.workingDirectory) }
      let plan = try file.map { try ShardPlan.read(from: $0) }
      let merge = try ShardStory.merge(
        folders.map { Files.absolutePath($0, from: host.workingDirectory) }, plan: plan)
      let report = merge.report
      FleetRunPage(report).tell(on: terminal)
      if !merge.missing.isEmpty {
        terminal.error(merge.whatIsMissing)
      }
      return merge.exitStatus
    }
  }
}

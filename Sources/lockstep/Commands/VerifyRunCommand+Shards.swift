internal import LockstepCore
internal import LockstepKit
internal import LockstepSystem

extension VerifyRunCommand {
  /// Refuses with a division or a part what can only be said of the whole run.
  func refuseWhatIsForTheWhole() throws {
    guard shards.isAsked else { return }
    for (option, isGiven) in [("--override", !`override`.isEmpty), ("--html", html != nil)]
    where isGiven {
      throw ExplainedFailure(
        "`\(option)` is about the whole run", why: ["a shard is a part of it"],
        hints: ["say it with `lockstep verify merge`"], exitStatus: .usage)
    }
  }

  /// Divides the run and writes the shards; nothing is built.
  func split(
    _ wish: FleetRunWish, into count: Int, in workspace: Workspace, on terminal: Terminal
  ) async throws -> ExitStatus {
    let plan = try await ShardStory.split(
      wish, into: count,
      past: shards.past.map { Files.absolutePath($0, from: workspace.host.workingDirectory) },
      in: workspace, progress: terminal.progress)
    let path = shards.file(on: workspace.host)
    try plan.write(to: path)
    let page = ShardPage(plan: plan, file: shards.to ?? ShardOptions.usualFile)
    let json = try JSONValue(encoding: plan)
    terminal.result(text: page.text, json: json)
    return .done
  }

  /// Runs one shard and leaves its report and logs in a folder.
  func run(
    shard number: Int, _ wish: FleetRunWish, in workspace: Workspace, on terminal: Terminal
  ) async throws -> ExitStatus {
    let plan = try ShardPlan.read(from: shards.file(on: workspace.host))
    try fleetRun.refuseOtherThan(plan, wish)
    let report = try await watched(on: terminal, workspace.host) { events in
      try await ShardStory.run(
        number, of: plan, jobs: wish.jobs, in: workspace, events: events)
    }
    let folder = shards.folder(of: number, on: workspace.host)
    try ShardFolder(folder).write(report, of: plan)
    FleetRunPage(report.report).tell(on: terminal)
    terminal.note("shard \(number) of \(plan.shards.count): \(folder)")
    return report.report.exitStatus
  }
}

import LockstepCore
import LockstepFleet
import LockstepGit
import LockstepLedger
import LockstepSystem
import LockstepTestSupport
import LockstepWorkflow
import Testing

@testable import LockstepKit

/// A configured program says whether something is wrong.
@Suite(.timeLimit(.minutes(2))) struct CommandWatchTests {
  private static let fires = WatchFact(id: "errors ", text: "`errors` fires")

  @Test(
    arguments: [
      ("exit 0", .seen, nil), ("exit 10", .seen, fires),
      ("exit 3", .noData(because: "it ended with status 3"), nil),
      ("echo broken; exit 1", .noData(because: "it ended with status 1: broken"), nil),
      ("echo 12 per cent; exit 10", .seen, WatchFact(id: "errors ", text: "12 per cent")),
      (
        "echo 'looking'; echo '{\"state\": \"fire\", \"summary\": \"12 %\", \"evidence\": \"e1\"}'",
        .seen, WatchFact(id: "e1", text: "12 %")
      ),
      ("echo '{\"state\": \"quiet\"}'; exit 10", .seen, nil),
      (
        "echo '{\"state\": \"what\"}'",
        .noData(because: "it ended with status 0: {\"state\": \"what\"}"),
        nil
      ),
      (
        "test -z \"$LOCKSTEP_GITHUB_TOKEN\" && grep -q '\"schema\":\"lockstep.trigger/1\"'", .seen,
        nil
      ),
      ("kill -9 $$", .noData(because: "it was ended by a signal"), nil),
      ("exec sleep 30", .noData(because: "it did not end in time"), nil),
    ] as [(String, WatchLook.State, WatchFact?)])
  func `its last line of JSON decides, else its status`(
    script: String, state: WatchLook.State, fact: WatchFact?
  ) async throws {
    try await ScratchGit.with(settings: ["LOCKSTEP_GITHUB_TOKEN": "canary"]) { scratch in
      let workspace = try await scratch.workspace(
        of: "[foundation]\npackage = \"core\"\npublish = \"none\"\n", reading: true)
      let ground = WatchGround(
        workspace: workspace, line: nil, history: History(), log: OperationLog(History()),
        fleet: nil, now: workspace.host.clock.now(), releaseTimes: [:], remarks: [])
      let command = Configuration.TriggerCommand(
        name: "errors", run: ["sh", "-c", script],
        timing: .init(interval: .minutes(1), budget: .seconds(2)))
      let look = try await CommandWatch(ground: ground, command: command).look()
      #expect(look.state == state)
      #expect(look.findings.map(\.fact) == (fact.map { [$0] } ?? []))
    }
  }
}

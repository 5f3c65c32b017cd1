import LockstepCore
import LockstepSystem
import Testing

/// A watch that is killed while it records and does what follows: the next one finishes it, once.
@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(30)))
struct WatchKillTests {
  /// Everything that a firing can lead to, and none of the machine's tools.
  private static let settings =
    "[watch]\noff = [\"advisories\"]\n[triggers]\nautomatic = [\"pin\", \"halt\"]\n"

  /// What has come of a watch, for everybody who can see it.
  private struct Outcome: Equatable {
    /// What people and the record know, without the engine's own notes of a resumed pin.
    var events: [String: Int]
    var messages: [String: [String]]
    /// The dependent's commits, and where its manifest points to.
    var commits: String
    var isPinned: Bool

    init(_ watched: WatchedFleet) async throws {
      let kinds = try await watched.events().filter { kind in
        ["watch.", "incident.", "rollout.", "message.", "operation.finished"]
          .contains { kind.hasPrefix($0) }
      }
      events = Dictionary(kinds.map { ($0, 1) }, uniquingKeysWith: +)
      messages = [
        "primary": try watched.messages(to: "primary").sorted(),
        "secondary": try watched.messages(to: "secondary").sorted(),
      ]
      let beta = watched.fleet.origin(of: "beta")
      commits = try await watched.fleet.git("rev-list", "--count", "main", in: beta)
      isPinned = try await watched.fleet.git("show", "main:Cargo.toml", in: beta)
        .contains("v1.0.0")
    }
  }

  /// The places at which the world, or what this clone knows of it, differs from the place before: when
  /// an append has reached the remote and not this clone, around a push to a dependent and around a message.
  private static func matters(_ point: KillPoint) -> Bool {
    guard point.occurrence == 1 else { return false }
    return (point.label.hasPrefix("ledger:") && point.label.hasSuffix(":pushed"))
      || ["watch-memory:written", "message:before", "message:after"].contains(point.label)
      || (point.label.hasPrefix("push:beta") && !point.label.hasSuffix(":before"))
  }

  @Test func `killed at any place that writes, nothing is lost and nothing is there twice`()
    async throws
  {
    try await WatchedFleet.with(Self.settings) { watched in
      let directory = watched.fleet.directory
      let folders = ["clones/core", "origins/core.git", "origins/beta.git"]
      for folder in folders {
        try Files.createDirectories(Files.parent(of: "\(directory)/kept/\(folder)"))
        try Files.copyTree("\(directory)/\(folder)", to: "\(directory)/kept/\(folder)")
      }
      func restore() throws {
        for folder in folders {
          try Files.remove("\(directory)/\(folder)")
          try Files.copyTree("\(directory)/kept/\(folder)", to: "\(directory)/\(folder)")
        }
        for contact in ["primary", "secondary"] {
          try Files.remove("\(directory)/\(contact).jsonl")
        }
      }
      let log = "\(directory)/points.log"
      let whole = try await watched.watch("-x", at: 40, with: ["LOCKSTEP_FAULT_LOG": log])
      #expect(whole.status == 10, "\(whole.errors)")
      let expected = try await Outcome(watched)
      #expect(expected.isPinned)
      #expect(expected.events["watch.followed"] == 6)
      let points = KillPoint.all(in: String(decoding: try Files.read(log) ?? [], as: UTF8.self))
        .filter(Self.matters)
      for part in ["watch.fired:pushed", "incident.opened", "rollout.paused", "push:beta:during"] {
        #expect(points.contains { $0.label.contains(part) }, "\(part)")
      }
      for point in points {
        try restore()
        _ = try await watched.watch("-x", at: 40, with: ["LOCKSTEP_FAULT_AT": point.description])
        let next = try await watched.watch("-x", at: 41)
        #expect(next.status == 10, "\(point): \(next.errors)")
        #expect(try await Outcome(watched) == expected, "\(point): \(next.output)\(next.errors)")
      }
    }
  }
}

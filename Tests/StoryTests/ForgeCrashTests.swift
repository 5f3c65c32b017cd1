import LockstepCore
import LockstepSystem
import LockstepTestSupport
import Testing

/// A command that dies before a change is sent to a forge, or after it was carried out and before anybody
/// heard of it, leaves nothing that its resumption does twice.
@Suite(
  .enabled(if: ContractServer.isAvailable, "\(ContractServer.needs)"),
  .enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(20)))
struct ForgeCrashTests {
  /// What the rollout leaves behind.
  private struct World: Equatable {
    /// Title and state of each pull request.
    var pulls: [String]
    /// The subjects on the dependent's branch, newest first, without numbers and ids.
    var subjects: [String]
    var tag: String
    /// How often each change was carried out by the forge.
    var changes: [String: Int]
  }

  @Test(arguments: ForgeFleet.services)
  func `a rollout that is killed around each change on a forge ends as if it had not been`(
    service: String
  ) async throws {
    let (places, wanted) = try await run(service, dying: nil)
    #expect(wanted.tag == "v1.1.0")
    #expect(wanted.pulls == ["Update core-types to 1.1.0, merged"])
    let forge = places.filter { $0.label.hasPrefix("forge:") }
    #expect(forge.count >= 4, "\(places)")
    for place in forge {
      let (_, found) = try await run(service, dying: place)
      #expect(found == wanted, "\(place)")
    }
  }

  /// Rolls the release out, with a death at one place and a resumption where one is named.
  private func run(
    _ service: String, dying place: KillPoint?
  ) async throws -> ([KillPoint], World) {
    try await ForgeFleet.with(service, dependents: ["alpha"], released: true, checked: false) {
      fleet in
      let log = "\(fleet.scratch.directory)/places"
      var settings = ["LOCKSTEP_FAULT_LOG": log]
      if let place { settings["LOCKSTEP_FAULT_AT"] = place.description }
      let first = try await fleet.run(["rollout", "-x", "--yes"], with: settings)
      if place == nil {
        #expect(first.status == 0, "\(first.errors)")
      } else {
        #expect(first.status == -1, "\(first.status) \(first.errors)")
        let resumed = try await fleet.run(["resume", "--yes"])
        #expect(resumed.status == 0, "\(resumed.errors)")
      }
      let text = String(decoding: try Files.read(log) ?? [], as: UTF8.self)
      return (KillPoint.all(in: text), try await read(fleet))
    }
  }

  private func read(_ fleet: ForgeFleet) async throws -> World {
    let subjects = try await fleet.git(
      "log", "--format=%s", "main", in: fleet.server.gitDirectory("acme/alpha"))
    let changes = try await fleet.server.journal(service: fleet.service)
      .filter {
        $0.processed && $0.method != "GET" && (200..<300).contains($0.status) || $0.fault != nil
      }
    return World(
      pulls: try await fleet.pulls(of: "alpha").map { "\($0.title), \($0.state)" },
      subjects: subjects.split(separator: "\n").map { line in
        line.split(separator: " ").filter { !$0.contains("lockstep/") }.joined(separator: " ")
      }, tag: try await fleet.tag(of: "alpha"),
      changes: Dictionary(changes.map { ("\($0.operations.joined())", 1) }, uniquingKeysWith: +))
  }
}

import LockstepCore
import LockstepSystem
import Testing

/// A small fleet whose release reached one dependent and broke the other, and whose rollout has noticed.
struct WatchedFleet: Sendable {
  let fleet: BadInputFleet

  /// The dependent has a name of its own that collides with one that the release adds.
  private static let collision = """
    #![deny(ambiguous_glob_imports)]
    use core_types::*;
    mod own { pub fn two() -> u8 { 2 } }
    use own::*;
    pub fn both() -> u8 { one() + two() }

    """

  /// Makes it, with `settings` added to the configuration, as it stands at nine o'clock.
  static func with(
    _ settings: String = "", isBroken: Bool = true,
    _ body: (WatchedFleet) async throws -> Void
  ) async throws {
    try await BadInputFleet.with(dependents: ["alpha", "beta"]) { fleet in
      let contacts = ["primary", "secondary"].map { level in
        """
        [[contact]]
        name = "\(level)"
        level = "\(level)"
        acknowledge-within = "15 minutes"
        channel = "file:\(fleet.directory)/\(level).jsonl"

        """
      }
      let all =
        fleet.configuration(publish: fleet.registry) + settings + "\n"
        + contacts.joined(separator: "\n")
      try await fleet.push(["lockstep.toml": all], to: "core")
      try await fleet.git("pull", "-q", "--ff-only", in: fleet.foundation)
      if isBroken { try await fleet.push(["src/lib.rs": collision], to: "alpha") }
      let watched = WatchedFleet(fleet: fleet)
      let released = try await watched.run(["release", "minor", "-x", "--yes", "-q"], at: 0)
      try #require(released.status == 0, "\(released.errors)")
      let rollout = try await watched.run(["rollout", "-x", "--yes", "-q"], at: 30)
      try #require(rollout.status == (isBroken ? 10 : 0), "\(rollout.errors)")
      try await body(watched)
    }
  }

  /// Runs the command so many minutes after eight o'clock.
  func run(
    _ arguments: [String], at minutes: Int64, in folder: String? = nil,
    with settings: [String: String] = [:]
  ) async throws -> Answer {
    let clock = try Timestamp(parsing: "2026-02-02T08:00:00Z").adding(.minutes(minutes))
    return try await fleet.run(
      arguments, in: folder, with: settings.merging(["LOCKSTEP_CLOCK": clock.description]) { $1 })
  }

  func watch(
    _ arguments: String..., at minutes: Int64, with settings: [String: String] = [:]
  ) async throws -> Answer {
    try await run(["watch", "--once"] + arguments, at: minutes, with: settings)
  }

  /// The kinds of the ledger's events, in order, as a clone has them.
  func events(in folder: String? = nil) async throws -> [String] {
    let log = try await fleet.run(["log", "--format", "json"], in: folder)
    return try log.json()["events"]?.array?.compactMap { $0["event"]?["kind"]?.string } ?? []
  }

  /// The kinds of the messages about incidents and findings that a contact got.
  func messages(to name: String) throws -> [String] {
    try (Files.read("\(fleet.directory)/\(name).jsonl") ?? []).split(separator: 0x0A)
      .compactMap { line in
        let message = try JSONValue(parsing: Array(line))
        let key = message["key"]?.string ?? ""
        guard key.hasPrefix("incident/") || key.hasPrefix("watch/") else { return nil }
        return message["kind"]?.string
      }
  }
}

extension Answer {
  /// A trigger of a round that was printed as JSON.
  func trigger(_ name: String) throws -> JSONValue? {
    try json()["triggers"]?.array?.first { $0["trigger"]?.string == name }
  }
}

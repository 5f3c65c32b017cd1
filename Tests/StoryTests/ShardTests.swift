import LockstepCore
import LockstepSystem
import Testing

/// A fleet run that is divided among machines which share nothing but files.
@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .serialized, .timeLimit(.minutes(30)))
struct ShardTests {
  @Test func `machines that share only the file of the shards find what one machine finds`()
    async throws
  {
    try await DividedFleet.with { divided in
      let fleet = divided.fleet
      let shards = "\(fleet.directory)/shards.json"
      let home = try await divided.machine("home")
      let split = try await home.lockstep(
        "verify", "--fleet", "--split", "2", "--to", shards, "--sandbox", "off")
      #expect(split.status == 0, "\(split.errors)")
      #expect(split.output.contains("5 dependents in 2 shards"))

      // The world goes on before anybody has begun; what was agreed on is tested all the same.
      try await fleet.push(["src/lib.rs": "pub fn one() -> u8 { nowhere() }\n"], to: "steady")
      try await fleet.push(["src/lib.rs": "pub fn one() -> u8 { 1 }\n"], to: "core")

      let one = try await divided.machine("one")
      let other = try await divided.machine("other")
      async let first = one.lockstep(
        "verify", "--fleet", "--shard", "1", "--shards", shards, "--out", "../shard-1")
      async let second = other.lockstep(
        "verify", "--fleet", "--shard", "2", "--shards", shards, "--out", "../shard-2")
      let answers = try await [first, second]
      for answer in answers { #expect([0, 10].contains(answer.status), "\(answer.errors)") }
      let folders = ["\(one.folder)/shard-1", "\(other.folder)/shard-2"]

      let early = try await home.lockstep("verify", "merge", folders[0], "--format", "json")
      let missing = DividedFleet.outcomes(in: try early.json()).filter { $0.value == "unknown" }
      #expect([1, 10].contains(early.status) && !missing.isEmpty && missing.count < 5)
      #expect(early.error == "shard 2 of 2 did not report")

      let merged = try await home.lockstep(
        "verify", "merge", folders[0], folders[1], "--shards", shards, "--format", "json")
      #expect(merged.status == 10, "\(merged.errors)")
      #expect(DividedFleet.outcomes(in: try merged.json()) == DividedFleet.outcomes)
      let log = try #require(
        try merged.json()["dependents"]?.array?.first { $0["name"] == "strict" }?["log"]?.string)
      let text = String(decoding: try #require(try Files.read(log)), as: UTF8.self)
      #expect(log.contains("/shard-") && text.contains("is_one"))

      // Only what was joined is on the record, and the next division goes by it.
      let record = try await home.lockstep("log")
      #expect(record.output.ranges(of: "fleet run on").count == 2)
      #expect(record.output.contains("1 passed, 1 fixed, 3 regressed"))
      let next = try await home.lockstep(
        "verify", "--fleet", "--split", "2", "--to", "\(fleet.directory)/next.json")
      #expect(next.output.contains("seconds are those of their last runs"), "\(next.output)")
      let foreign = try await home.lockstep(
        "verify", "merge", folders[0], "--shards", "\(fleet.directory)/next.json")
      #expect(foreign.status == 1)
      #expect(foreign.error?.hasSuffix("is about another candidate") == true, "\(foreign.errors)")
    }
  }

  @Test func `a machine that does not have what was agreed on says so, and tests nothing else`()
    async throws
  {
    try await DividedFleet.with { divided in
      let fleet = divided.fleet
      let shards = "\(fleet.directory)/shards.json"
      let home = try await divided.machine("home")
      let split = try await home.lockstep(
        "verify", "--fleet", "--split", "1", "--to", shards, "--sandbox", "off", "steady")
      #expect(split.status == 0, "\(split.errors)")
      // Its history is written anew: the commit is nowhere any more.
      let steady = fleet.clone(of: "steady")
      try await fleet.git("commit", "--quiet", "--amend", "-m", "Another", in: steady)
      try await fleet.git("push", "--quiet", "--force", "origin", "main", in: steady)
      try await fleet.git(
        "reflog", "expire", "--expire=now", "--all", in: fleet.origin(of: "steady"))
      try await fleet.git("gc", "--quiet", "--prune=now", in: fleet.origin(of: "steady"))

      let other = try await divided.machine("other")
      let shard = try await other.lockstep(
        "verify", "--fleet", "--shard", "1", "--shards", shards, "--out", "../shard-1")
      #expect(shard.status == 1)
      #expect(shard.output.contains("this machine does not have it at"), "\(shard.output)")
      // Whoever had fetched it before has it still.
      let known = try await home.lockstep(
        "verify", "--fleet", "--shard", "1", "--shards", shards, "--out", "../shard-1")
      #expect(known.status == 0, "\(known.output)")
      let merged = try await home.lockstep(
        "verify", "merge", "\(home.folder)/shard-1", "\(other.folder)/shard-1", "--no-record")
      #expect(merged.status == 1)
      #expect(merged.error == "shard 1 has reported twice, and not the same")
    }
  }

  @Test(arguments: [
    (["--shard", "1"], "`--shard` is about the fleet run"),
    (["--fleet", "--split", "2", "--shard", "1"], "`--split` and `--shard` do not go together"),
    (["--fleet", "--to", "x"], "`--to` goes with `--split`"),
    (["--fleet", "--split", "2", "--html", "x"], "`--html` is about the whole run"),
    (["--fleet", "--split", "0"], "`--split` is 0"),
    (
      ["--fleet", "--split", "2", "--candidate", "."],
      "folder . cannot be tested on several machines"
    ),
    (["merge", "nowhere"], "no shard has reported in"),
  ])
  func `what makes no sense is refused in words`(arguments: [String], error: String) async throws {
    try await BadInputFleet.with { fleet in
      let answer = try await fleet.run(["verify"] + arguments)
      #expect(answer.status == (arguments[0] == "merge" ? 1 : 64))
      #expect(answer.error?.hasPrefix(error) == true, "\(answer.errors)")
      #expect(try Files.list(fleet.foundation).allSatisfy { !$0.hasPrefix("lockstep-sh") })
    }
  }
}

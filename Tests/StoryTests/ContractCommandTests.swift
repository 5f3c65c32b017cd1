import LockstepCore
import LockstepKit
import LockstepSystem
import Testing

/// `lockstep verify contract new`, and the gate that holds a candidate to what it wrote.
@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(30)))
struct ContractCommandTests {
  @Test func `a mock dependent is written from real ones, and catches what would break them`()
    async throws
  {
    let binary = try #require(Binary.path)
    let folder = try Files.temporaryDirectory(in: "/tmp", prefix: "lockstep-test")
    defer { #expect(throws: Never.self) { try Files.remove(folder) } }
    let fleet = try await DemoFleet.small(in: "\(folder)/fleet", host: .live())
    let clone = fleet.foundationClone
    func run(_ program: String, _ arguments: [String]) async throws -> ProcessResult {
      try await fleet.host.processes.run(
        Invocation(
          program: program, arguments: arguments, environment: fleet.host.environment,
          directory: clone, timeout: .seconds(600)))
    }
    let new = ["verify", "contract", "new", "users", "--format", "json"]
    let homeless = try await run(binary, new)
    #expect(homeless.exitCode == 78)
    #expect(homeless.errorText.contains("contract = [\"contracts/*\"]"))

    let configuration = try #require(try Files.read("\(clone)/lockstep.toml"))
    try Files.write(
      configuration + Array("contract = [\"contracts/*\"]\n".utf8), to: "\(clone)/lockstep.toml")
    let written = try await run(binary, new)
    #expect(written.exitCode == 0, "\(written.errorText)")
    let result = try JSONValue(parsing: written.output)
    #expect(result["contract"] == "contracts/users" && result["baseline"] == "v2.0.0")
    let items = result["items"]?.array ?? []
    let rank = items.first { $0["item"] == "lodestar::Record::rank" }
    #expect(rank?["dependents"]?.array == ["beacon", "harbour"])
    #expect(items.allSatisfy { $0["left-out"] == .null })
    let source = try #require(try Files.read("\(clone)/contracts/users/src/lib.rs"))
    #expect(
      String(decoding: source, as: UTF8.self).contains(
        "let _: for<'l0> fn(&'l0 lodestar::Record) -> u32 = <lodestar::Record>::rank;"))

    let again = try await run(binary, new)
    #expect(again.exitCode == 1)
    #expect(try Files.read("\(clone)/contracts/users/src/lib.rs") == source)

    for arguments in [
      ["add", "--all"], ["commit", "--quiet", "--message", "contracts: what dependents use"],
      ["push", "--quiet", "origin", "HEAD:main"],
    ] {
      #expect(try await run("git", arguments).exitCode == 0)
    }
    let gate = ["verify", "--no-record", "--gate", "contract", "--format", "json"]
    let good = try await run(binary, gate)
    #expect(good.exitCode == 0, "\(good.text)\(good.errorText)")
    try await fleet.breakFoundation()
    let bad = try await run(binary, gate)
    #expect(bad.exitCode == 10)
    #expect(bad.text.contains("contracts/users") && bad.text.contains("mismatched types"))
  }
}

import LockstepCore
import LockstepKit
import LockstepSystem
import Testing

/// The demo's bad release is slower, and the gates say so; what did not change is not accused.
@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(30)))
struct DemoBenchmarkTests {
  private static func rows(_ result: JSONValue) -> [String] {
    let evidence = result["gates"]?.array?.first?["evidence"]?.array ?? []
    return evidence.compactMap { line in
      line.string.map { String($0.prefix { $0 != "," }) }
    }
  }

  @Test func `a benchmark that a bad release slows down is caught, and an equal one is not`()
    async throws
  {
    let binary = try #require(Binary.path)
    let folder = try Files.temporaryDirectory(in: "/tmp", prefix: "lockstep-test")
    defer { #expect(throws: Never.self) { try Files.remove(folder) } }
    let fleet = try await DemoFleet.small(in: "\(folder)/fleet", host: .live())
    try await fleet.breakFoundation()

    func verify(_ baseline: String, _ candidate: String) async throws -> ProcessResult {
      try await fleet.host.processes.run(
        Invocation(
          program: binary,
          arguments: [
            "verify", "--no-record", "--gate", "benchmarks", "--baseline", baseline,
            "--candidate", candidate, "--html", "\(folder)/page.html", "--format", "json",
          ], environment: fleet.host.environment, directory: fleet.foundationClone,
          timeout: .seconds(600)))
    }
    let slower = try await verify("HEAD~1", "HEAD")
    #expect(slower.termination == .exited(10), "\(slower.errorText)")
    #expect(
      Self.rows(try JSONValue(parsing: slower.output))
        == ["insert: passed", "ranked: failed"])
    let page = try #require(try Files.read("\(folder)/page.html"))
    let html = String(decoding: page, as: UTF8.self)
    #expect(html.contains("ranked: failed, ×"))
    #expect(html.contains("src=\"data:image/svg+xml;base64,"))

    // Its documentation changed, and nothing else.
    let equal = try await verify("HEAD~2", "HEAD~1")
    #expect(equal.termination == .exited(0), "\(equal.errorText)")
    #expect(
      Self.rows(try JSONValue(parsing: equal.output))
        == ["insert: passed", "ranked: passed"])
  }
}

import LockstepCore
import LockstepSystem
import LockstepTestSupport
import Testing

@Suite(.enabled(if: ContractServer.isAvailable, "\(ContractServer.needs)"))
struct ContractServerTests {
  @Test
  func `a fault hits a request once, and the journal tells`() async throws {
    try await ContractServer.session("system") { server in
      let repository = try await server.makeRepository("acme/core")
      #expect(repository.head.count == 40)
      try await server.inject(.init(.badGateway, service: "gitlab"))
      let request = HTTPRequest(
        url: "\(server.gitlab)/projects/acme%2Fcore", headers: ["PRIVATE-TOKEN": "secret"])
      #expect(try await HTTP.live.send(request).status == 502)
      let answer = try await HTTP.live.send(request)
      #expect(answer.status == 200)
      #expect(
        try JSONValue(parsing: answer.body)["id"]?.integer.map(Int.init) == repository.ids["gitlab"]
      )
      let journal = try await server.journal(service: "gitlab")
      #expect(journal.map(\.fault) == ["bad_gateway", nil])
      #expect(!journal.contains { "\($0.headers ?? .null)".contains("secret") })
    }
  }

  @Test
  func `a request beside the contract fails the session`() async throws {
    await #expect(throws: ContractViolations.self) {
      try await ContractServer.session("system") { server in
        _ = try await HTTP.live.send(HTTPRequest(url: "\(server.gitea)/user"))
      }
    }
  }

  @Test(arguments: [ContractServer.Fault.Kind.reset, .resetAfter, .truncate])
  func `a cut connection is an error, never half an answer`(
    kind: ContractServer.Fault.Kind
  ) async throws {
    try await ContractServer.session("system") { server in
      try await server.inject(.init(kind, service: "hook"))
      let request = HTTPRequest(method: "POST", url: server.webhook("a"), body: Array("{}".utf8))
      await #expect(throws: HTTPError.self) { try await HTTP.live.send(request) }
      let journal = try await server.journal(service: "hook")
      #expect(journal.map(\.processed) == [kind != .reset], "one request, not two")
    }
  }
}

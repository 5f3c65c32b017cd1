import LockstepChannels
import LockstepCore
import LockstepSystem
import Testing

/// Mail over STARTTLS, to a real server with a real certificate.
@Suite(
  .enabled(if: TLSMailServer.isAvailable, "\(TLSMailServer.needs)"), .timeLimit(.minutes(2)))
struct STARTTLSTests {
  private static func send(
    to server: TLSMailServer, trusting: Bool
  ) async throws -> OutboxEntry {
    var environment = Host.live().environment
    environment["CURL_CA_BUNDLE"] = trusting ? server.certificate : nil
    let channel = try MailChannel(
      to: MailAddress(parsing: "data@example.org"), from: MailAddress(parsing: "us@example.org"),
      by: .server(
        MailRelay.Server(
          host: "localhost", port: server.port, protection: .startTLS, user: "lockstep",
          password: Secret("C4NARY0000secret"))), host: .live(environment: environment))
    let outbox = try await PostOffice().send([.sample()], over: [channel], patience: .zero)
    return try #require(outbox.all.first)
  }

  @Test func `nothing but the greeting is said before the connection is closed to others`()
    async throws
  {
    try await TLSMailServer.with { server in
      let entry = try await Self.send(to: server, trusting: true)
      #expect(entry.receipt != nil, "\(String(describing: entry.lastFailure))")
      let said = try server.said()
      #expect(said.prefix(2) == ["open EHLO", "open STARTTLS"])
      #expect(said.dropFirst(2).allSatisfy { $0.hasPrefix("tls ") })
      #expect(said.contains("tls AUTH") && said.contains("tls mail"))
    }
  }

  @Test func `a certificate that nobody trusts gets neither the password nor the mail`()
    async throws
  {
    try await TLSMailServer.with { server in
      let entry = try await Self.send(to: server, trusting: false)
      guard case .abandoned(let failure, _) = entry.state else {
        Issue.record("it is \(entry.state)")
        return
      }
      #expect(failure.explanation.what.hasSuffix("could not be spoken to over TLS"))
      #expect(try !server.said().contains { $0.hasSuffix("AUTH") || $0.hasSuffix("mail") })
    }
  }

  @Test func `a server without STARTTLS gets neither`() async throws {
    try await TLSMailServer.with(offering: false) { server in
      let entry = try await Self.send(to: server, trusting: true)
      #expect(entry.receipt == nil)
      #expect(entry.lastFailure?.retry == .never)
      #expect(try !server.said().contains { $0.hasSuffix("AUTH") || $0.hasSuffix("mail") })
    }
  }
}

import LockstepCore
import LockstepDashboard
import LockstepSystem
import Synchronization
import Testing

/// The health endpoint, over a real socket on this machine.
@Suite(.timeLimit(.minutes(1))) struct HealthServerTests {
  @Test(
    arguments: [
      ("8080", "127.0.0.1", 8080), ("127.0.0.1:80", "127.0.0.1", 80), ("[::1]:9", "::1", 9),
      ("localhost:0", "127.0.0.1", 0), ("0.0.0.0:8080", "0.0.0.0", 8080),
    ] as [(String, String, UInt16)])
  func `an address is read, and a bare port is this machine's`(
    text: String, host: String, port: UInt16
  ) throws {
    let address = try WebAddress(parsing: text)
    #expect(address.host == host)
    #expect(address.port == port)
  }

  @Test(arguments: ["", "x", "70000", "127.0.0.1", "127.0.0.1:x", "::1:80", "example.org:80", "-1"])
  func `anything else is refused`(text: String) {
    #expect(throws: ExplainedFailure.self) { try WebAddress(parsing: text) }
  }

  @Test(arguments: [(true, 200), (false, 503)])
  func `it answers by whether the service is well`(isWell: Bool, status: Int) async throws {
    let address = Mutex("")
    let server = HealthServer(at: try WebAddress(parsing: "0")) {
      (isWell, ["schema": "lockstep.health/1"])
    }
    let answer = try await server.whileServing {
      bound in
      address.withLock { $0 = "\(bound)" }
    } _: {
      try await HTTP.live.send(
        HTTPRequest(method: "GET", url: "http://\(address.withLock { $0 })/health"))
    }
    #expect(answer.status == status)
    #expect(try JSONValue(parsing: answer.body)["schema"] == "lockstep.health/1")
  }
}

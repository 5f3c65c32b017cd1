import LockstepCore
import Testing

@testable import LockstepDashboard

/// Which requests the dashboard looks at.
@Suite struct BoardDoorTests {
  private static let door = BoardDoor(
    token: Secret("0123456789abcdef0123456789abcdef"), hosts: ["lockstep.acme.example"])

  @Test(
    arguments: [
      ("127.0.0.1:8470", true), ("localhost:8470", true), ("LOCALHOST", true), ("[::1]:80", true),
      ("10.0.0.7", true), ("lockstep.acme.example", true), ("Lockstep.Acme.Example:443", true),
      ("evil.example", false), ("127.0.0.1.evil.example", false), ("", false),
      ("lockstep.acme.example.evil.example", false), ("1.2.3.400", false), ("2130706433", false),
    ] as [(String, Bool)])
  func `a name that nobody configured is refused`(host: String, isKnown: Bool) {
    let request = WebRequest(method: "GET", path: "/", headers: ["host": host])
    #expect(Self.door.refusal(of: request)?.status == (isKnown ? nil : 421))
  }

  @Test func `without a host nothing is answered`() {
    #expect(Self.door.refusal(of: WebRequest(method: "GET", path: "/"))?.status == 421)
  }

  @Test(
    arguments: [
      ([:], true), (["origin": "http://127.0.0.1:8470"], true),
      (["origin": "https://127.0.0.1"], true), (["sec-fetch-site": "same-origin"], true),
      (["origin": "http://evil.example"], false), (["origin": "null"], false),
      (["origin": "http://127.0.0.1", "sec-fetch-site": "cross-site"], false),
      (["sec-fetch-site": "same-site"], false), (["origin": ""], false),
    ] as [([String: String], Bool)])
  func `a form of another site changes nothing`(headers: [String: String], isOwn: Bool) {
    let all = headers.merging(["host": "127.0.0.1:8470"]) { own, _ in own }
    let post = WebRequest(method: "POST", path: "/", headers: all)
    #expect(Self.door.refusal(of: post)?.status == (isOwn ? nil : 403))
    let get = WebRequest(method: "GET", path: "/", headers: all)
    #expect(Self.door.refusal(of: get) == nil, "reading is no change")
  }

  @Test(arguments: ["PUT", "DELETE", "OPTIONS", "TRACE", "post"])
  func `other methods are not there`(method: String) {
    let request = WebRequest(method: method, path: "/", headers: ["host": "localhost"])
    #expect(Self.door.refusal(of: request)?.status == 405)
  }

  @Test func `only the token opens it`() {
    #expect(Self.door.admits("0123456789abcdef0123456789abcdef"))
    for text in ["", "0123456789abcdef0123456789abcdeF", "0123456789abcdef"] {
      #expect(!Self.door.admits(text))
    }
    #expect(!BoardDoor(token: nil).admits(""))
  }
}

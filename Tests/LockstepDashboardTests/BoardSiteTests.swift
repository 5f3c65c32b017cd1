import LockstepCore
import LockstepGit
import LockstepKit
import LockstepLedger
import LockstepSystem
import LockstepTestSupport
import Testing

@testable import LockstepDashboard

/// The dashboard on a real record, with the links that messages have.
@Suite(.timeLimit(.minutes(5))) struct BoardSiteTests {
  private static let key = "a key that nobody guesses, of 32 bytes"
  private static let token = "a token that nobody guesses, 32 bytes"

  /// A foundation with one contact and an incident, and its dashboard.
  private struct Ground {
    let workspace: Workspace
    let site: BoardSite
    /// The link of the message that opened the incident.
    let link: String

    func answer(
      _ method: String, _ path: String, _ query: String = "", form: String? = nil,
      host: String = "127.0.0.1:8470"
    ) async -> WebResponse {
      var headers = ["host": host]
      if form != nil { headers["content-type"] = "application/x-www-form-urlencoded" }
      return await site.answer(
        WebRequest(
          method: method, path: path, query: query, headers: headers,
          body: Array((form ?? "").utf8)))
    }

    /// How many events there are.
    func events() async throws -> Int { try await workspace.ledger.history().entries.count }

    func incident() async throws -> Incident {
      try #require(Incident.all(in: try await workspace.ledger.history()).last)
    }
  }

  private static func with(
    title: String = "it loses data", token: String? = Self.token, onlyLinks: Bool = false,
    _ body: (Ground) async throws -> Void
  ) async throws {
    var settings = ["LOCKSTEP_ACKNOWLEDGE_KEY": key]
    settings["BOARD_TOKEN"] = token
    try await ScratchGit.with(settings: settings) { scratch in
      let configuration = """
        [foundation]
        package = "core"
        publish = "none"
        [fleet]
        search = []
        [services]
        acknowledge = "https://lockstep.acme.example/acknowledge"
        [serve]
        token = { env = "BOARD_TOKEN" }
        [[contact]]
        name = "night watch"
        channel = "file:\(scratch.directory)/night.jsonl"
        [[contact]]
        name = "data"
        level = "maintainer"
        channel = "file:\(scratch.directory)/data.jsonl"

        """
      let origin = try await scratch.origin("core", files: ["lockstep.toml": configuration])
      var host = scratch.host
      host.workingDirectory = try await scratch.clone(origin, as: "core")
      let workspace = try await Workspace.open(host: host, command: ["lockstep"])
      _ = try await IncidentStory(workspace) { _ in }.open(title, severity: .critical)
      let message = try JSONValue(parsing: try Files.read("\(scratch.directory)/night.jsonl") ?? [])
      let text = message["text"]?.string ?? ""
      let link = text.split(separator: "token=").last?.prefix { $0 != ">" } ?? ""
      let board = BoardSettings(of: workspace.configuration, environment: host.environment)
      let site = BoardSite(
        BoardStory(workspace, interval: .seconds(10), print: { _ in }),
        door: BoardDoor(token: board.token, hosts: board.hosts), linkPath: board.linkPath,
        onlyLinks: onlyLinks, failed: { _ in })
      try await body(Ground(workspace: workspace, site: site, link: String(link)))
    }
  }

  @Test func `a link only shows who would take what, until its button is pressed`() async throws {
    try await Self.with { ground in
      let before = try await ground.events()
      for method in ["GET", "HEAD", "GET"] {
        for (path, query) in [
          ("/acknowledge", "token=\(ground.link)"), ("/acknowledge/\(ground.link)", ""),
        ] {
          let shown = await ground.answer(method, path, query)
          #expect(shown.status == 200)
          let page = String(decoding: shown.body, as: UTF8.self)
          #expect(page.contains("<button type=\"submit\">Take incident-1 as night watch</button>"))
          #expect(!page.contains(Self.key) && !page.contains(ground.link))
        }
      }
      #expect(try await ground.events() == before, "whoever looks at a link takes nothing")

      let taken = await ground.answer("POST", "/acknowledge", "token=\(ground.link)")
      #expect(taken.status == 200)
      let after = try await ground.events()
      #expect(after > before)
      let incident = try await ground.incident()
      #expect(incident.acknowledgedBy == "night watch")
      let body = try #require(
        try await ground.workspace.ledger.history().entries(ofKind: Incident.Kind.acknowledged).last
      ).event.body
      #expect(body["via"] == "link")

      let again = await ground.answer("POST", "/acknowledge", "token=\(ground.link)")
      #expect(again.status == 200)
      let page = String(decoding: again.body, as: UTF8.self)
      #expect(page.contains("night watch took it") && !page.contains("<button"))
      #expect(try await ground.events() == after, "a second time records nothing")
    }
  }

  @Test func `a forged link, one of yesterday and one of a closed incident say what to do`()
    async throws
  {
    try await Self.with { ground in
      for token in ["", "00.00", ground.link + "0", String(ground.link.dropLast())] {
        for method in ["GET", "POST"] {
          let answer = await ground.answer(method, "/acknowledge", "token=\(token)")
          #expect(answer.status == 403)
          #expect(String(decoding: answer.body, as: UTF8.self).contains("lockstep incident ack"))
        }
      }
      let incident = try await ground.incident()
      _ = try await IncidentStory(ground.workspace) { _ in }.close(incident, "a drill")
      let closed = await ground.answer("POST", "/acknowledge", "token=\(ground.link)")
      #expect(closed.status == 410)
      #expect(try await ground.incident().acknowledgedAt == nil)
    }
  }

  @Test func `a link counts for a day`() async throws {
    try await Self.with { ground in
      var host = ground.workspace.host
      host.clock.now = { ground.workspace.host.clock.now().adding(.days(1)) }
      host.workingDirectory = ground.workspace.directory
      let later = try await Workspace.open(host: host, command: ["lockstep"])
      let site = BoardSite(
        BoardStory(later, interval: .seconds(10), print: { _ in }), door: BoardDoor(token: nil),
        failed: { _ in })
      let answer = await site.answer(
        WebRequest(
          method: "POST", path: "/acknowledge", query: "token=\(ground.link)",
          headers: ["host": "localhost"]))
      #expect(answer.status == 410)
      #expect(String(decoding: answer.body, as: UTF8.self).contains("It counted until"))
      #expect(try await ground.incident().acknowledgedAt == nil)
    }
  }

  @Test func `the dashboard's token takes an incident for a contact who answers`() async throws {
    try await Self.with { ground in
      let before = try await ground.events()
      func take(_ form: String) async -> WebResponse {
        await ground.answer("POST", "/incidents/incident-1", form: form)
      }
      let right = "token=" + Self.token.replacing(" ", with: "+").replacing(",", with: "%2C")
      for (form, status) in [
        ("contact=night+watch&token=wrong", 403), ("contact=night+watch", 403),
        ("contact=data&\(right)", 400), ("contact=mallory&\(right)", 400), (right, 400),
      ] {
        #expect(await take(form).status == status)
      }
      #expect(try await ground.events() == before)
      let page = String(
        decoding: await ground.answer("GET", "/incidents/incident-1").body, as: UTF8.self)
      #expect(page.contains("<option value=\"night watch\">") && !page.contains(Self.token))
      #expect(!page.contains("http-equiv=\"refresh\""), "nobody's form is taken away")

      let taken = await take("contact=night+watch&\(right)")
      #expect(taken.status == 200)
      #expect(String(decoding: taken.body, as: UTF8.self).contains("night watch took it"))
      let after = try await ground.events()
      #expect(await take("contact=night+watch&\(right)").status == 200)
      #expect(try await ground.events() == after)
      let body = try await ground.workspace.ledger.history()
        .entries(ofKind: Incident.Kind.acknowledged).last?.event.body
      #expect(body?["via"] == "dashboard")
    }
  }

  @Test func `without a token it can only be read, and says so`() async throws {
    try await Self.with(token: nil) { ground in
      let page = await ground.answer("GET", "/incidents/incident-1")
      #expect(String(decoding: page.body, as: UTF8.self).contains("can only be read"))
      let taken = await ground.answer(
        "POST", "/incidents/incident-1", form: "contact=night+watch&token=")
      #expect(taken.status == 403)
      let incident = try await ground.incident()
      #expect(incident.acknowledgedAt == nil)
    }
  }

  @Test func `every page keeps markup of strangers and other sites out`() async throws {
    try await Self.with(title: "<script>alert(1)</script> \"x\"") { ground in
      for path in ["/", "/incidents/incident-1", "/acknowledge/\(ground.link)", "/nothing"] {
        let answer = await ground.answer("GET", path)
        let page = String(decoding: answer.body, as: UTF8.self)
        #expect(!page.contains("<script>alert"))
        let wire = String(decoding: answer.bytes(isHead: true), as: UTF8.self)
        #expect(wire.contains("frame-ancestors 'none'") && wire.contains("default-src 'none'"))
        #expect(wire.contains("nosniff") && wire.contains("Cache-Control: no-store"))
      }
      #expect(await ground.answer("GET", "/", host: "evil.example").status == 421)
      #expect(await ground.answer("DELETE", "/").status == 405)
      #expect(await ground.answer("POST", "/").status == 404)
      #expect(await ground.answer("GET", "/incidents/incident-9").status == 404)
    }
  }

  @Test func `JSON has the forms of the commands`() async throws {
    try await Self.with { ground in
      let status = try JSONValue(parsing: await ground.answer("GET", "/api/status").body)
      #expect(status["schema"] == "lockstep.status/1")
      let incidents = try JSONValue(parsing: await ground.answer("GET", "/api/incidents").body)
      #expect(incidents["schema"] == "lockstep.incident/1")
      #expect(incidents["incidents"]?[0]?["id"] == "incident-1")
      let health = await ground.answer("GET", "/health")
      #expect(health.status == 200)
      #expect(try JSONValue(parsing: health.body)["open-incidents"] == 1)
    }
  }

  @Test func `where only links are answered nothing else is there`() async throws {
    try await Self.with(onlyLinks: true) { ground in
      for path in ["/", "/incidents/incident-1", "/api/status", "/api/incidents"] {
        #expect(await ground.answer("GET", path).status == 404)
      }
      #expect(await ground.answer("GET", "/acknowledge/\(ground.link)").status == 200)
      #expect(await ground.answer("GET", "/health").status == 200)
    }
  }

  @Test(
    arguments: [
      ("https://a.example/acknowledge", "a.example", "/acknowledge"),
      ("https://a.example:8443/ops/ack/", "a.example", "/ops/ack"),
      ("http://a.example", "a.example", nil), ("https://a.example/?x=1", "a.example", nil),
      ("http://[::1]:80/x", "[::1]", "/x"),
    ] as [(String, String, String?)])
  func `the address of links says where they arrive`(
    address: String, host: String, path: String?
  ) async throws {
    try await ScratchGit.with { scratch in
      let settings =
        "[foundation]\npackage = \"core\"\npublish = \"none\"\n[services]\nacknowledge = \"\(address)\"\n"
      let origin = try await scratch.origin("core", files: ["lockstep.toml": settings])
      var host2 = scratch.host
      host2.workingDirectory = try await scratch.clone(origin, as: "core")
      let workspace = try await Workspace.open(host: host2, command: ["lockstep"])
      let board = BoardSettings(of: workspace.configuration, environment: [:])
      #expect(board.hosts == [host])
      #expect(board.linkPath == path)
    }
  }
}

import Crypto
import CryptoExtras
import LockstepCore
import LockstepForges
import LockstepSystem
import LockstepTestSupport
import Synchronization
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Tokens are found where people keep them, renewed in time, and shown to nobody.
@Suite struct TokenTests {
  @Test(
    arguments: [
      ("github.com", ["GITHUB_TOKEN": "a", "GH_TOKEN": "b"], "GH_TOKEN"),
      ("github.com", ["GITHUB_TOKEN": "a"], "GITHUB_TOKEN"),
      ("github.com", ["GH_TOKEN": "b", "LOCKSTEP_GITHUB_TOKEN": "c"], "LOCKSTEP_GITHUB_TOKEN"),
      ("github.com", ["GH_TOKEN": ""], nil),
      ("github.com", ["GH_TOKEN": "two words"], nil),
      ("github.com", ["GH_TOKEN": "x\nX-Other: y"], nil),
      // A token for github.com is not shown to another server.
      ("ghe.acme.example", ["GITHUB_TOKEN": "a", "GH_TOKEN": "b"], nil),
      ("ghe.acme.example", ["GH_ENTERPRISE_TOKEN": "e"], "GH_ENTERPRISE_TOKEN"),
      (
        "ghe.acme.example",
        ["GITHUB_TOKEN": "a", "GITHUB_SERVER_URL": "https://ghe.acme.example"], "GITHUB_TOKEN"
      ),
    ] as [(String, [String: String], String?)])
  func `the environment has the token under these names`(
    host: String, environment: [String: String], name: String?
  ) {
    let names = TokenVariables.github(host: host, environment: environment)
    #expect(TokenVariables.first(of: names, in: environment)?.name == name)
  }

  @Test(arguments: [
    ("https://api.github.com", "https://github.com"),
    ("https://api.acme.ghe.com", "https://acme.ghe.com"),
    ("https://ghe.acme.example:8443/api/v3/", "https://ghe.acme.example:8443"),
  ])
  func `the helpers of git know a server by its pages`(rest: String, web: String) {
    #expect(GitHubForge.Addresses(rest: rest, graphql: rest).web == web)
  }

  @Test func `git is asked over pipes, and asks no person`() async throws {
    let seen = Mutex<[Invocation]>([])
    let processes = Processes { invocation in
      seen.withLock { $0.append(invocation) }
      return ProcessResult(
        termination: .exited(0),
        output: Array("protocol=https\nhost=h:1\nusername=u\npassword=c=anary\n".utf8))
    }
    let git = GitCredential(
      processes: processes, environment: ["HOME": "/h", "GIT_TRACE": "1", "GIT_ASKPASS": "/x"])
    #expect(try await git.password(for: "https://h:1/api")?.reveal() == "c=anary")
    let asked = try #require(seen.withLock { $0.first })
    #expect(asked.environment["GIT_TERMINAL_PROMPT"] == "0")
    #expect(asked.environment["GIT_TRACE"] == nil && asked.environment["GIT_ASKPASS"] == "")
    guard case .bytes(let bytes) = asked.input else { throw ExplainedFailure("no input") }
    #expect(String(decoding: bytes, as: UTF8.self) == "protocol=https\nhost=h:1\n\n")
    #expect(try await git.password(for: "https://h\nhost=evil/") == nil)
    #expect(try await git.password(for: "file:///x") == nil)
    #expect(seen.withLock { $0.count } == 1)
  }

  @Test func `a real helper of git is asked`() async throws {
    let host = Host.live()
    try await ScratchFolder.with(
      in: host.environment["TMPDIR"] ?? "/tmp/lockstep-tests", name: host.identifiers()
    ) { home in
      let helper = "!f() { cat >/dev/null; echo username=u; echo password=canary; }; f"
      try Files.write(
        Array("[credential]\n\thelper = \"\(helper)\"\n".utf8), to: "\(home)/config")
      var environment = host.environment
      environment["HOME"] = home
      environment["GIT_CONFIG_GLOBAL"] = "\(home)/config"
      environment["GIT_CONFIG_SYSTEM"] = "/dev/null"
      let search = TokenSearch(host: .live(environment: environment))
      let found = try await search.find(in: ["NONE"], orFor: "https://github.com")
      #expect(found?.token.reveal() == "canary")
      #expect(found.map { "\($0.source)" } == "git's credential helper for github.com")
      #expect(found.map { "\($0)" }?.contains("canary") == false)
    }
  }

  @Test func `an app proves who it is by a signed web token`() throws {
    let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
    let app = AppIdentity(
      issuer: "12345", key: try AppKey(pem: Secret(key.pemRepresentation)))
    let now = Timestamp(secondsSince1970: 1_800_000_000)
    let parts = try app.webToken(at: now).reveal().split(separator: ".").map(String.init)
    #expect(parts.count == 3)
    func decode(_ part: String) -> [UInt8] {
      var text = part.map { $0 == "-" ? "+" : $0 == "_" ? "/" : String($0) }.joined()
      while !text.utf8.count.isMultiple(of: 4) { text += "=" }
      return Array(Data(base64Encoded: text) ?? Data())
    }
    #expect(try JSONValue(parsing: decode(parts[0])) == ["alg": "RS256", "typ": "JWT"])
    #expect(
      try JSONValue(parsing: decode(parts[1])) == [
        "iat": 1_799_999_940, "exp": 1_800_000_540, "iss": "12345",
      ])
    #expect(
      key.publicKey.isValidSignature(
        _RSA.Signing.RSASignature(rawRepresentation: Data(decode(parts[2]))),
        for: SHA256.hash(data: Array("\(parts[0]).\(parts[1])".utf8)),
        padding: .insecurePKCS1v1_5))
  }

  @Test func `a key that cannot be read is not quoted`() {
    let error = #expect(throws: AppKeyError.self) {
      try AppKey(pem: Secret("-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----"))
    }
    #expect(error.map { "\($0) \($0.explanation.rendered)" }?.contains("canary") == false)
  }

  @Test(.enabled(if: ContractServer.isAvailable, "\(ContractServer.needs)"))
  func `an installation's token is renewed before it ends, and when it is refused`() async throws {
    try await ContractServer.session("forges-github") { server in
      try await server.makeRepository("acme/billing")
      let path = try ForgePath(parsing: "acme/billing")
      let jump = JumpClock(at: Clock.live.now())
      let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
      let app = AppIdentity(issuer: "7", key: try AppKey(pem: Secret(key.pemRepresentation)))
      let addresses = GitHubForge.Addresses(rest: server.github, graphql: server.githubGraphQL)
      let tokens = InstallationTokens(
        of: app, for: path, addresses: addresses, userAgent: "lockstep/test", http: .live,
        clock: jump.clock)
      let forge = GitHubForge(
        addresses: addresses, userAgent: "lockstep/test", http: .live, clock: jump.clock,
        scheduler: ForgeScheduler(.github, clock: jump.clock), credential: tokens.credential)
      func asked() async throws -> Int {
        try await server.journal(operation: "apps/create-installation-access-token").count
      }
      _ = await forEach([1, 2, 3], width: 3) { _ in
        do { _ = try await forge.repository(path) } catch { Issue.record(error) }
      }
      #expect(try await asked() == 1)
      try await server.inject(.init(.unauthorized, service: "github", operation: "repos/get"))
      _ = try await forge.repository(path)
      #expect(try await asked() == 2)
      jump.advance(by: .seconds(54 * 60))
      _ = try await forge.repository(path)
      #expect(try await asked() == 2)
      jump.advance(by: .seconds(2 * 60))
      _ = try await forge.repository(path)
      #expect(try await asked() == 3)
    }
  }
}

package import LockstepCore
package import LockstepSystem

/// The tokens of an app's installation, which live for an hour: renewed before they end, and when one is
/// not taken.
package actor InstallationTokens {
  /// How long before its end a token is not used any more.
  private static let margin = Span.minutes(5)

  private let app: AppIdentity
  private let addresses: GitHubForge.Addresses
  /// A repository that the app is installed for, where the installation is not known.
  private let repository: ForgePath?
  private let http: HTTP
  private let clock: Clock
  private let userAgent: String
  private var installation: Int64?
  private var current: (token: Secret, end: Timestamp)?
  private var waiting: [CheckedContinuation<Void, Never>] = []
  private var isAsking = false

  /// Gets tokens for an app from GitHub.
  package init(
    of app: AppIdentity, for repository: ForgePath?, addresses: GitHubForge.Addresses,
    userAgent: String, http: HTTP, clock: Clock
  ) {
    self.app = app
    self.repository = repository
    self.addresses = addresses
    self.userAgent = userAgent
    self.http = http
    self.clock = clock
    self.installation = app.installation
  }

  /// The tokens, as a credential.
  package nonisolated var credential: ForgeCredential {
    ForgeCredential(
      current: { try await self.token(except: nil) },
      renewed: { try await self.token(except: $0) })
  }

  /// Returns a token that is good for a while, but not `refused`.
  package func token(except refused: Secret?) async throws -> Secret {
    while isAsking {
      await withCheckedContinuation { waiting.append($0) }
    }
    if let current, current.token != refused,
      current.end.span(since: clock.now()) > Self.margin
    {
      return current.token
    }
    isAsking = true
    defer {
      isAsking = false
      for one in waiting { one.resume() }
      waiting = []
    }
    let fresh = try await ask()
    current = fresh
    return fresh.token
  }

  private func ask() async throws -> (token: Secret, end: Timestamp) {
    // Requests of an app as such have a budget of their own.
    let transport = ForgeTransport(
      name: "GitHub", addresses: [addresses.rest], http: http, clock: clock,
      scheduler: ForgeScheduler(.github, clock: clock),
      credential: .fixed(try app.webToken(at: clock.now())),
      dialect: .github(userAgent: userAgent))
    let number = try await installationNumber(by: transport)
    let request = ForgeRequest(
      "get a token for the app's installation", "\(number)", method: "POST",
      url: "\(addresses.rest)/app/installations/\(number)/access_tokens", body: [:], cost: .change)
    let answer = GitHubAnswer(try await transport.fetch(request).json, request, transport)
    guard let end = try? Timestamp(parsing: try answer.text("expires_at")) else {
      throw transport.error(.contractChanged(field: "expires_at"), request, "")
    }
    return (Secret(try answer.text("token")), end)
  }

  private func installationNumber(by transport: ForgeTransport) async throws -> Int64 {
    if let installation { return installation }
    guard let repository else {
      throw ExplainedFailure(
        "the installation of the GitHub App is not known",
        hints: ["set LOCKSTEP_GITHUB_APP_INSTALLATION to its number"], exitStatus: .configuration)
    }
    let request = ForgeRequest(
      "find the app's installation", "\(repository)",
      url: "\(addresses.rest)/repos/\(Address.escape(repository.owner))/"
        + "\(Address.escape(repository.name))/installation")
    let found = try await GitHubAnswer(transport.fetch(request).json, request, transport)
      .integer("id")
    installation = found
    return found
  }
}

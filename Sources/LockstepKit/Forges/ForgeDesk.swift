internal import LockstepCore
package import LockstepFleet
package import LockstepForges
package import LockstepSystem
internal import Synchronization

/// Finds the forge of a repository by the address that it is cloned from.
///
/// All work of this process for one identity on one forge shares one budget. No token is looked for
/// before one is needed.
package final class ForgeDesk: Sendable {
  /// A repository on its forge.
  package struct Place: Sendable {
    /// The forge.
    package let forge: SteadyForge
    /// Where the repository is on it.
    package let path: ForgePath
  }

  /// Who speaks to which forge.
  private struct Account: Hashable {
    var service: String
    /// The owner that an app is installed for; empty for a token, which is for all.
    var owner: String
  }

  private struct Means {
    var scheduler: ForgeScheduler
    var credential: ForgeCredential
  }

  private static let userAgent = "lockstep"

  private let services: [String: Configuration.Service]
  private let host: Host
  private let http: HTTP
  private let means = Mutex<[Account: Means]>([:])

  /// Knows the public forges, and those of `services`.
  package init(services: [String: Configuration.Service], host: Host, http: HTTP = .live) {
    self.services = services
    self.host = host
    self.http = http.reporting(to: host.faults)
  }

  /// Returns where a repository is; `nil` where its address is of no forge that is known.
  package func place(
    of address: String, _ priority: ForgePriority = .ordinary
  ) throws -> Place? {
    guard let clone = CloneAddress(address) else { return nil }
    let found: (forge: any Forge, path: ForgePath)?
    switch service(of: clone.host) {
    case "github"?:
      found = try clone.shortPath.map { (try github(for: $0, priority), $0) }
    case "gitlab"?: found = path(of: clone, on: "gitlab").map { (gitlab(priority), $0) }
    case "gitea"?: found = clone.shortPath.map { (gitea(clone.host, priority), $0) }
    default: found = nil
    }
    return found.map { Place(forge: SteadyForge($0.forge, clock: host.clock), path: $0.path) }
  }

  /// Returns the forge that a service's name in the configuration stands for.
  ///
  /// - Parameters:
  ///   - owner: Whose repositories are asked about.
  ///   - known: The address of one of them, where one is known: a GitHub App is found by it.
  /// - Throws: An explained error where its address is not known.
  package func forge(
    _ service: String, for owner: String, knowing known: String? = nil,
    _ priority: ForgePriority = .background
  ) throws -> SteadyForge {
    let forge: any Forge
    switch service {
    case "github":
      // An app is installed for an owner as a whole; which of the repositories is named does not matter.
      let path = known.flatMap { CloneAddress($0)?.shortPath }.flatMap {
        $0.owner == owner ? $0 : nil
      }
      forge = try github(for: try path ?? ForgePath(parsing: "\(owner)/.github"), priority)
    case "gitlab": forge = gitlab(priority)
    default:
      guard let rest = services[service]?.rest, let name = ServiceHost.name(of: rest) else {
        throw ExplainedFailure(
          "no address is known for `\(service)`",
          hints: ["name it under [services] in lockstep.toml: `\(service) = { rest = \"…\" }`"],
          exitStatus: .configuration)
      }
      forge = gitea(name, priority)
    }
    return SteadyForge(
      forge, clock: host.clock, patience: SteadyForge.Patience(attempts: 3))
  }

  /// Where the token comes from for a repository, in words; `nil` where there is none, or no forge.
  package func tokenSource(for address: String) async throws -> String? {
    guard let clone = CloneAddress(address), let names = variables(for: clone.host) else {
      return nil
    }
    if service(of: clone.host) == "github", let app = host.environment["LOCKSTEP_GITHUB_APP_ID"],
      !app.isEmpty
    {
      return "the GitHub App \(app)"
    }
    return try await TokenSearch(host: host).find(in: names, orFor: web(of: clone.host))
      .map { "\($0.source)" }
  }

  /// The variables that a token for a repository is looked for in; `nil` where its forge is not known.
  package func variables(for address: CloneAddress) -> [String]? { variables(for: address.host) }

  private func variables(for name: String) -> [String]? {
    switch service(of: name) {
    case "github"?:
      TokenVariables.github(
        host: name == "ssh.github.com" ? "github.com" : name, environment: host.environment)
    case "gitlab"?: TokenVariables.gitlab
    case "gitea"?: TokenVariables.gitea
    default: nil
    }
  }

  /// The address that git's helpers know the forge on `name` by.
  private func web(of name: String) -> String {
    let service = service(of: name)
    guard let rest = service.flatMap({ services[$0]?.rest }) else {
      return "https://\(name == "ssh.github.com" ? "github.com" : name)"
    }
    return service == "github" ? GitHubForge.Addresses(rest: rest, graphql: rest).web : rest
  }

  /// What the repositories of a service of one's own are cloned below: its address without that of the
  /// interface, unless another one is configured.
  private func cloneBase(of service: String) -> String? {
    if let git = services[service]?.git { return Address.base(git) }
    guard let rest = services[service]?.rest.map(Address.base) else { return nil }
    let interface = service == "gitlab" ? "/api/v4" : "/api/v1"
    return rest.hasSuffix(interface) ? String(rest.dropLast(interface.count)) : rest
  }

  /// The path of a repository on a forge that may lie below a folder of its server, as many a GitLab
  /// does: there the folder is no group.
  private func path(of clone: CloneAddress, on service: String) -> ForgePath? {
    guard let base = cloneBase(of: service), let origin = ForgeTransport.origin(of: base) else {
      return clone.path
    }
    let folder = base.dropFirst(origin.count).drop { $0 == "/" }
    let path = "\(clone.path)"
    // Over ssh the folder is no part of the path.
    guard !folder.isEmpty, path.hasPrefix("\(folder)/") else { return clone.path }
    return try? ForgePath(parsing: path.dropFirst(folder.count + 1))
  }

  /// The service whose repositories are on `name`.
  private func service(of name: String) -> String? {
    for service in ["github", "gitlab", "gitea"] {
      guard let own = services[service], let rest = own.rest else { continue }
      let web =
        service == "github" ? GitHubForge.Addresses(rest: rest, graphql: rest).web : rest
      let names = [web, own.git].compactMap { $0.flatMap(ServiceHost.name) }
      if names.contains(name) { return service }
    }
    return switch name {
    case "github.com", "ssh.github.com": "github"
    case "gitlab.com": "gitlab"
    case "codeberg.org", "gitea.com": "gitea"
    default: nil
    }
  }

  private func github(
    for path: ForgePath, _ priority: ForgePriority
  ) throws -> GitHubForge {
    let own = services["github"]
    let rest = own?.rest ?? GitHubForge.Addresses.github.rest
    let addresses = GitHubForge.Addresses(
      rest: rest, graphql: own?.graphql ?? Self.graphql(beside: rest))
    let app = try AppIdentity(environment: host.environment) { file in
      guard let bytes = try Files.read(file, limit: 64 << 10) else {
        throw ExplainedFailure(
          "there is no private key of the GitHub App at `\(file)`", exitStatus: .configuration)
      }
      return bytes
    }
    let account = Account(service: "github", owner: app == nil ? "" : path.owner)
    let means = means(of: account, under: .github) {
      if let app {
        return InstallationTokens(
          of: app, for: path, addresses: addresses, userAgent: Self.userAgent, http: self.http,
          clock: self.host.clock
        ).credential
      }
      let web = addresses.web
      return self.token(
        in: TokenVariables.github(
          host: ServiceHost.name(of: web) ?? "", environment: self.host.environment), for: web)
    }
    return GitHubForge(
      addresses: addresses, userAgent: Self.userAgent, http: http, clock: host.clock,
      scheduler: means.scheduler, credential: means.credential, priority: priority)
  }

  private func gitlab(_ priority: ForgePriority) -> GitLabForge {
    let base = services["gitlab"]?.rest ?? GitLabForge.publicAddress
    let means = means(of: Account(service: "gitlab", owner: ""), under: .gitlab) {
      self.token(in: TokenVariables.gitlab, for: base)
    }
    return GitLabForge(
      base: base, userAgent: Self.userAgent, http: http, clock: host.clock,
      scheduler: means.scheduler, credential: means.credential, priority: priority)
  }

  private func gitea(_ name: String, _ priority: ForgePriority) -> GiteaForge {
    let base = services["gitea"]?.rest ?? "https://\(name)/api/v1"
    let account = Account(service: "gitea \(base)", owner: "")
    let means = means(of: account, under: .unlimited) {
      self.token(in: TokenVariables.gitea, for: base)
    }
    return GiteaForge(
      base: base, userAgent: Self.userAgent, http: http, clock: host.clock,
      scheduler: means.scheduler, credential: means.credential, priority: priority)
  }

  /// The GraphQL interface beside a REST interface, as GitHub's own servers have it.
  private static func graphql(beside rest: String) -> String {
    let base = Address.base(rest)
    return base.hasSuffix("/api/v3") ? base.dropLast("/v3".count) + "/graphql" : "\(base)/graphql"
  }

  private func token(in variables: [String], for address: String) -> ForgeCredential {
    let search = TokenSearch(host: host)
    return FoundToken { try await search.find(in: variables, orFor: address)?.token }.credential
  }

  private func means(
    of account: Account, under limits: ForgeLimits, credential: () -> ForgeCredential
  ) -> Means {
    means.withLock { all in
      if let known = all[account] { return known }
      let new = Means(
        scheduler: ForgeScheduler(limits, clock: host.clock), credential: credential())
      all[account] = new
      return new
    }
  }
}

extension HTTP {
  /// The same, with places around each change at which a crash is interesting: before it is sent, and
  /// after it was carried out and before anybody heard of it.
  fileprivate func reporting(to faults: FaultPoints) -> HTTP {
    HTTP { request in
      guard !request.isReading else { return try await send(request) }
      faults.reached("forge:before")
      let response = try await send(request)
      faults.reached("forge:after")
      return response
    }
  }
}

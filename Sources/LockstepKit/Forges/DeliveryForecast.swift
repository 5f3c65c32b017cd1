internal import LockstepCore
internal import LockstepFleet
internal import LockstepForges
internal import LockstepGit

/// How long the pull requests of an operation take under their forge's limits.
enum DeliveryForecast {
  /// What is too short to be worth a line.
  private static let notable: Duration = .seconds(60)

  /// Returns a line about the pull requests for `names`, where they take long.
  ///
  /// Only GitHub allows so few that a fleet notices; it is told by the address.
  ///
  /// - Parameter addresses: Where those are that the configuration only names.
  static func remarks(
    for names: [RepositoryName], _ configuration: Configuration,
    at addresses: [RepositoryName: RemoteAddress] = [:]
  ) -> [String] {
    let names = Set(names)
    let desk = GitHubAddresses(configuration.services)
    let count = configuration.fleet.dependents.count { dependent in
      dependent.delivery == .pullRequest && names.contains(dependent.name)
        && (dependent.address ?? addresses[dependent.name]).map { desk.contain($0.text) } ?? false
    }
    let projection = ForgeProjection(of: count, by: .pullRequest)
    guard projection.duration > notable else { return [] }
    let time = Span.minutes((projection.duration.components.seconds + 59) / 60)
    let hourly = ForgeLimits.github.content.map(\.limit).max() ?? 0
    return [
      "opening \(counted(count, "pull request")) takes at least \(time): GitHub allows \(hourly) an "
        + "hour from one identity, one change a second"
    ]
  }
}

/// The addresses of GitHub, public and of one's own.
private struct GitHubAddresses {
  private let hosts: Set<String>

  init(_ services: [String: Configuration.Service]) {
    let own = services["github"]?.rest.flatMap {
      ServiceHost.name(of: GitHubForge.Addresses(rest: $0, graphql: $0).web)
    }
    hosts = Set(["github.com", "ssh.github.com"] + [own].compactMap { $0 })
  }

  func contain(_ address: String) -> Bool {
    CloneAddress(address).map { hosts.contains($0.host) } ?? false
  }
}

package import LockstepCore
package import LockstepSystem

/// Looks for the token of a service where people keep them: first the environment, then git's credential
/// helpers.
package struct TokenSearch: Sendable {
  /// Where a token was found; said to people instead of the token.
  package enum Source: Hashable, Sendable, CustomStringConvertible {
    /// In this variable.
    case variable(String)
    /// At the helpers of git.
    case git(host: String)

    /// In words: `GH_TOKEN`, `git's credential helper for github.com`.
    package var description: String {
      switch self {
      case .variable(let name): name
      case .git(let host): "git's credential helper for \(host)"
      }
    }
  }

  private let host: Host

  /// Looks on this machine.
  package init(host: Host) {
    self.host = host
  }

  /// Returns the token for a service, and where it was; `nil` where there is none.
  ///
  /// - Parameters:
  ///   - variables: The names to look under, the first that is set counts.
  ///   - address: The address that people clone from, which git's helpers know it by.
  package func find(
    in variables: [String], orFor address: String
  ) async throws -> (token: Secret, source: Source)? {
    if let (name, token) = TokenVariables.first(of: variables, in: host.environment) {
      return (token, .variable(name))
    }
    let git = GitCredential(processes: host.processes, environment: host.environment)
    guard let token = try await git.password(for: address) else { return nil }
    return (token, .git(host: ServiceHost.authority(of: address) ?? address))
  }
}

extension GitHubForge.Addresses {
  /// The address that repositories are cloned from: `https://github.com`, or the server of one's own.
  package var web: String {
    guard let origin = ForgeTransport.origin(of: rest) else { return rest }
    guard origin.hasPrefix("https://api.") else { return origin }
    // `api.github.com`, and `api.NAME.ghe.com` for companies on GitHub's own servers.
    return "https://" + origin.dropFirst("https://api.".count)
  }
}

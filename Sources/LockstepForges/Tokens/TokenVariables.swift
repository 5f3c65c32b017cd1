package import LockstepCore

/// The variables of the environment that hold the token of a service.
package enum TokenVariables {
  /// Those for GitHub, the first that is set counts.
  ///
  /// A token for github.com is not offered to another server: as GitHub's own tool has it, a server of
  /// one's own has variables of its own. Only inside a workflow, where `GITHUB_SERVER_URL` names the
  /// server, does `GITHUB_TOKEN` belong to that one.
  package static func github(
    host: String, environment: [String: String]
  ) -> [String] {
    if host == "github.com" || host.hasSuffix(".ghe.com") {
      return ["LOCKSTEP_GITHUB_TOKEN", "GH_TOKEN", "GITHUB_TOKEN"]
    }
    let own = ["LOCKSTEP_GITHUB_TOKEN", "GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"]
    let server = environment["GITHUB_SERVER_URL"].flatMap { ServiceHost.name(of: $0) }
    return server == host ? own + ["GITHUB_TOKEN"] : own
  }

  /// Those for GitLab.
  package static let gitlab = ["LOCKSTEP_GITLAB_TOKEN", "GITLAB_TOKEN"]
  /// Those for Gitea and Forgejo.
  package static let gitea = ["LOCKSTEP_GITEA_TOKEN", "GITEA_TOKEN", "FORGEJO_TOKEN"]

  /// Returns the first of `names` that is set, with its value; one of blanks or with a line end is none.
  package static func first(
    of names: [String], in environment: [String: String]
  ) -> (name: String, token: Secret)? {
    for name in names {
      guard let value = environment[name], !value.isEmpty,
        value.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f })
      else { continue }
      return (name, Secret(value))
    }
    return nil
  }
}

/// The server of an address.
package enum ServiceHost {
  /// Returns the host of an address, in lower case, without the port; `nil` where there is none.
  package static func name(of address: String) -> String? {
    authority(of: address).map { host in
      host.split(separator: ":", maxSplits: 1).first.map(String.init) ?? host
    }
  }

  /// Returns the host with the port where one stands in the address, as git's credential helpers are asked.
  package static func authority(of address: String) -> String? {
    ForgeTransport.origin(of: address).flatMap { origin in
      origin.split(separator: "/").last.map(String.init)
    }
  }
}

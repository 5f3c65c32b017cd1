/// The environment of cargo's processes: a list of what is let through, not of what is taken out.
///
/// A build runs code of many strangers (build scripts, procedural macros, tests), so a build sees no
/// token, no agent and nothing else that the user's shell happens to hold. What is no build runs none of
/// theirs: there the compiler is the toolchain's own, whatever wrapper a repository's settings name.
package struct CargoEnvironment: Sendable {
  /// What a run is for.
  package enum Purpose: Sendable {
    /// Asks cargo about itself.
    case reading
    /// Resolves or fetches; runs no code of a package, so git may use the user's agent.
    case resolving
    /// Compiles and runs code of packages.
    case building
    /// Changes a registry; runs no code of a package, so it may see the registry's token.
    case publishing
  }

  private let outer: [String: String]

  package init(_ outer: [String: String]) {
    self.outer = outer
  }

  /// The complete environment of one run.
  ///
  /// `extra` is added last; variables that look like secrets are dropped from it too, except when
  /// publishing.
  package func variables(
    for purpose: Purpose, adding extra: [String: String] = [:]
  ) -> [String: String] {
    var variables = outer.filter { Self.passes($0.key, purpose) }
    for (key, value) in extra where purpose == .publishing || !Self.isSecret(key) {
      variables[key] = value
    }
    if purpose != .building {
      // Cargo asks the compiler about itself even where it only resolves.
      variables["RUSTC"] = "rustc"
      variables["RUSTC_WRAPPER"] = ""
      variables["RUSTC_WORKSPACE_WRAPPER"] = ""
    }
    variables["LC_ALL"] = "C"
    variables["CARGO_TERM_COLOR"] = "never"
    variables["CARGO_TERM_PROGRESS_WHEN"] = "never"
    return variables
  }

  private static let always: Set<String> = [
    "PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "CARGO_HOME", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN",
    "RUSTUP_AUTO_INSTALL", "RUSTUP_DIST_SERVER", "RUSTUP_UPDATE_ROOT", "RUST_BACKTRACE",
    "SSL_CERT_FILE", "SSL_CERT_DIR", "SDKROOT", "DEVELOPER_DIR", "MACOSX_DEPLOYMENT_TARGET",
    "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "XDG_CONFIG_HOME",
    "SystemRoot",
  ]

  private static let proxies: Set<String> = ["http_proxy", "https_proxy", "all_proxy", "no_proxy"]

  /// Where cargo takes its sources from, and over what connection: `CARGO_NET_OFFLINE`,
  /// `CARGO_HTTP_CAINFO`, `CARGO_REGISTRIES_X_INDEX`, `CARGO_SOURCE_X_DIRECTORY`.
  private static let prefixes = [
    "CARGO_NET_", "CARGO_HTTP_", "CARGO_REGISTRIES_", "CARGO_REGISTRY_", "CARGO_SOURCE_",
  ]

  private static func passes(_ key: String, _ purpose: Purpose) -> Bool {
    if purpose != .building, ["SSH_AUTH_SOCK", "GIT_SSH_COMMAND", "GIT_SSH"].contains(key) {
      return true
    }
    if isSecret(key) { return false }
    if key.uppercased().hasSuffix("CREDENTIAL_PROVIDER")
      || key.uppercased().hasSuffix("CREDENTIAL_PROVIDERS")
    {
      return purpose != .building
    }
    return always.contains(key) || proxies.contains(key.lowercased())
      || prefixes.contains { key.hasPrefix($0) }
  }

  /// Whether a variable's name says that its value is a secret.
  package static func isSecret(_ key: String) -> Bool {
    let key = key.uppercased()
    if key.hasSuffix("CREDENTIAL_PROVIDER") || key.hasSuffix("CREDENTIAL_PROVIDERS") {
      return false
    }
    return ["TOKEN", "SECRET", "PASSWORD", "PASSWD", "CREDENTIAL", "PRIVATE_KEY", "API_KEY"]
      .contains { key.contains($0) }
  }

  /// The variable from which cargo takes the token of a named registry.
  package static func tokenVariable(of registry: String) -> String {
    registry == "crates-io"
      ? "CARGO_REGISTRY_TOKEN" : "CARGO_REGISTRIES_\(environmentName(registry))_TOKEN"
  }

  /// The variable that names the program which hands out a registry's token.
  static func providerVariable(of registry: String) -> String {
    registry == "crates-io"
      ? "CARGO_REGISTRY_CREDENTIAL_PROVIDER"
      : "CARGO_REGISTRIES_\(environmentName(registry))_CREDENTIAL_PROVIDER"
  }

  /// The variable that names the index of a registry.
  package static func indexVariable(of registry: String) -> String {
    "CARGO_REGISTRIES_\(environmentName(registry))_INDEX"
  }

  /// A configuration key as cargo spells it in a variable's name.
  static func environmentName(_ key: String) -> String {
    String(key.uppercased().map { $0 == "-" || $0 == "." ? "_" : $0 })
  }
}

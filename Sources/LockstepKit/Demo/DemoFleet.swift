package import LockstepSystem

/// A scratch fleet of real repositories: a small Rust foundation and the crates that depend on it.
///
/// Everything lies in one folder: bare origins in `origins/`, working clones of them side by side in
/// `clones/`, a file registry in Cargo's local-registry layout in `registry/`, and a home for git and
/// Cargo that nobody else uses. The contents, authors and dates are fixed, so that the same folder
/// gets the same commits each time.
package struct DemoFleet: Sendable {
  /// The fleet's folder, absolute and without links.
  package let directory: String

  /// What is true of the fleet by construction.
  package let facts: Facts

  /// The host in whose environment the fleet's git and Cargo run, and every command on it should:
  /// the user's configuration, credentials and caches are out of reach.
  package let host: Host

  init(directory: String, facts: Facts, host: Host) {
    self.directory = directory
    self.facts = facts
    self.host = host
  }

  var places: DemoPlaces { DemoPlaces(directory: directory) }

  /// The foundation's working clone: where a release engineer would stand.
  package var foundationClone: String { clone(of: facts.foundation) }

  /// The folder that the foundation is published into.
  package var registry: String { places.registry }

  /// Returns the working clone of the repository `name`.
  package func clone(of name: String) -> String { places.clone(of: name) }

  /// Returns the bare repository that the clone `name` fetches from and pushes to.
  package func origin(of name: String) -> String { places.origin(of: name) }

  /// Returns the address under which clones, manifests and lock files name the origin of `name`.
  package func originURL(of name: String) -> String { places.originURL(of: name) }

  /// Returns `host` with an environment in which git and Cargo see nothing of the user's.
  static func host(_ host: Host, in places: DemoPlaces) -> Host {
    var environment = host.environment.filter { name, _ in
      !["GIT_", "CARGO_", "RUSTC", "RUSTDOC", "RUSTFLAGS", "XDG_"].contains { name.hasPrefix($0) }
    }
    // Where rustup keeps its toolchains is asked of the real home; everything else is not.
    if environment["RUSTUP_HOME"] == nil, let home = environment["HOME"] {
      environment["RUSTUP_HOME"] = "\(home)/.rustup"
    }
    environment["HOME"] = "\(places.directory)/home"
    environment["CARGO_HOME"] = places.cargoHome
    environment["LOCKSTEP_CACHE"] = "\(places.directory)/cache"
    environment["GIT_CONFIG_GLOBAL"] = "/dev/null"
    environment["GIT_CONFIG_NOSYSTEM"] = "1"
    environment["GIT_TERMINAL_PROMPT"] = "0"
    var own = host
    own.environment = environment
    own.workingDirectory = places.clone(of: DemoFoundation.name)
    return own
  }
}

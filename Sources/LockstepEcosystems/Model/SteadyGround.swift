package import LockstepSystem

/// Where a build in a sandbox finds everything at paths that are the same for every folder that is
/// built, in whatever world, and from run to run.
///
/// Compilers and build tools write paths into what they make, and take a package whose path has changed
/// for another one. On steady ground a package that was compiled for one dependent is up to date for the
/// next one too.
package struct SteadyGround: Hashable, Sendable {
  /// What the build sees.
  package var profile: SandboxProfile
  /// Where the build finds its target folder.
  package var target: String
  /// Settings for the tool that come after all others.
  package var configuration: [String]
  package var environment: [String: String]
  /// Whence packages are taken: what was compiled on two grounds can be shared only where this is the
  /// same.
  package var sources: String
  /// Whether nothing that the built folder itself says can decide what a package's sources are, or
  /// start a program: only then is what is compiled on this ground of use to others.
  package var isPlain: Bool

  package init(
    profile: SandboxProfile, target: String, configuration: [String],
    environment: [String: String], sources: String, isPlain: Bool
  ) {
    self.profile = profile
    self.target = target
    self.configuration = configuration
    self.environment = environment
    self.sources = sources
    self.isPlain = isPlain
  }
}

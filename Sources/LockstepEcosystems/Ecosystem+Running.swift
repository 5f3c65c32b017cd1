package import LockstepCore
package import LockstepSystem

/// Which compilation is asked for.
package enum CompileCommand: String, Hashable, Sendable, Codable {
  case check, build, test
  /// Builds what ``test`` would run, all that can be built, and runs none of it; what is meant for
  /// benchmarks alone is left out.
  case testPrograms
  /// Everything that the linter says is an error.
  case lint
  /// Builds the benchmark programs and runs none of them.
  case benchmarks
}

/// Which packages of a folder a compilation covers.
package enum PackageSelection: Hashable, Sendable, Codable {
  /// What the tool takes by itself: the package of the folder, or the workspace's default members.
  case standard
  case workspace
  case packages([String])
}

/// Which features a compilation enables.
package enum FeatureSelection: Hashable, Sendable, Codable {
  case standard
  case all
  /// Exactly these, and the default ones only if `withDefaults` is set.
  case only([String], withDefaults: Bool)
}

/// One compilation of a folder, as values.
package struct CompileRequest: Hashable, Sendable {
  /// The folder to run in; the tool's configuration is looked up from here.
  package var folder: String
  package var command: CompileCommand
  /// The manifest to build, when it is not the folder's own.
  package var manifestPath: String?
  package var selection: PackageSelection
  package var features: FeatureSelection
  /// Whether the lock file has to stand as it is.
  package var locked: Bool
  package var offline: Bool
  package var allTargets: Bool
  /// Whether independent parts go on after a failure, so that every failure is seen.
  package var keepGoing: Bool
  package var targetDirectory: String?
  package var jobs: Int?
  package var timeout: Duration?
  /// Settings that override the folder's configuration, each one `key=value` in TOML.
  package var configuration: [String]
  /// Variables that are set beside the scrubbed environment; secrets among them are dropped.
  package var environment: [String: String]
  /// A folder for a small program through which every test program is run, so that each test is known
  /// by the program that it is in. Without it two tests of one name cannot be told apart.
  package var suiteFolder: String?

  package init(
    folder: String,
    command: CompileCommand,
    manifestPath: String? = nil,
    selection: PackageSelection = .standard,
    features: FeatureSelection = .standard,
    locked: Bool = false,
    offline: Bool = false,
    allTargets: Bool = false,
    keepGoing: Bool = false,
    targetDirectory: String? = nil,
    jobs: Int? = nil,
    timeout: Duration? = nil,
    configuration: [String] = [],
    environment: [String: String] = [:],
    suiteFolder: String? = nil
  ) {
    self.suiteFolder = suiteFolder
    self.folder = folder
    self.command = command
    self.manifestPath = manifestPath
    self.selection = selection
    self.features = features
    self.locked = locked
    self.offline = offline
    self.allTargets = allTargets
    self.keepGoing = keepGoing
    self.targetDirectory = targetDirectory
    self.jobs = jobs
    self.timeout = timeout
    self.configuration = configuration
    self.environment = environment
  }
}

/// The running half of an ecosystem: what needs the ecosystem's own tool.
package protocol EcosystemRunner: Sendable {
  /// The tool's version line, such as `cargo 1.95.0 (…)`.
  func version() async throws -> String

  /// Compiles or tests a folder; a failure of the code, or of the run, is a result.
  func compile(_ request: CompileRequest) async throws -> BuildReport

  /// Makes the packages that a registry would be given.
  func package(_ request: PackageRequest) async throws -> [PackagedCrate]

  /// Gets what a build will need; runs no code of a package.
  func fetch(_ request: LockRequest, locked: Bool) async throws

  /// What the packages of a resolved build ask of `packages`.
  func requirements(of packages: [String], in request: LockRequest) async throws
    -> [StatedRequirement]

  /// Rewrites the lock file of a folder from its manifests.
  func generateLockfile(_ request: LockRequest) async throws

  /// What a build in `folder` has to see where programs are kept apart, beside what is given.
  func sandboxProfile(for folder: String, writable: [String], readable: [String]) throws
    -> SandboxProfile

  /// A ground on which builds of different folders, and in different worlds, find everything at the
  /// same paths, so that one can go on from what another one compiled.
  ///
  /// - Parameters:
  ///   - folder: What is built; the tool's configuration is looked up from here.
  ///   - checkout: The outermost folder that holds files of repositories.
  ///   - target: The folder, empty or prepared, that the build writes to.
  ///   - profile: What the build has to see beside it.
  /// - Returns: nil where there is no such ground; the build then runs where it stands.
  func steadyGround(
    for folder: String, within checkout: String, target: String, in profile: SandboxProfile
  ) throws -> SteadyGround?

  /// Moves the named packages in the lock file, to exactly `precise` where that is given.
  func update(_ packages: [String], precise: Version?, in request: LockRequest) async throws
}

extension EcosystemRunner {
  package func steadyGround(
    for folder: String, within checkout: String, target: String, in profile: SandboxProfile
  ) throws -> SteadyGround? { nil }
}

/// What one package of a resolved build asks of another one.
package struct StatedRequirement: Hashable, Sendable {
  /// The package that asks.
  package var package: String
  /// The package that is asked for.
  package var dependency: String
  /// The versions that are admitted; nil where what is written could not be read.
  package var requirement: Requirement?
  package var isFromRegistry: Bool

  package init(
    package: String, dependency: String, requirement: Requirement?, isFromRegistry: Bool
  ) {
    self.package = package
    self.dependency = dependency
    self.requirement = requirement
    self.isFromRegistry = isFromRegistry
  }
}

/// One run that changes a lock file, as values.
package struct LockRequest: Hashable, Sendable {
  package var folder: String
  package var manifestPath: String?
  package var offline: Bool
  package var timeout: Duration?
  /// Settings that override the folder's configuration, each one `key=value` in TOML.
  package var configuration: [String]

  package init(
    folder: String, manifestPath: String? = nil, offline: Bool = false, timeout: Duration? = nil,
    configuration: [String] = []
  ) {
    self.folder = folder
    self.manifestPath = manifestPath
    self.offline = offline
    self.timeout = timeout
    self.configuration = configuration
  }
}

/// One packaging run, as values.
package struct PackageRequest: Hashable, Sendable {
  package var folder: String
  package var manifestPath: String?
  /// The packages to make, in the order in which they are to be published; empty: the folder's own.
  package var packages: [String]
  /// The named registry that they are for; absent for the tool's default.
  package var registry: String?
  /// Whether each package is unpacked and built once more.
  package var verify: Bool
  package var locked: Bool
  package var offline: Bool
  package var allowDirty: Bool
  package var targetDirectory: String?
  package var timeout: Duration?
  package var configuration: [String]

  package init(
    folder: String, manifestPath: String? = nil, packages: [String] = [], registry: String? = nil,
    verify: Bool = true, locked: Bool = false, offline: Bool = false, allowDirty: Bool = false,
    targetDirectory: String? = nil, timeout: Duration? = nil, configuration: [String] = []
  ) {
    self.folder = folder
    self.manifestPath = manifestPath
    self.packages = packages
    self.registry = registry
    self.verify = verify
    self.locked = locked
    self.offline = offline
    self.allowDirty = allowDirty
    self.targetDirectory = targetDirectory
    self.timeout = timeout
    self.configuration = configuration
  }
}

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

/// The identity of a package in a build: its name, its version and where its source came from.
package struct PackageIdentifier: Hashable, Sendable, Codable {
  /// As the tool wrote it.
  package var text: String
  package var name: String
  package var version: Version?
  /// The source without its version, such as `registry+https://…`, `git+file:///…?tag=v1`,
  /// or `path+file:///…`.
  package var source: String

  package init(text: String, name: String, version: Version?, source: String) {
    self.text = text
    self.name = name
    self.version = version
    self.source = source
  }
}

/// One error of a compiler.
package struct CompilerError: Hashable, Sendable, Codable {
  /// The compiler's code (`E0308`) or the lint's name; absent for errors without one.
  package var code: String?
  package var message: String
  /// Relative to the package's workspace where the compiler says so, else absolute.
  package var file: String?
  package var line: Int?
  package var column: Int?
  package var package: PackageIdentifier
  /// The message as the compiler shows it.
  package var rendered: String
  /// What the message and its notes point at.
  package var mentions: [Mention]
  /// Whether the error is in code that is compiled for tests, benchmarks or examples alone.
  package var isInTestsOnly: Bool

  /// A stretch of source that a message points at.
  package struct Mention: Hashable, Sendable, Codable {
    /// As the compiler names it.
    package var file: String
    package var line: Int
    /// What is underlined, of the first line.
    package var text: String
    /// What stands before it in the same line.
    package var lead: String
    /// What is said beside the underline.
    package var label: String?
    /// Whether it is where the error is, not what belongs to it.
    package var isPrimary: Bool
    /// Whether it stands in a note to the message.
    package var isNote: Bool

    package init(
      file: String, line: Int, text: String, lead: String = "", label: String?, isPrimary: Bool,
      isNote: Bool
    ) {
      self.file = file
      self.line = line
      self.text = text
      self.lead = lead
      self.label = label
      self.isPrimary = isPrimary
      self.isNote = isNote
    }
  }

  package init(
    code: String?, message: String, file: String?, line: Int?, column: Int?,
    package: PackageIdentifier, rendered: String, mentions: [Mention] = [],
    isInTestsOnly: Bool = false
  ) {
    self.code = code
    self.message = message
    self.file = file
    self.line = line
    self.column = column
    self.package = package
    self.rendered = rendered
    self.mentions = mentions
    self.isInTestsOnly = isInTestsOnly
  }
}

/// One thing that was built: the proof of which package was in a build.
package struct BuiltArtifact: Hashable, Sendable, Codable {
  package var package: PackageIdentifier
  package var manifestPath: String
  package var target: String
  package var kinds: [String]
  /// Whether the artifact was there already, from an earlier build in the same folder.
  package var fresh: Bool
  /// The program that was made, where it is one.
  package var executable: String?
  /// The files that were made; a build script that ran stands here with the folder of its output.
  package var files: [String]

  package init(
    package: PackageIdentifier, manifestPath: String, target: String, kinds: [String], fresh: Bool,
    executable: String? = nil, files: [String] = []
  ) {
    self.files = files
    self.package = package
    self.manifestPath = manifestPath
    self.target = target
    self.kinds = kinds
    self.fresh = fresh
    self.executable = executable
  }
}

/// What kept a compilation from giving a verdict about the code.
package struct Obstacle: Hashable, Sendable, Codable {
  package enum Kind: String, Hashable, Sendable, Codable {
    case lockOutOfDate, dependencyNotFound, noNetwork, invalidManifest, toolMissing
    case killed, outOfSpace, timedOut, other
  }

  package var kind: Kind
  /// The tool's own words, or ours where it had none.
  package var message: String

  package init(kind: Kind, message: String) {
    self.kind = kind
    self.message = message
  }
}

/// What a compilation says about the code.
package enum BuildOutcome: Hashable, Sendable, Codable {
  case succeeded
  /// The code does not compile, its build script fails, or its tests fail.
  case failed
  /// Nothing was learnt about the code.
  case couldNotRun(Obstacle)
}

extension BuiltArtifact {
  /// The kind of what a build script left: its package's code ran.
  package static let ranScript = "ran-script"

  /// Whether code of the package ran, or runs, while others are built.
  package var runs: Bool {
    kinds.contains { $0 == Self.ranScript || $0 == "custom-build" || $0 == "proc-macro" }
  }
}

/// The result of one compilation.
package struct BuildReport: Hashable, Sendable {
  package var outcome: BuildOutcome
  package var errors: [CompilerError]
  package var artifacts: [BuiltArtifact]
  package var tests: TestTally
  /// The tests one by one, in the order in which they were reported.
  package var cases: [TestCase]
  package var warnings: Int
  package var duration: Duration
  /// The command as it ran, without its environment.
  package var command: [String]
  /// What people read: the tool's progress and the compiler's messages; bounded.
  package var log: String

  package init(
    outcome: BuildOutcome, errors: [CompilerError] = [], artifacts: [BuiltArtifact] = [],
    tests: TestTally = TestTally(), cases: [TestCase] = [], warnings: Int = 0,
    duration: Duration = .zero, command: [String] = [], log: String = ""
  ) {
    self.cases = cases
    self.outcome = outcome
    self.errors = errors
    self.artifacts = artifacts
    self.tests = tests
    self.warnings = warnings
    self.duration = duration
    self.command = command
    self.log = log
  }
}

/// The tests that a run reported.
package struct TestTally: Hashable, Sendable, Codable {
  package var passed: Int
  package var ignored: Int
  /// The names of the failed ones, in the order in which they were reported.
  package var failed: [String]

  package init(passed: Int = 0, ignored: Int = 0, failed: [String] = []) {
    self.passed = passed
    self.ignored = ignored
    self.failed = failed
  }
}

/// One test as its program reported it.
package struct TestCase: Hashable, Sendable, Codable {
  /// What became of a test.
  package enum Outcome: String, Hashable, Sendable, Codable {
    case passed, failed, ignored
  }

  /// The program that the test is in, the same after every build: `core`, `core (test api)`,
  /// `core (doc)`; empty where it is not known.
  package var suite: String
  package var name: String
  package var outcome: Outcome

  package init(suite: String, name: String, outcome: Outcome) {
    self.suite = suite
    self.name = name
    self.outcome = outcome
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

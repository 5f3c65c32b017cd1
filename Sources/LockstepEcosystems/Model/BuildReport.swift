package import LockstepCore

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

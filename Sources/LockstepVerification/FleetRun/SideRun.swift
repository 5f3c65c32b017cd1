package import LockstepEcosystems

/// One side of a comparison.
package enum FleetSide: String, Codable, Hashable, Sendable, CaseIterable {
  case baseline, candidate
}

/// What one run of a dependent's build and tests said, on one side.
package struct SideRun: Codable, Hashable, Sendable {
  /// How the run ended.
  package enum Ending: Codable, Hashable, Sendable {
    /// It came to its end; what failed stands in the run.
    case finished
    /// It took longer than it was allowed to.
    case timedOut
    /// It took more memory than it was allowed to.
    case outOfMemory
    /// Something else was in the way, and nothing was learnt about the code.
    case trouble(String)

    /// Whether a bound was met that the other side may keep.
    var isBound: Bool { self == .timedOut || self == .outOfMemory }
  }

  package var ending: Ending
  /// The compiler's errors, each once, in the order in which they came.
  package var errors: [FailedCompile]
  /// What became of each test.
  package var tests: [TestName: TestCase.Outcome]
  /// Why the run does not prove anything about its side, where it does not; for instance that another
  /// version was built.
  package var doubt: String?
  /// Whose requirements keep the side's version out of the build, where it is not in it.
  package var heldBack: [String]
  package var seconds: Double
  /// Where what the tools printed is kept.
  package var log: String?

  package init(
    ending: Ending = .finished, errors: [FailedCompile] = [],
    tests: [TestName: TestCase.Outcome] = [:], doubt: String? = nil, heldBack: [String] = [],
    seconds: Double = 0, log: String? = nil
  ) {
    self.heldBack = heldBack
    self.ending = ending
    self.errors = errors
    self.tests = tests
    self.doubt = doubt
    self.seconds = seconds
    self.log = log
  }

  /// The tests that failed.
  package var failed: Set<TestName> {
    Set(tests.lazy.filter { $0.value == .failed }.map(\.key))
  }

  /// Whether everything compiled and no test failed.
  package var isClean: Bool { errors.isEmpty && failed.isEmpty }

  /// What was wrong, by what makes it the same on both sides.
  var failures: Set<Failure> {
    Set(errors.map { .compile($0.key) }).union(failed.map(Failure.test))
  }
}

/// One thing that a run found wrong, as it is compared between two runs.
package enum Failure: Codable, Hashable, Sendable {
  case compile(FailedCompile.Key)
  case test(TestName)
}

/// One error of the compiler in a dependent's run.
package struct FailedCompile: Codable, Hashable, Sendable {
  /// What makes two errors the same: where lines stand moves with the smallest edit of a lock or a
  /// requirement, but one side's sources are the other's.
  package struct Key: Codable, Hashable, Sendable {
    package var package: String
    package var file: String?
    package var line: Int?
    package var code: String?
    package var message: String

    package init(package: String, file: String?, line: Int?, code: String?, message: String) {
      self.package = package
      self.file = file
      self.line = line
      self.code = code
      self.message = message
    }
  }

  package var key: Key
  package var column: Int?

  package init(key: Key, column: Int? = nil) {
    self.key = key
    self.column = column
  }

  /// Takes in an error as the compiler told it.
  package init(_ error: CompilerError) {
    self.init(
      key: Key(
        package: error.package.name, file: error.file, line: error.line, code: error.code,
        message: error.message),
      column: error.column)
  }
}

/// A test's name that is the same on both sides and after every build.
package struct TestName: Codable, Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The program that it is in: `core`, `core (test api)`, `core (doc)`.
  package var suite: String
  package var name: String

  package init(suite: String, name: String) {
    self.suite = suite
    self.name = name
  }

  package var description: String { suite.isEmpty ? name : "\(suite): \(name)" }

  package static func < (left: TestName, right: TestName) -> Bool {
    (left.suite, left.name) < (right.suite, right.name)
  }
}

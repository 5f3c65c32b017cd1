/// The features of one package: their names, and what each of them switches on.
package struct FeatureTable: Hashable, Sendable {
  /// What each feature switches on, as the manifest says it: `other`, `dep:name`, `name/feature`.
  package var entries: [String: [String]]

  package init(_ entries: [String: [String]]) {
    self.entries = entries
  }

  /// The features in the order of their names, without the one that stands for the defaults.
  package var names: [String] { entries.keys.filter { $0 != Self.defaultName }.sorted() }

  /// The feature that is on unless it is switched off.
  package static let defaultName = "default"

  /// Everything that is on when `names` are switched on.
  ///
  /// Two selections with the same result build the same program.
  package func closure(of names: [String], withDefaults: Bool) -> Set<String> {
    var open = names + (withDefaults && entries[Self.defaultName] != nil ? [Self.defaultName] : [])
    var reached: Set<String> = []
    while let name = open.popLast() {
      guard reached.insert(name).inserted else { continue }
      open += entries[name] ?? []
    }
    // The defaults are only a name for what they switch on.
    return reached.subtracting([Self.defaultName])
  }
}

/// What a formatter says about the sources of a folder.
package struct FormatReport: Hashable, Sendable {
  package var outcome: BuildOutcome
  /// The files that it would change, relative to the folder.
  package var files: [String]
  package var log: String

  package init(outcome: BuildOutcome, files: [String] = [], log: String = "") {
    self.outcome = outcome
    self.files = files
    self.log = log
  }
}

/// The output of a tool that may be missing.
package enum ToolAnswer: Hashable, Sendable {
  /// What the tool wrote, whatever its exit status said about the code.
  case output([UInt8], succeeded: Bool)
  /// The tool is not there, or could not do its work.
  case obstacle(Obstacle)
}

/// The checking half of an ecosystem: what tells about the quality of code.
package protocol EcosystemChecker: EcosystemRunner {
  /// Asks the formatter what it would change; nothing is written.
  func checkFormat(of folder: String, timeout: Duration?) async throws -> FormatReport

  /// The features of `package`.
  func features(of package: String, in request: LockRequest) async throws -> FeatureTable

  /// Runs the tests of a folder and counts the lines that they reach: the tool's own JSON report.
  func coverage(_ request: CompileRequest) async throws -> ToolAnswer

  /// Looks the packages of a lock file up among the known advisories: the tool's own JSON report.
  ///
  /// - Parameters:
  ///   - database: A folder with the advisories; the tool's own where it is `nil`.
  ///   - fetching: Whether the tool first brings its own up to date.
  func advisories(
    forLock path: String, database: String?, fetching: Bool, timeout: Duration?
  ) async throws -> ToolAnswer

  /// The environment in which a program of the ecosystem's packages may run: nothing secret in it.
  func environment(adding extra: [String: String]) -> [String: String]
}

import LockstepCore
import LockstepEcosystems
import LockstepSystem

/// What a benchmark run counts.
package enum BenchmarkMeasure: String, Hashable, Sendable, Codable, CaseIterable {
  /// What the program itself says, as a rule time.
  case time
  /// The instructions that the program executes.
  case instructions
}

/// One program with benchmarks in it, built, on one side.
package struct BenchmarkProgram: Hashable, Sendable {
  /// What both sides call it: the target's name, or the command.
  package var title: String
  package var program: String
  package var arguments: [String]
  package var directory: String
  /// Variables beside the scrubbed environment.
  package var variables: [String: String]
  /// Whether it is a benchmark target of the build tool, whose harness knows `--bench`.
  package var isTarget: Bool

  package init(
    title: String, program: String, arguments: [String] = [], directory: String,
    variables: [String: String] = [:], isTarget: Bool
  ) {
    self.title = title
    self.program = program
    self.arguments = arguments
    self.directory = directory
    self.variables = variables
    self.isTarget = isTarget
  }

  /// The benchmark targets among what was built.
  static func targets(of report: BuildReport) -> [BenchmarkProgram] {
    report.artifacts.compactMap { artifact in
      guard artifact.kinds.contains("bench"), let path = artifact.executable else { return nil }
      let folder = Files.parent(of: artifact.manifestPath)
      return BenchmarkProgram(
        title: artifact.target, program: path, directory: folder,
        variables: [
          "CARGO_MANIFEST_DIR": folder, "CARGO_PKG_NAME": artifact.package.name,
          "CARGO_PKG_VERSION": artifact.package.version?.description ?? "",
        ], isTarget: true)
    }
  }

  /// A command of the configuration, run in `folder`; a relative path is looked up there.
  static func command(_ words: [String], in folder: String, target: String) -> BenchmarkProgram? {
    guard let program = words.first else { return nil }
    return BenchmarkProgram(
      title: words.joined(separator: " "),
      program: program.contains("/") ? Files.absolutePath(program, from: folder) : program,
      arguments: Array(words.dropFirst()), directory: folder,
      variables: ["CARGO_TARGET_DIR": target], isTarget: false)
  }
}

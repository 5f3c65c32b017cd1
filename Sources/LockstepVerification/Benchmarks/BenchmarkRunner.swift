import LockstepCore
package import LockstepSystem

/// Runs benchmark programs and reads their figures.
package struct BenchmarkRunner: Sendable {
  private let host: Host
  private let counter: InstructionCounter?
  private let environment: @Sendable ([String: String]) -> [String: String]
  private let scratch: String
  private let timeout: Duration

  /// - Parameters:
  ///   - counter: Counts instructions; `nil`: the programs' own figures are read.
  ///   - environment: Makes a complete, scrubbed environment out of what is added to it.
  ///   - scratch: A folder that the runs may write to.
  package init(
    host: Host, counter: InstructionCounter?, scratch: String, timeout: Duration,
    environment: @escaping @Sendable ([String: String]) -> [String: String]
  ) {
    self.host = host
    self.counter = counter
    self.environment = environment
    self.scratch = scratch
    self.timeout = timeout
  }

  /// What one run gave.
  enum Run: Sendable {
    case figures(BenchmarkFigures, isCriterion: Bool)
    /// The program failed by itself; its last words.
    case failed([String])
    /// Nothing was learnt.
    case trouble(String)
  }

  /// Runs `program` once.
  ///
  /// - Parameter isCriterion: What an earlier run of the same program has shown; then no time is spent
  ///   on plots that nobody looks at.
  func run(_ program: BenchmarkProgram, isCriterion: Bool = false) async throws -> Run {
    try await ScratchFolder.with(in: scratch, name: host.identifiers()) { folder in
      let home = Files.join(folder, "criterion")
      var variables = program.variables
      variables["CRITERION_HOME"] = home
      var arguments = program.arguments
      // Without `--bench` a harness runs every benchmark once, which is a fixed amount of work.
      if program.isTarget, counter == nil {
        arguments += ["--bench"] + (isCriterion ? ["--noplot"] : [])
      }
      var invocation = Invocation(
        program: program.program, arguments: arguments, environment: environment(variables),
        directory: program.directory, timeout: timeout, outputLimit: 64 << 20)
      if let counter { invocation = counter.counting(invocation, into: folder) }
      let result: ProcessResult
      do {
        result = try await host.processes.run(invocation)
      } catch let error as ProcessError {
        return .trouble(error.explanation.what)
      }
      if result.timedOut { return .trouble("it took longer than it was allowed to") }
      guard result.succeeded else {
        let said = (result.text + result.errorText).split(separator: "\n").suffix(12)
        return .failed(["it ended with \(result.termination.words)"] + said.map(String.init))
      }
      if let counter {
        let count = try counter.count(in: folder)
        return .figures(
          BenchmarkFigures([program.title: .init(count, "instructions")]), isCriterion: false)
      }
      let written = try BenchmarkFigures(criterion: home)
      if !written.figures.isEmpty { return .figures(written, isCriterion: true) }
      return .figures(BenchmarkFigures(printed: result.text), isCriterion: false)
    }
  }
}

extension ProcessResult.Termination {
  /// The end of a program in words.
  var words: String {
    switch self {
    case .exited(let status): "exit status \(status)"
    case .signalled(let signal): "signal \(signal)"
    }
  }
}

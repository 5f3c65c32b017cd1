import LockstepCore
import LockstepFleet
package import LockstepSystem

/// The gate *integration*: commands of the foundation that test several repositories together.
///
/// Each command runs without a shell, in a scrubbed environment, in the folder that holds the fleet.
/// `LOCKSTEP_FLEET` names that folder and `LOCKSTEP_FOUNDATION` the candidate's; a command that is a
/// relative path is looked up in the candidate's.
package struct IntegrationGate: Sendable {
  private let commands: [[String]]
  private let environment: [String: String]
  private let host: Host
  private let timeout: Duration
  private let progress: @Sendable (String) -> Void

  /// - Parameter environment: Complete and without secrets; the two variables are added.
  package init(
    _ commands: [[String]], environment: [String: String], host: Host,
    timeout: Duration = .seconds(3600), progress: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.commands = commands
    self.environment = environment
    self.host = host
    self.timeout = timeout
    self.progress = progress
  }

  /// - Parameters:
  ///   - candidate: The candidate's folder.
  ///   - fleet: The folder with the worktrees of the fleet.
  package func check(candidate: String, fleet: String) async throws -> GateReport {
    let watch = Stopwatch(host.clock)
    var verdicts: [Verdict] = []
    var evidence: [String] = []
    for command in commands {
      let line = command.joined(separator: " ")
      progress(line)
      let (verdict, lines) = try await run(command, candidate: candidate, fleet: fleet)
      verdicts.append(verdict)
      evidence.append("\(line): \(verdict)")
      evidence += lines.map { "  \($0)" }
    }
    let passed = verdicts.count { $0 == .passed }
    let total = verdicts.count
    return GateReport(
      .integration, Verdict.joined(verdicts),
      "\(passed) of \(counted(total, "command")) \(total == 1 ? "succeeds" : "succeed")",
      figure: .init(Double(passed)), threshold: .init(Double(total)), seconds: watch.seconds,
      evidence: evidence)
  }

  private func run(
    _ command: [String], candidate: String, fleet: String
  ) async throws -> (Verdict, [String]) {
    guard let program = command.first else { return (.passed, []) }
    var environment = environment
    environment["LOCKSTEP_FLEET"] = fleet
    environment["LOCKSTEP_FOUNDATION"] = candidate
    let path =
      program.contains("/") ? Files.absolutePath(program, from: candidate) : program
    let invocation = Invocation(
      program: path, arguments: Array(command.dropFirst()), environment: environment,
      directory: fleet, timeout: timeout, outputLimit: 64 << 20)
    let result: ProcessResult
    do {
      result = try await host.processes.run(invocation)
    } catch let error as ProcessError {
      return (.inconclusive(because: error.explanation.what), error.explanation.why)
    }
    if result.succeeded { return (.passed, []) }
    let said = (result.text + result.errorText).split(separator: "\n").suffix(20).map(String.init)
    if result.timedOut {
      return (.inconclusive(because: "`\(program)` took longer than it was allowed to"), said)
    }
    switch result.termination {
    case .exited(let status): return (.failed, ["exit status \(status)"] + said)
    case .signalled(let signal): return (.failed, ["ended by signal \(signal)"] + said)
    }
  }
}

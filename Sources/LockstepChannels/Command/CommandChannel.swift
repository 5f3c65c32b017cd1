internal import LockstepCore
package import LockstepSystem

/// A program of the user's that takes each message as JSON on its standard input.
///
/// Status 0 means taken. 75 (`EX_TEMPFAIL`) and every status without a meaning in `sysexits.h` mean
/// that it is worth another try; 64 to 78 mean that it is not. The message's key is in the JSON: a
/// program that keeps the keys takes each message once.
package struct CommandChannel: Channel {
  package let name: String
  private let program: String
  private let arguments: [String]
  private let host: Host
  private let timeout: Duration

  /// Names the program.
  ///
  /// - Parameter host: Where it runs; its environment is the host's `PATH`, `HOME`, `LANG` and `TZ`
  ///   and nothing else, so that no token of ours reaches it.
  package init(
    label: String, program: String, arguments: [String], host: Host,
    timeout: Duration = .seconds(60)
  ) {
    self.name = "command:\(label)"
    self.program = program
    self.arguments = arguments
    self.host = host
    self.timeout = timeout
  }

  package func deliver(_ message: Message, answering root: Receipt?) async throws -> Receipt {
    let environment = host.environment.filter { ["PATH", "HOME", "LANG", "TZ"].contains($0.key) }
    let result: ProcessResult
    do {
      result = try await host.processes.run(
        Invocation(
          program: program, arguments: arguments, environment: environment,
          directory: host.workingDirectory, input: .bytes(message.document.bytes() + [0x0A]),
          timeout: timeout, outputLimit: 1 << 20))
    } catch let error as ProcessError {
      throw DeliveryFailure(
        error.explanation.what, why: error.explanation.why, hints: error.explanation.hints,
        retry: .never)
    }
    if result.succeeded { return Receipt(id: message.key) }
    throw CommandOutcome(program: program, result: result).failure
  }
}

/// What the end of a program that should have taken a message means.
struct CommandOutcome {
  let program: String
  let result: ProcessResult

  /// The failure in words.
  var failure: DeliveryFailure {
    let said = result.errorText.split(separator: "\n").last.map { MessageText.line(String($0)) }
    var why = said.map { [String($0.prefix(200))] } ?? []
    guard !result.timedOut else {
      return DeliveryFailure("`\(program)` did not end in time", why: why, isUncertain: true)
    }
    guard let status = result.exitCode else {
      return DeliveryFailure("`\(program)` was ended by a signal", why: why, isUncertain: true)
    }
    why.insert("it ended with status \(status)", at: 0)
    switch status {
    case 75: return DeliveryFailure("`\(program)` could not take the message now", why: why)
    case 64...78:
      return DeliveryFailure("`\(program)` refused the message", why: why, retry: .never)
    default: return DeliveryFailure("`\(program)` failed", why: why, isUncertain: true)
    }
  }
}

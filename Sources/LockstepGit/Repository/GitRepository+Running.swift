import LockstepCore
import LockstepSystem

extension GitRepository {
  /// One run of git in this repository.
  struct Command {
    /// The command and its arguments.
    var arguments: [String]
    /// What it does, in the infinitive, for errors.
    var action: String
    /// Its standard input.
    var input = Invocation.Input.empty
    /// Further settings, as arguments before the command.
    var settings: [String] = []
    /// Further variables.
    var environment: [String: String] = [:]
    /// How long it may run.
    var timeout: Duration? = .seconds(600)
    /// The most bytes that it may print.
    var outputLimit = 1 << 30
    /// Its name where it changes the world.
    var effect: String?
    /// Its name where only its middle is of interest.
    var whileRunning: String?

    init(_ arguments: [String], to action: String) {
      self.arguments = arguments
      self.action = action
    }
  }

  /// Runs git and returns how it ended, whatever that is.
  func run(_ command: Command) async throws -> ProcessResult {
    var arguments = ["--git-dir=\(gitDirectory)"]
    arguments += GitEnvironment.settingArguments
    arguments += command.settings
    arguments += command.arguments
    return try await host.processes.run(
      Invocation(
        program: "git", arguments: arguments,
        environment: GitEnvironment.make(from: host.environment, adding: command.environment),
        // A folder that is there and holds nothing: relative names never find anything.
        directory: "/",
        input: command.input,
        timeout: command.timeout,
        outputLimit: command.outputLimit,
        effect: command.effect,
        whileRunning: command.whileRunning))
  }

  /// Runs git and returns what it printed; throws ``RepositoryError`` where it failed.
  func output(_ command: Command) async throws -> [UInt8] {
    let result = try await run(command)
    guard result.succeeded else { throw failure(result, of: command) }
    return result.output
  }

  /// The error that a failed run is.
  func failure(_ result: ProcessResult, of command: Command) -> RepositoryError {
    guard Files.isDirectory(gitDirectory) else {
      return RepositoryError(
        kind: .missing, action: command.action, place: gitDirectory,
        reasons: ["there is no repository any more"])
    }
    return RepositoryError(result, action: command.action, place: gitDirectory)
  }
}

import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

extension Processes {
  /// Runs real programs, each in a session of its own.
  ///
  /// The session has no terminal, so that no child can stop and ask there; ending it ends whatever
  /// the child started. Killing *us* leaves children running: see ``EffectLock``.
  package static func live(faults: FaultPoints) -> Processes {
    let search = ProgramSearch()
    return Processes { invocation in
      if let effect = invocation.effect { faults.reached("\(effect):before") }
      let result = try await LiveProcess(invocation, search: search, faults: faults).run()
      if let effect = invocation.effect { faults.reached("\(effect):after") }
      return result
    }
  }
}

/// One child, from its start to its end.
private struct LiveProcess: Sendable {
  /// What the parts of a run hand back.
  private enum Part: Sendable {
    case output([UInt8])
    case errors([UInt8])
    case timeIsUp
  }

  /// What the whole of it hands back.
  private struct Collected: Sendable {
    var output: [UInt8] = []
    var errors: [UInt8] = []
    var timedOut = false
  }

  /// How long a child may take to clean up between the polite signal and the final one.
  private static let grace = Duration.seconds(2)

  private let invocation: Invocation
  private let search: ProgramSearch
  private let faults: FaultPoints

  init(_ invocation: Invocation, search: ProgramSearch, faults: FaultPoints) {
    self.invocation = invocation
    self.search = search
    self.faults = faults
  }

  func run() async throws -> ProcessResult {
    try Task.checkCancellation()
    let path = invocation.environment["PATH"] ?? "/usr/bin:/bin"
    let program = try search.locate(invocation.program, path: path)
    do {
      return try await start(program)
    } catch let error as SubprocessError {
      search.forget()
      throw explained(error)
    }
  }

  private func start(_ program: String) async throws -> ProcessResult {
    var options = PlatformOptions()
    options.createSession = true
    options.teardownSequence = [
      .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: Self.grace)
    ]
    let configuration = Subprocess.Configuration(
      executable: .path(FilePath(program)),
      // The name as it was given: programs such as busybox and git look at it.
      arguments: Arguments(
        executablePathOverride: invocation.program, remainingValues: invocation.arguments),
      environment: environment,
      workingDirectory: invocation.directory.map { FilePath($0) },
      platformOptions: options)
    let outcome =
      switch invocation.input {
      case .empty:
        try await Subprocess.run(
          configuration, input: .none, output: .sequence, error: .sequence
        ) { try await self.collect($0, $0.standardOutput, $0.standardError) }
      case .bytes(let bytes):
        try await run(configuration, reading: try InputFile.holding(bytes))
      case .lock(let lock):
        try await run(configuration, reading: try await lock.openShared())
      case .lockedBytes(let bytes, let lock):
        try await run(configuration, reading: bytes, under: lock)
      }
    let termination = Self.termination(outcome.terminationStatus)
    // Ended because the task was cancelled: that is no answer of the program.
    if case .signalled = termination { try Task.checkCancellation() }
    return ProcessResult(
      termination: termination,
      timedOut: outcome.closureResult.timedOut,
      output: outcome.closureResult.output,
      errors: outcome.closureResult.errors)
  }

  private func run(
    _ configuration: Subprocess.Configuration, reading descriptor: Int32
  ) async throws -> ExecutionResult<Collected, SequenceOutput, SequenceOutput> {
    // Our descriptor is closed as soon as the child has its own.
    try await Subprocess.run(
      configuration,
      input: .fileDescriptor(FileDescriptor(rawValue: descriptor), closeAfterSpawningProcess: true),
      output: .sequence, error: .sequence
    ) { try await self.collect($0, $0.standardOutput, $0.standardError) }
  }

  private func run(
    _ configuration: Subprocess.Configuration, reading bytes: [UInt8], under lock: EffectLock
  ) async throws -> ExecutionResult<Collected, SequenceOutput, SequenceOutput> {
    let input = try await lock.openInput(holding: bytes)
    defer { input.discard() }
    return try await run(configuration, reading: input.descriptor)
  }

  private var environment: Subprocess.Environment {
    var values: [Subprocess.Environment.Key: String] = [:]
    for (name, value) in invocation.environment {
      // A name that POSIX does not allow cannot be handed on, and no program would find it.
      guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first),
        !name.contains("="), !name.utf8.contains(0), !value.utf8.contains(0)
      else { continue }
      values[Subprocess.Environment.Key(stringLiteral: name)] = value
    }
    return .custom(values)
  }

  private func collect<Input: InputProtocol>(
    _ execution: Execution<Input, SequenceOutput, SequenceOutput>,
    _ output: SubprocessOutputSequence,
    _ errors: SubprocessOutputSequence
  ) async throws -> Collected {
    if let name = invocation.effect ?? invocation.whileRunning { faults.reached("\(name):during") }
    return try await withThrowingTaskGroup(of: Part.self) { group in
      group.addTask { .output(try await read(output)) }
      group.addTask { .errors(try await read(errors)) }
      if let timeout = invocation.timeout {
        group.addTask {
          try await Task.sleep(for: timeout)
          return .timeIsUp
        }
      }
      var collected = Collected()
      var open = 2
      while open > 0, let part = try await group.next() {
        switch part {
        case .output(let bytes):
          collected.output = bytes
          open -= 1
        case .errors(let bytes):
          collected.errors = bytes
          open -= 1
        case .timeIsUp:
          collected.timedOut = true
          await execution.teardown(using: [
            .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: Self.grace)
          ])
        }
      }
      group.cancelAll()
      if collected.timedOut || Task.isCancelled {
        // The child has ended, but not what it started and what ignores the polite signal. Its
        // number cannot have been given away: it is not reaped before this returns. Where nobody is
        // left there is nobody to signal, and that is fine.
        try? execution.send(signal: .kill, toProcessGroup: true)
      }
      return collected
    }
  }

  private func read(_ sequence: SubprocessOutputSequence) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    for try await buffer in sequence {
      buffer.withUnsafeBytes { bytes.append(contentsOf: $0) }
      guard bytes.count <= invocation.outputLimit else {
        throw ProcessError.outputTooLarge(
          program: invocation.program, limit: invocation.outputLimit)
      }
    }
    return bytes
  }

  private func explained(_ error: SubprocessError) -> ProcessError {
    var reason = error.description
    if let directory = invocation.directory, !Files.isDirectory(directory) {
      reason = "its working directory \(directory) is not there"
    }
    return .notStarted(program: invocation.program, reason: reason)
  }

  private static func termination(_ status: TerminationStatus) -> ProcessResult.Termination {
    switch status {
    case .exited(let code): .exited(code)
    case .signaled(let signal): .signalled(signal)
    }
  }
}

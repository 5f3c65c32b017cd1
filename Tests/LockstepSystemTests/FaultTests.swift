import LockstepCore
import LockstepSystem
import LockstepTestSupport
import Synchronization
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite(.timeLimit(.minutes(30)))
struct FaultTests {
  @Test
  func `an effect has three points around it, in order`() async throws {
    let labels = Mutex<[String]>([])
    let faults = FaultPoints { label in labels.withLock { $0.append(label) } }
    let processes = Processes.live(faults: faults)
    _ = try await processes.run(
      Invocation(program: "true", environment: ["PATH": "/usr/bin:/bin"], effect: "push:a"))
    _ = try await processes.run(Invocation(program: "true", environment: ["PATH": "/usr/bin:/bin"]))
    #expect(labels.withLock { $0 } == ["push:a:before", "push:a:during", "push:a:after"])
  }

  @Test
  func `points are logged in order and without a variable cost nothing`() throws {
    try withFolder { folder in
      let faults = FaultPoints.configured(by: ["LOCKSTEP_FAULT_LOG": "\(folder)/log"])
      for label in ["a", "b:before", "c"] { faults.reached(label) }
      let log = try Files.read("\(folder)/log")
      #expect(log == Array("a\nb:before\nc\n".utf8))
      FaultPoints.configured(by: [:]).reached("nothing")
    }
  }

  @Test
  func `the process dies at the chosen point`() async throws {
    let folder = try Files.temporaryDirectory(in: "/tmp", prefix: "lockstep-test")
    defer { try? Files.remove(folder) }
    await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder as String] in
      let faults = FaultPoints.configured(by: [
        "LOCKSTEP_FAULT_AT": "2", "LOCKSTEP_FAULT_LOG": "\(folder)/log",
      ])
      for label in ["one", "two", "three"] { faults.reached(label) }
    }
    #expect(try Files.read("\(folder)/log") == Array("one\ntwo\n".utf8))
  }

  @Test
  func `the process dies at a place that is named by its label`() async throws {
    let folder = try Files.temporaryDirectory(in: "/tmp", prefix: "lockstep-test")
    defer { try? Files.remove(folder) }
    await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder as String] in
      let faults = FaultPoints.configured(by: [
        "LOCKSTEP_FAULT_AT": "push:a:before#2", "LOCKSTEP_FAULT_LOG": "\(folder)/log",
      ])
      for label in ["push:a:before", "push:b:before", "push:a:before", "never"] {
        faults.reached(label)
      }
    }
    #expect(
      try Files.read("\(folder)/log") == Array("push:a:before\npush:b:before\npush:a:before\n".utf8)
    )
  }

  @Test
  func `only the middle of a child can be a place`() async throws {
    let labels = Mutex<[String]>([])
    let faults = FaultPoints { label in labels.withLock { $0.append(label) } }
    _ = try await Processes.live(faults: faults).run(
      Invocation(program: "true", environment: ["PATH": "/usr/bin:/bin"], whileRunning: "fetch:a"))
    #expect(labels.withLock { $0 } == ["fetch:a:during"])
  }

  @Test
  func `the time of day stands still where it is told to`() throws {
    let instant = try Timestamp(parsing: "2001-01-01T00:00:00Z")
    #expect(Clock.configured(by: ["LOCKSTEP_CLOCK": "2001-01-01T00:00:00Z"]).now() == instant)
    #expect(Clock.configured(by: ["LOCKSTEP_CLOCK": "nine"]).now() > instant)
    #expect(Clock.configured(by: [:]).now() > instant)
  }

  @Test(arguments: [
    (1, "old"), (2, "old"), (3, "new"),
  ])
  func `a file that is being replaced is the old one or the new one`(
    point: Int, expected: String
  ) async throws {
    let folder = try Files.temporaryDirectory(in: "/tmp", prefix: "lockstep-test")
    defer { try? Files.remove(folder) }
    try Files.write(Array("old".utf8), to: "\(folder)/file")
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [folder = folder as String, point = point as Int] in
      let faults = FaultPoints.configured(by: ["LOCKSTEP_FAULT_AT": "\(point)"])
      try Files.writeAtomically(
        Array("new".utf8), to: "\(folder)/file", faults: faults, label: "file")
    }
    #expect(try Files.read("\(folder)/file") == Array(expected.utf8))
  }

  @Test(arguments: [false, true])
  func `the lock of an effect outlives whoever started it`(readsInput: Bool) async throws {
    let folder = try Files.temporaryDirectory(in: "/tmp", prefix: "lockstep-test")
    defer { try? Files.remove(folder) }
    let lock = EffectLock(path: "\(folder)/effects")
    // Dies right after the start of its child, which goes on until it finds the file `stop`.
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [folder = folder as String, readsInput = readsInput as Bool] in
      let faults = FaultPoints.configured(by: ["LOCKSTEP_FAULT_AT": "2"])
      let lock = EffectLock(path: "\(folder)/effects")
      let script =
        "cd \(folder); cat > started; while ! test -e stop; do sleep 0.05; done; echo > end"
      _ = try await Processes.live(faults: faults).run(
        Invocation(
          program: "sh", arguments: ["-c", script], environment: ["PATH": "/usr/bin:/bin"],
          input: readsInput ? .lockedBytes(Array("read".utf8), lock) : .lock(lock),
          effect: "push:x"))
    }
    let error = await #expect(throws: EffectStillRunning.self) {
      try await lock.waitUntilFree(timeout: .milliseconds(200))
    }
    #expect(error?.path == lock.path)
    let waits = Mutex(0)
    try Files.write([], to: "\(folder)/stop")
    try await lock.waitUntilFree(timeout: .seconds(30)) { waits.withLock { $0 += 1 } }
    #expect(waits.withLock { $0 } <= 1)
    #expect(Files.isFile("\(folder)/end"))
    #expect(try Files.read("\(folder)/started") == Array((readsInput ? "read" : "").utf8))
    #expect(try Files.list("\(folder)/effects.inputs").isEmpty)
  }

  @Test
  func `the lock is free when the child has ended`() async throws {
    let folder = try Files.temporaryDirectory(in: "/tmp", prefix: "lockstep-test")
    defer { try? Files.remove(folder) }
    let lock = EffectLock(path: "\(folder)/effects")
    let result = try await Processes.live(faults: .none).run(
      Invocation(
        program: "cat", environment: ["PATH": "/usr/bin:/bin"], input: .lock(lock), effect: "x"))
    #expect(result.succeeded)
    // Long enough that it fits into no pipe.
    let words = [UInt8](repeating: 120, count: 100_000)
    let told = try await Processes.live(faults: .none).run(
      Invocation(
        program: "cat", environment: ["PATH": "/usr/bin:/bin"], input: .lockedBytes(words, lock),
        effect: "x"))
    #expect(told.output == words)
    #expect(try Files.list("\(folder)/effects.inputs").isEmpty)
    // Not at once: a child that another test starts has the descriptor until it closes all of them.
    try await lock.waitUntilFree(timeout: .seconds(20))
    await #expect(throws: ProcessError.self) {
      try await EffectLock(path: "\(folder)/no/such/folder/effects").waitUntilFree(timeout: .zero)
    }
  }

  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = try Files.temporaryDirectory(in: "/tmp", prefix: "lockstep-test")
    defer { try? Files.remove(folder) }
    try body(folder)
  }
}

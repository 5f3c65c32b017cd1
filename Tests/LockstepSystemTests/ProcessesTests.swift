import LockstepCore
import LockstepSystem
import LockstepTestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite(.timeLimit(.minutes(30)))
struct ProcessesTests {
  let processes = Processes.live(faults: .none)
  let path = ["PATH": "/usr/local/bin:/usr/bin:/bin"]

  private func shell(
    _ script: String, timeout: Duration? = nil, input: Invocation.Input = .empty,
    limit: Int = 1 << 20
  ) async throws -> ProcessResult {
    try await processes.run(
      Invocation(
        program: "sh", arguments: ["-c", script], environment: path, input: input,
        timeout: timeout, outputLimit: limit))
  }

  @Test
  func `a child gets the environment that it was given and nothing else`() async throws {
    let result = try await processes.run(
      Invocation(program: "env", environment: ["PATH": "/usr/bin:/bin", "ONLY": "a=b c"]))
    let lines = result.text.split(separator: "\n").filter { !$0.hasPrefix("_=") }
    #expect(lines.sorted() == ["ONLY=a=b c", "PATH=/usr/bin:/bin"])
  }

  @Test(
    arguments: [
      ("exit 0", .exited(0)), ("exit 3", .exited(3)), ("kill -9 $$", .signalled(9)),
    ] as [(String, ProcessResult.Termination)])
  func `any ending is a result`(
    script: String, termination: ProcessResult.Termination
  ) async throws {
    let result = try await shell(script)
    #expect(result.termination == termination)
    #expect(result.succeeded == (termination == .exited(0)))
    #expect(!result.timedOut)
  }

  @Test
  func `output and errors are kept apart`() async throws {
    let result = try await shell("echo out; echo err >&2; printf 'a\\377'")
    #expect(result.output == Array("out\na".utf8) + [255])
    #expect(result.errorText == "err\n")
  }

  @Test
  func `arguments arrive as they are`() async throws {
    let odd = ["", " a  b ", "$(echo x)", "-n", "*", "ü\n\t'\"", "--"]
    let result = try await processes.run(
      Invocation(
        program: "sh",
        arguments: ["-c", "for a in \"$@\"; do printf '%s\\0' \"$a\"; done", "sh"] + odd,
        environment: path))
    let received = result.output.split(separator: 0, omittingEmptySubsequences: false).dropLast()
    #expect(received.map { String(decoding: $0, as: UTF8.self) } == odd)
  }

  @Test(arguments: [0, 1, 16_384, 16_385, 5_000_000])
  func `a child reads all of its input`(count: Int) async throws {
    let result = try await shell("wc -c", input: .bytes([UInt8](repeating: 120, count: count)))
    #expect(result.text.filter(\.isNumber) == "\(count)")
  }

  @Test
  func `a child that does not read its input is no trouble`() async throws {
    let result = try await shell("exit 4", input: .bytes([UInt8](repeating: 0, count: 1_000_000)))
    #expect(result.termination == .exited(4))
  }

  @Test
  func `a program that is not there is named with what to install`() async throws {
    await #expect(throws: ProcessError.programMissing(program: "no-such-program", path: "/bin:rel"))
    {
      try await processes.run(
        Invocation(program: "no-such-program", environment: ["PATH": "/bin:rel"]))
    }
    let error = ProcessError.programMissing(program: "git", path: "/bin")
    #expect(error.explanation.hints.contains { $0.contains("install git") })
  }

  @Test
  func `a working directory never decides what runs`() async throws {
    let folder = try Files.temporaryDirectory(in: "/tmp", prefix: "lockstep-test")
    defer { try? Files.remove(folder) }
    try Files.write(Array("#!/bin/sh\necho wrong\n".utf8), to: "\(folder)/tool", mode: 0o755)
    await #expect(throws: ProcessError.self) {
      try await processes.run(
        Invocation(program: "tool", environment: ["PATH": ".:/usr/bin:/bin:"], directory: folder))
    }
  }

  @Test
  func `a missing working directory is said`() async throws {
    let error = await #expect(throws: ProcessError.self) {
      try await processes.run(
        Invocation(program: "sh", environment: path, directory: "/no/such/folder"))
    }
    #expect(error?.explanation.why.first?.contains("/no/such/folder") == true)
  }

  @Test
  func `too much output ends the child`() async throws {
    await #expect(throws: ProcessError.outputTooLarge(program: "sh", limit: 1_000)) {
      try await shell("while :; do echo aaaaaaaaaaaaaaaaaaaa; done", limit: 1_000)
    }
  }

  @Test
  func `when the time is up the whole session ends`() async throws {
    let start = ContinuousClock.now
    let result = try await shell("sleep 61 & echo $!; wait", timeout: .milliseconds(300))
    #expect(result.timedOut)
    #expect(!result.succeeded)
    #expect(ContinuousClock.now - start < .seconds(20))
    let grandchild = try #require(Int32(result.text.filter(\.isNumber)))
    #expect(await isGone(grandchild))
  }

  @Test
  func `a grandchild that ignores the polite signal ends too`() async throws {
    let result = try await shell(
      "sh -c 'trap \"\" TERM; while :; do sleep 1; done' & echo $!; wait",
      timeout: .milliseconds(300))
    #expect(result.timedOut)
    let grandchild = try #require(Int32(result.text.filter(\.isNumber)))
    #expect(await isGone(grandchild))
  }

  @Test
  func `a child that ignores the polite signal is killed`() async throws {
    let result = try await shell(
      "trap '' TERM; echo ready; while :; do sleep 1; done", timeout: .milliseconds(300))
    #expect(result.timedOut)
    #expect(result.termination == .signalled(SIGKILL))
    #expect(result.text == "ready\n")
  }

  @Test
  func `a grandchild that keeps the output open holds nobody up`() async throws {
    let start = ContinuousClock.now
    let result = try await shell("echo done; sleep 20 & exit 0")
    #expect(result.text == "done\n")
    #expect(ContinuousClock.now - start < .seconds(15))
  }

  @Test
  func `cancelling ends the child`() async throws {
    let folder = try Files.temporaryDirectory(in: "/tmp", prefix: "lockstep-test")
    defer { try? Files.remove(folder) }
    let processes = processes
    let path = path
    let task = Task {
      try await processes.run(
        Invocation(
          program: "sh", arguments: ["-c", "echo $$ > pid.tmp; mv pid.tmp pid; sleep 60"],
          environment: path, directory: folder))
    }
    var pid: Int32?
    while pid == nil {
      try await Task.sleep(for: .milliseconds(5))
      pid = try Files.read("\(folder)/pid").flatMap {
        Int32(String(decoding: $0, as: UTF8.self).filter(\.isNumber))
      }
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(await isGone(try #require(pid)))
  }

  @Test
  func `many run at once`() async throws {
    let processes = processes
    let path = path
    let results = await forEach(Array(0..<200), width: 16) { number in
      try? await processes.run(
        Invocation(program: "sh", arguments: ["-c", "echo \(number)"], environment: path)
      ).text
    }
    #expect(results == (0..<200).map { "\($0)\n" })
  }

  @Test
  func `a child has no terminal to ask at`() async throws {
    let result = try await shell("exec 3</dev/tty")
    #expect(!result.succeeded)
  }

  /// Whether a process is gone, or is about to be: ended processes are swept up by their parents.
  private func isGone(_ pid: Int32) async -> Bool {
    for _ in 0..<1_000 {
      if kill(pid, 0) != 0 { return true }
      if let status = try? Files.read("/proc/\(pid)/stat"),
        String(decoding: status, as: UTF8.self).contains(") Z ")
      {
        return true
      }
      try? await Task.sleep(for: .milliseconds(5))
    }
    return false
  }
}

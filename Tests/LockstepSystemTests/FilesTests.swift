import LockstepCore
import LockstepSystem
import LockstepTestSupport
import Synchronization
import Testing

@Suite
struct FilesTests {
  private func withFolder(_ body: (String) async throws -> Void) async throws {
    let folder = try Files.temporaryDirectory(in: "/tmp", prefix: "lockstep-test")
    defer { try? Files.remove(folder) }
    try await body(folder)
  }

  @Test
  func `what is written is read, and what is missing is nil`() async throws {
    try await withFolder { folder in
      let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0) }
      try Files.writeAtomically(bytes, to: "\(folder)/a")
      #expect(try Files.read("\(folder)/a") == bytes)
      #expect(try Files.read("\(folder)/b") == nil)
      #expect(try Files.read("\(folder)/a/b") == nil)
      #expect(try Files.list(folder) == ["a"])
      #expect(try Files.size("\(folder)/a") == 200_000)
      #expect(throws: FileError.self) { try Files.read(folder) }
      #expect(throws: FileError.self) { try Files.read("\(folder)/a", limit: 1_000) }
      #expect(throws: FileError.self) { try Files.writeAtomically([], to: "\(folder)/no/a") }
    }
  }

  @Test
  func `a folder is removed with everything in it, and links are not followed`() async throws {
    try await withFolder { folder in
      try Files.createDirectories("\(folder)/keep")
      try Files.write([1], to: "\(folder)/keep/file")
      try Files.createDirectories("\(folder)/tree/a/b/c/d")
      try Files.write([1], to: "\(folder)/tree/a/b/file")
      try Files.createSymbolicLink(at: "\(folder)/tree/a/link", to: "\(folder)/keep")
      try Files.createSymbolicLink(at: "\(folder)/tree/dangling", to: "nowhere")
      try Files.remove("\(folder)/tree")
      #expect(try Files.list(folder) == ["keep"])
      #expect(Files.isFile("\(folder)/keep/file"))
      try Files.remove("\(folder)/tree")
    }
  }

  @Test
  func `a copy has the same files, links and permissions`() async throws {
    try await withFolder { folder in
      try Files.createDirectories("\(folder)/tree/a")
      try Files.write([1], to: "\(folder)/tree/a/tool", mode: 0o755)
      try Files.createSymbolicLink(at: "\(folder)/tree/link", to: "a/tool")
      try Files.copyTree("\(folder)/tree", to: "\(folder)/copy")
      #expect(try Files.list("\(folder)/copy") == ["a", "link"])
      #expect(Files.canonicalPath("\(folder)/copy/link")?.hasSuffix("copy/a/tool") == true)
      let live = Host.live()
      let result = try await live.processes.run(
        Invocation(
          program: "test", arguments: ["-x", "\(folder)/copy/a/tool"],
          environment: live.environment))
      #expect(result.succeeded)
    }
  }

  @Test(arguments: [
    ("/a/b", "/a"), ("/a/b/", "/a"), ("/a", "/"), ("a", "."), ("a/b/c", "a/b"), ("/", "/"),
  ])
  func `the parent of a path`(path: String, parent: String) {
    #expect(Files.parent(of: path) == parent || path == "/")
  }

  @Test
  func `a file lock lets one in at a time`() async throws {
    try await withFolder { folder in
      let lock = FileLock(path: "\(folder)/lock")
      let inside = Mutex((now: 0, most: 0))
      let done = await forEach(Array(0..<8), width: 8) { _ in
        (try? await lock.whileHeld(timeout: .seconds(20)) {
          inside.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
          await Task.yield()
          inside.withLock { $0.now -= 1 }
          return true
        }) ?? false
      }
      #expect(done == Array(repeating: true, count: 8))
      #expect(inside.withLock { $0.most } == 1)
    }
  }

  @Test
  func `work is bounded and keeps its order`() async throws {
    let running = Mutex((now: 0, most: 0))
    let results = await forEach(Array(0..<50), width: 4) { number in
      running.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
      for _ in 0..<(number % 7) { await Task.yield() }
      running.withLock { $0.now -= 1 }
      return number * 2
    }
    #expect(results == (0..<50).map { $0 * 2 })
    #expect(running.withLock { $0.most } <= 4)
    #expect(await forEach([Int](), width: 3) { $0 } == [])
    #expect(await forEach([1], width: 0) { $0 } == [1])
  }

  @Test
  func `the cache follows the variables`() {
    func directory(_ environment: [String: String]) -> String {
      var host = Host.live(environment: environment)
      host.workingDirectory = "/w"
      return host.cacheDirectory
    }
    #expect(directory(["HOME": "/h"]) == "/h/.cache/lockstep")
    #expect(directory(["HOME": "/h", "XDG_CACHE_HOME": "/x"]) == "/x/lockstep")
    #expect(directory(["HOME": "/h", "XDG_CACHE_HOME": "rel"]) == "/h/.cache/lockstep")
    #expect(directory(["HOME": "/h", "LOCKSTEP_CACHE": "/l"]) == "/l")
    #expect(directory([:]) == "/w/.lockstep-cache")
  }

  @Test
  func `identifiers differ and are made of letters and digits`() {
    let identifiers = Host.live(environment: [:]).identifiers
    let made = Set((0..<1_000).map { _ in identifiers() })
    #expect(made.count == 1_000)
    #expect(made.allSatisfy { $0.count == 24 && $0.allSatisfy { $0.isLowercase || $0.isNumber } })
  }
}

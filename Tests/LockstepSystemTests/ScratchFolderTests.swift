import LockstepSystem
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite(.timeLimit(.minutes(30)))
struct ScratchFolderTests {
  @Test
  func `a folder is there while it is used and gone afterwards`() async throws {
    let parent = try Files.temporaryDirectory(in: "/tmp", prefix: "lockstep-test")
    defer { try? Files.remove(parent) }
    let used = try await ScratchFolder.with(in: parent, name: "one") { folder in
      try Files.write(Array("x".utf8), to: "\(folder)/file")
      return folder
    }
    #expect(used == "\(parent)/one")
    #expect(try Files.list(parent) == [])
    await #expect(throws: CancellationError.self) {
      try await ScratchFolder.with(in: parent, name: "two") { _ in throw CancellationError() }
    }
    #expect(try Files.list(parent) == [])
  }

  @Test
  func `what a killed process left goes with the next folder, what is in use stays`() async throws {
    let parent = try Files.temporaryDirectory(in: "/tmp", prefix: "lockstep-test")
    defer { try? Files.remove(parent) }
    await #expect(processExitsWith: .signal(SIGKILL)) { [parent = parent as String] in
      try await ScratchFolder.with(in: parent, name: "killed") { folder in
        try Files.write(Array("x".utf8), to: "\(folder)/file")
        kill(getpid(), SIGKILL)
      }
    }
    #expect(Files.exists("\(parent)/killed/file"))
    try await ScratchFolder.with(in: parent, name: "outer") { outer in
      #expect(!Files.exists("\(parent)/killed"))
      try await ScratchFolder.with(in: parent, name: "inner") { _ in
        #expect(Files.isDirectory(outer))
      }
      #expect(Files.isDirectory(outer))
    }
    #expect(try Files.list(parent) == [])
  }
}

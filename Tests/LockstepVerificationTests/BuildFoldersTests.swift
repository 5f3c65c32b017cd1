import LockstepSystem
import LockstepTestSupport
import Testing

@testable import LockstepVerification

@Suite
struct BuildFoldersTests {
  @Test(arguments: [(1 << 20, ["baseline", "candidate", "candidate-1"]), (0, ["candidate-1"])])
  func `what is kept has a bound, and what another run is at work in stays`(
    bound: Int, left: [String]
  ) async throws {
    try await ScratchGit.with { git in
      let folder = "\(git.directory)/builds"
      for name in ["baseline", "candidate", "candidate-1"] {
        try Files.createDirectories("\(folder)/app/\(name)")
        try Files.write(Array("built".utf8), to: "\(folder)/app/\(name)/file")
      }
      _ = try BuildFolders(directory: folder).trim(to: bound)
      #expect(try Files.list("\(folder)/app") == left)
    }
  }
}

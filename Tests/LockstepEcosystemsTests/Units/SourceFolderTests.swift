import LockstepSystem
import LockstepTestSupport
import Testing

@testable import LockstepEcosystems

/// Which folders a build may see because a repository's settings name them as a source of packages.
@Suite
struct SourceFolderTests {
  @Test(
    arguments: [
      (["third-1.0.0/.cargo-checksum.json", "other/.cargo-checksum.json"], true),
      (["index/3/t/third", "third-1.0.0.crate"], true),
      (["third-1.0.0/.cargo-checksum.json", "letters/private.txt"], false),
      (["id_ed25519"], false), (["index/3/t/third", "id_ed25519"], false), ([], false),
    ] as [([String], Bool)])
  func `a folder of anything else than packages is not seen`(files: [String], isSeen: Bool)
    async throws
  {
    try await ScratchGit.with { git in
      let folder = "\(git.directory)/source"
      try Files.createDirectories(folder)
      for file in files {
        try Files.createDirectories(Files.parent(of: "\(folder)/\(file)"))
        try Files.write([], to: "\(folder)/\(file)")
      }
      #expect(try CargoRunner.holdsPackagesOnly(folder) == isSeen)
    }
  }
}

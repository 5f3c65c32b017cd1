internal import LockstepAPIDiff
internal import LockstepSystem

extension SurfaceYard {
  /// The compiler with which one side by itself is read: the one that it chooses.
  func toolchain(of source: SideSource) async throws -> Toolchain {
    if case .folder(let folder) = source.place {
      return Toolchain(
        name: try await maker.toolchain(in: folder), files: source.toolchainFiles)
    }
    guard !source.toolchainFiles.isEmpty else {
      return Toolchain(name: try await maker.toolchain(in: "/"), files: [:])
    }
    return try await Scratch.withFolder(in: host, name: "toolchain") { folder in
      for (name, bytes) in source.toolchainFiles {
        try Files.write(bytes, to: Files.join(folder, name))
      }
      return Toolchain(
        name: try await maker.toolchain(in: folder), files: source.toolchainFiles)
    }
  }
}

extension Cargo {
  package func readManifest(
    path: String, bytes: [UInt8]
  ) throws(ManifestError) -> PackageManifest {
    try ManifestReader(path: path, bytes: bytes).read()
  }

  package func read(_ files: ManifestSet) -> RepositoryManifests {
    var manifests: [PackageManifest] = []
    var problems: [ManifestError] = []
    for (path, bytes) in files.files where Self.isManifest(path) {
      do {
        manifests.append(try readManifest(path: path, bytes: bytes))
      } catch {
        problems.append(error)
      }
    }
    var assembly = WorkspaceAssembly(manifests: manifests, problems: problems)
    return assembly.assemble()
  }
}

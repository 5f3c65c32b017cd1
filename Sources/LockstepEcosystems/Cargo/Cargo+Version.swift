package import LockstepCore

extension Cargo {
  package func settingVersion(
    _ version: Version, of packages: [String], in files: ManifestSet
  ) throws(ManifestEditError) -> [EditedManifest] {
    var bump = VersionBump(version: version, files: files, manifests: read(files))
    try bump.editVersions(of: packages)
    try bump.editRequirements()
    try bump.editLocks()
    return bump.results
  }
}

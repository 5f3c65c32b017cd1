import LockstepCore
package import LockstepSystem

/// A registry in a folder, in cargo's `local-registry` layout: `index/…` and `NAME-VERSION.crate`.
///
/// No server is needed; a build takes it as a source replacement. The package is written first and
/// the line of the index after it, each by a rename, so that the index never names what is not there.
/// Two publishers of one package at once are kept apart by the foundation's lease, not here.
package struct FileRegistry: Registry {
  /// The folder, as an absolute path.
  package var folder: String
  package var name: String
  package var host: Host

  package init(folder: String, name: String? = nil, host: Host) {
    self.folder = folder
    self.name = name ?? folder
    self.host = host
  }

  package var yanking: YankCapability { .available }

  package func versions(of package: String) async throws -> [PublishedVersion] {
    try index(of: package)?.versions(of: package) ?? []
  }

  package func publish(_ request: PublishRequest) async throws -> PublishOutcome {
    let crate = request.crate
    let archive = try CrateArchive(crate, host: host)
    var index = try index(of: crate.name) ?? IndexFile(parsing: [], place: indexPath(crate.name))
    let there = try index.versions(of: crate.name).first { $0.version == crate.version }
    if let there, there.checksum != crate.checksum { return .conflict(checksum: there.checksum) }

    let manifest = try await archive.manifest()
    let bytes = try readCrate(crate)
    let stored = self.path(of: crate)
    // A file that no line of the index names is the rest of an attempt that did not get further.
    if try !Files.isFile(stored) || FileDigest.sha256(ofFile: stored).checksum != crate.checksum {
      try Files.createDirectories(folder)
      try sweep(beside: stored)
      try Files.writeAtomically(
        bytes, to: stored, faults: host.faults, label: "publish-file:\(crate.label):crate")
    }
    if there != nil { return .alreadyThere(checksum: crate.checksum) }
    index.append(manifest.published(checksum: crate.checksum).indexLine(package: crate.name))
    try write(index, of: crate.name, label: "publish-file:\(crate.label):index")
    return .published(checksum: crate.checksum)
  }

  package func yank(_ request: YankRequest) async throws -> YankOutcome {
    try setYanked(true, request, label: "yank-file")
  }

  package func unyank(_ request: YankRequest) async throws -> YankOutcome {
    try setYanked(false, request, label: "unyank-file")
  }

  private func setYanked(
    _ yanked: Bool, _ request: YankRequest, label: String
  ) throws -> YankOutcome {
    guard var index = try index(of: request.package),
      let line = try index.line(of: request.version, package: request.package)
    else { return .unknownVersion }
    let there = try index.versions(of: request.package).first { $0.version == request.version }
    if there?.yanked == yanked { return .already }
    try index.setYanked(yanked, line: line)
    try write(index, of: request.package, label: "\(label):\(request.package)@\(request.version)")
    return .done
  }

  private func indexPath(_ package: String) throws -> String {
    "\(folder)/index/\(try CrateName.indexPath(of: package))"
  }

  private func path(of crate: PackagedCrate) -> String {
    "\(folder)/\(crate.name)-\(crate.version).crate"
  }

  private func index(of package: String) throws -> IndexFile? {
    let path = try indexPath(package)
    guard let bytes = try Files.read(path) else { return nil }
    return try IndexFile(parsing: bytes, place: path)
  }

  private func write(_ index: IndexFile, of package: String, label: String) throws {
    let path = try indexPath(package)
    try Files.createDirectories(Files.parent(of: path))
    try sweep(beside: path)
    try Files.writeAtomically(index.bytes, to: path, faults: host.faults, label: label)
  }

  /// Removes the temporary files that a killed attempt left beside `path`.
  private func sweep(beside path: String) throws {
    let parent = Files.parent(of: path)
    let prefix = path.dropFirst(parent.count + 1) + ".tmp-"
    for entry in try Files.list(parent) where entry.hasPrefix(prefix) {
      try Files.remove("\(parent)/\(entry)")
    }
  }

  /// Reads the package and proves that it is still the one that was verified.
  private func readCrate(_ crate: PackagedCrate) throws -> [UInt8] {
    guard let bytes = try Files.read(crate.path) else {
      throw CrateArchiveError(path: crate.path, why: "the file is not there")
    }
    guard FileDigest.sha256(of: bytes) == crate.checksum else {
      throw CrateArchiveError(
        path: crate.path, why: "its SHA-256 is no longer \(crate.checksum)")
    }
    return bytes
  }
}

extension CrateArchive {
  /// Reads the manifest inside, and proves that the archive holds what its name says.
  package func manifest() async throws -> CrateManifest {
    _ = try await files()
    let manifest = try CrateManifest(parsing: try await read("Cargo.toml"), place: path)
    guard manifest.name == name, manifest.version == version,
      manifest.version.description == version.description
    else {
      throw CrateArchiveError(
        path: path, why: "it holds \(manifest.name) \(manifest.version), not \(name) \(version)")
    }
    return manifest
  }
}

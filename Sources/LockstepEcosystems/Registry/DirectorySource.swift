import LockstepCore
package import LockstepSystem

/// A cargo *directory source*: a folder of unpacked packages, each with a `.cargo-checksum.json`.
///
/// It has no index: a build sees only what lies there, and nothing can be yanked. A package is
/// unpacked beside its place and moved there in one step.
package struct DirectorySource: Registry {
  /// The folder, as an absolute path.
  package var folder: String
  package var name: String
  package var host: Host

  package init(folder: String, name: String? = nil, host: Host) {
    self.folder = folder
    self.name = name ?? folder
    self.host = host
  }

  static let checksumFile = ".cargo-checksum.json"
  private static let fileLimit = 16 << 20

  package var yanking: YankCapability { .unavailable(because: Self.whyNoYank) }

  private static let whyNoYank =
    "a directory source has no index that could mark a version as yanked"

  package func versions(of package: String) async throws -> [PublishedVersion] {
    try CrateName.check(package)
    guard Files.isDirectory(folder) else { return [] }
    var versions: [PublishedVersion] = []
    // Both customs of naming: `NAME` (cargo vendor) and `NAME-VERSION`.
    for entry in try Files.list(folder) where entry == package || entry.hasPrefix(package + "-") {
      let place = "\(folder)/\(entry)"
      guard let checksums = try Files.read("\(place)/\(Self.checksumFile)"),
        let manifest = try Files.read("\(place)/Cargo.toml")
      else { continue }
      guard manifest.count <= Self.fileLimit, checksums.count <= Self.fileLimit else {
        throw IndexError(place: place, line: nil, why: "its manifest is larger than 16 MB")
      }
      let facts = try CrateManifest(parsing: manifest, place: place)
      guard facts.name == package else { continue }
      let recorded: JSONValue
      do { recorded = try JSONValue(parsing: checksums) } catch {
        throw IndexError(place: "\(place)/\(Self.checksumFile)", line: nil, why: "\(error)")
      }
      let checksum = recorded["package"].text.flatMap { FileDigest.isChecksum($0) ? $0 : nil }
      versions.append(facts.published(checksum: checksum))
    }
    return versions.sorted { $0.version < $1.version }
  }

  package func publish(_ request: PublishRequest) async throws -> PublishOutcome {
    let crate = request.crate
    let archive = try CrateArchive(crate, host: host)
    if let there = try await published(crate.name, crate.version) {
      return there.checksum == crate.checksum
        ? .alreadyThere(checksum: crate.checksum) : .conflict(checksum: there.checksum)
    }
    let digest = try FileDigest.sha256(ofFile: crate.path)
    guard digest.checksum == crate.checksum else {
      throw CrateArchiveError(path: crate.path, why: "its SHA-256 is no longer \(crate.checksum)")
    }
    _ = try await archive.manifest()
    try Files.createDirectories(folder)
    // Cargo passes over folders whose name starts with a dot. The name is always the same, so that
    // what a killed attempt left behind goes with the next one.
    let scratch = "\(folder)/.lockstep-\(archive.folder)"
    try Files.remove(scratch)
    try Files.createDirectories(scratch)
    do {
      let files = try await archive.unpack(into: scratch)
      let unpacked = "\(scratch)/\(archive.folder)"
      try writeChecksums(of: files, in: unpacked, crate: crate)
      let place = "\(folder)/\(archive.folder)"
      host.faults.reached("publish-file:\(crate.label):before")
      try Files.move(unpacked, to: place)
      host.faults.reached("publish-file:\(crate.label):after")
    } catch {
      try Files.remove(scratch)
      throw error
    }
    try Files.remove(scratch)
    return .published(checksum: crate.checksum)
  }

  private func writeChecksums(of files: [String], in unpacked: String, crate: PackagedCrate) throws
  {
    var checksums: [String: JSONValue] = [:]
    for file in files {
      checksums[file] = .string(try FileDigest.sha256(ofFile: "\(unpacked)/\(file)").checksum)
    }
    let value = JSONValue.object(["files": .object(checksums), "package": .string(crate.checksum)])
    try Files.writeAtomically(
      value.bytes(), to: "\(unpacked)/\(Self.checksumFile)", faults: host.faults,
      label: "publish-file:\(crate.label):checksums")
  }

  package func yank(_ request: YankRequest) async throws -> YankOutcome {
    .unavailable(because: Self.whyNoYank)
  }

  package func unyank(_ request: YankRequest) async throws -> YankOutcome {
    .unavailable(because: Self.whyNoYank)
  }
}

import LockstepCore
import LockstepSystem

extension CargoRunner {
  /// Makes `.crate` files, in the order of the request.
  ///
  /// Several packages that need one another are packaged in one run, so that cargo can put each one
  /// under the next. Verifying runs build scripts; it sees no token.
  package func package(_ request: PackageRequest) async throws -> [PackagedCrate] {
    let lockRequest = LockRequest(
      folder: request.folder, manifestPath: request.manifestPath, offline: request.offline,
      configuration: request.configuration)
    let facts = try await metadata(lockRequest)
    let members = try Self.members(in: facts, of: request)
    guard let target = request.targetDirectory ?? facts["target_directory"].text else {
      throw ExplainedFailure(
        "cargo did not say where \(request.folder) builds to", why: [], hints: [], place: nil)
    }
    let result = try await run(
      try Self.arguments(for: request, members: members, targetDirectory: target),
      in: request.folder, for: .building, timeout: request.timeout)
    guard result.succeeded else {
      let names = members.map(\.name).joined(separator: ", ")
      throw failure("cannot package \(names)", result)
    }
    var crates: [PackagedCrate] = []
    for member in members {
      let path = "\(target)/package/\(member.name)-\(member.version).crate"
      let digest = try FileDigest.sha256(ofFile: path)
      let archive = try CrateArchive(
        path: path, name: member.name, version: member.version, host: host)
      crates.append(
        PackagedCrate(
          name: member.name, version: member.version, path: path, checksum: digest.checksum,
          size: digest.size, files: try await archive.files()))
    }
    return crates
  }

  struct Member: Hashable {
    var name: String
    var version: Version
  }

  /// The packages that a request means, from `cargo metadata`.
  private static func members(in facts: JSONValue, of request: PackageRequest) throws -> [Member] {
    var all: [String: Member] = [:]
    var own: Member?
    let manifest = request.manifestPath ?? "\(request.folder)/Cargo.toml"
    for package in facts["packages"].items {
      guard let name = package["name"].text,
        let version = package["version"].text.flatMap({ try? Version(parsing: $0) })
      else { continue }
      try CrateName.check(name)
      let member = Member(name: name, version: version)
      all[name] = member
      if let path = package["manifest_path"].text,
        Files.canonicalPath(path) == Files.canonicalPath(manifest)
      {
        own = member
      }
    }
    if request.packages.isEmpty {
      guard let own else {
        throw ExplainedFailure(
          "\(manifest) is not the manifest of a package",
          why: ["it is a workspace without a package of its own"],
          hints: ["name the packages that are to be published"], place: nil)
      }
      return [own]
    }
    return try request.packages.map { name in
      guard let member = all[name] else {
        throw ExplainedFailure(
          "\(request.folder) has no package `\(name)`",
          why: ["its packages are \(all.keys.sorted().joined(separator: ", "))"],
          hints: nearest(to: name, among: all.keys.sorted()).map { ["did you mean `\($0)`?"] }
            ?? [],
          place: nil)
      }
      return member
    }
  }

  private static func arguments(
    for request: PackageRequest, members: [Member], targetDirectory: String
  ) throws -> [String] {
    var arguments = ["package", "--color=never", "--target-dir=\(targetDirectory)"]
    if let manifest = request.manifestPath { arguments.append("--manifest-path=\(manifest)") }
    arguments += members.map { "--package=\($0.name)" }
    if let registry = request.registry {
      try CrateName.check(registry: registry)
      arguments.append("--registry=\(registry)")
    }
    if !request.verify { arguments.append("--no-verify") }
    if request.locked { arguments.append("--locked") }
    if request.offline { arguments.append("--offline") }
    if request.allowDirty { arguments.append("--allow-dirty") }
    return arguments + request.configuration.map { "--config=\($0)" }
  }
}

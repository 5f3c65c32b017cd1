import LockstepCore
import LockstepSystem

/// A copy of a file registry, by links, that holds packages which are not published yet.
///
/// With it a build, or the packaging of the next package, sees the world as it will be after the
/// publication; the registry itself is not touched.
package struct RegistryOverlay: Sendable {
  /// The folder of the copy.
  package var folder: String
  /// The settings that make cargo take packages from here instead of from the registry.
  package var configuration: [String]
  /// The names of the sources that are folders of sources, and that this stands in for.
  package var sources: [String] = []

  private let copy: any Registry
  private let lock: EffectLock

  /// Makes the copy of `original` at `folder`, which must not exist.
  ///
  /// `project` is the folder whose cargo configuration names the original as a source; where it does
  /// not, crates.io is replaced.
  package init(of original: FileRegistry, at folder: String, project: String) throws {
    try Self.link(original.folder, into: folder, except: ["index"])
    let index = "\(original.folder)/index"
    if Files.isDirectory(index) { try Files.copyTree(index, to: "\(folder)/index") }
    try Files.createDirectories("\(folder)/index")
    try self.init(
      FileRegistry(folder: folder, host: Self.quiet(original.host)), original: original.folder,
      at: folder,
      project: project, kind: "local-registry", host: original.host)
  }

  /// Makes the copy of a directory source.
  package init(of original: DirectorySource, at folder: String, project: String) throws {
    try Self.link(original.folder, into: folder, except: [])
    try self.init(
      DirectorySource(folder: folder, host: Self.quiet(original.host)), original: original.folder,
      at: folder,
      project: project, kind: "directory", host: original.host)
  }

  private init(
    _ copy: any Registry, original: String, at folder: String, project: String, kind: String,
    host: Host
  ) throws {
    self.copy = copy
    self.folder = folder
    lock = EffectLock(path: "\(folder).lock")
    let value = CargoSetting.text(folder)
    let found = try CargoConfiguration.load(for: project, host: host)
    let names = found.sources(at: original)
    if names.isEmpty {
      configuration = [
        "source.lockstep-overlay.\(kind)=\(value)",
        "source.crates-io.replace-with=\"lockstep-overlay\"",
      ]
    } else {
      configuration = names.map { "source.\(CargoSetting.text($0)).\(kind)=\(value)" }
      if kind == "directory" { sources = names }
      // Where another project's own files do not name the source, it is to be named all the same.
      if let standing = found.folder(standingFor: "crates-io"), let name = names.first,
        Files.canonicalPath(standing) == Files.canonicalPath(original)
      {
        configuration.append("source.crates-io.replace-with=\(CargoSetting.text(name))")
      }
    }
  }

  /// Puts a package into the copy.
  package func add(_ crate: PackagedCrate) async throws {
    let request = PublishRequest(crate: crate, folder: folder, lock: lock)
    if case .conflict(let checksum) = try await copy.publish(request) {
      throw ExplainedFailure(
        "\(crate.label) is published already with other contents",
        why: ["the registry has \(checksum ?? "no checksum"), the package has \(crate.checksum)"],
        hints: ["that version is spent: take the next one"])
    }
  }

  /// A copy is no part of the world, so a crash while it is written is not interesting.
  private static func quiet(_ host: Host) -> Host {
    var host = host
    host.faults = .none
    return host
  }

  private static func link(
    _ original: String, into folder: String, except: Set<String>
  ) throws {
    try Files.createDirectories(folder)
    for entry in try Files.list(original) where !entry.hasPrefix(".") && !except.contains(entry) {
      try Files.createSymbolicLink(at: "\(folder)/\(entry)", to: "\(original)/\(entry)")
    }
  }
}

extension CargoRunner {
  /// Makes the packages for a registry, in the order of the request; `scratch` is a folder that must
  /// not exist and that the caller removes once the packages were published.
  ///
  /// For a registry with an index over HTTP cargo can package several that need one another in one
  /// run. For a folder it cannot, so each one is put into a ``RegistryOverlay`` under the next.
  package func package(
    _ request: PackageRequest, for registry: any Registry, scratch: String
  ) async throws -> [PackagedCrate] {
    let overlay: RegistryOverlay
    switch registry {
    case is FileRegistry where request.packages.count < 2,
      is DirectorySource where request.packages.count < 2:
      return try await package(request)
    case let files as FileRegistry:
      overlay = try RegistryOverlay(of: files, at: scratch, project: request.folder)
    case let source as DirectorySource:
      overlay = try RegistryOverlay(of: source, at: scratch, project: request.folder)
    default:
      var named = request
      named.registry = registry.name
      return try await package(named)
    }
    var crates: [PackagedCrate] = []
    for name in request.packages {
      var one = request
      one.packages = [name]
      if !crates.isEmpty { one.configuration += overlay.configuration }
      for crate in try await package(one) {
        try await overlay.add(crate)
        crates.append(crate)
      }
    }
    return crates
  }
}

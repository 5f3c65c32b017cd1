import LockstepCore
import LockstepTOML

/// The edits that give packages of a repository a new version.
struct VersionBump {
  /// A package as it was before.
  struct Bumped: Hashable {
    let name: String
    let version: Version?

    init(_ name: String, _ version: Version?) {
      self.name = name
      self.version = version
    }
  }

  let version: Version
  let files: ManifestSet
  let manifests: RepositoryManifests
  private var edits: [String: EditedManifest] = [:]
  /// The packages that get the version, by their manifests.
  private(set) var bumped: [String: Bumped] = [:]

  init(version: Version, files: ManifestSet, manifests: RepositoryManifests) {
    self.version = version
    self.files = files
    self.manifests = manifests
  }

  /// The files that differ from what they were, sorted by path.
  var results: [EditedManifest] {
    edits.values.filter { $0.bytes != files[$0.path] }.sorted { $0.path < $1.path }
  }

  /// Takes in a file that was edited as a whole.
  mutating func record(_ edit: EditedManifest) { edits[edit.path] = edit }

  // MARK: - Versions

  /// Sets the version where it stands; whoever inherits it gets it too.
  mutating func editVersions(of packages: [String]) throws(ManifestEditError) {
    var places: Set<SourcePlace> = []
    for name in packages {
      guard let manifest = manifests.manifest(ofPackage: name), let facts = manifest.package else {
        throw ManifestEditError(
          "no manifest of the repository is that of the package `\(name)`",
          place: SourcePlace(path: "Cargo.toml", line: 1, column: 1),
          hints: manifests.problems.map(\.explanation.what))
      }
      guard let place = facts.versionPlace else {
        throw ManifestEditError(
          "the package `\(name)` has no version",
          place: SourcePlace(path: manifest.path, line: 1, column: 1),
          hints: ["give it a `version`, its own or the workspace's"])
      }
      guard places.insert(place).inserted else { continue }
      let version = version
      try edit(place.path, subject: name, at: place) { bytes throws(ManifestEditError) in
        try Self.setting(version, in: bytes, at: place, inherited: facts.inheritsVersion)
      }
    }
    for manifest in manifests.manifests {
      guard let package = manifest.package, let place = package.versionPlace,
        places.contains(place)
      else { continue }
      bumped[manifest.path] = Bumped(package.name, package.version)
    }
  }

  private static func setting(
    _ version: Version, in bytes: [UInt8], at place: SourcePlace, inherited: Bool
  ) throws(ManifestEditError) -> [UInt8] {
    do {
      var document = try TOMLDocument(parsing: bytes)
      let own: TOMLPath = document.root["package"] == nil ? ["project"] : ["package"]
      let package = inherited ? ["workspace", "package"] : own
      try document.replaceString(at: package + ["version"], with: version.description)
      return document.bytes
    } catch {
      throw ManifestEditError("\(error)", place: place)
    }
  }

  // MARK: - Requirements

  /// Raises what no longer admits the version, in everything that takes the packages by path.
  mutating func editRequirements() throws(ManifestEditError) {
    let folders = Set(bumped.keys.map { RepositoryPath.folder(of: $0) })
    let target = ReleaseTarget(version: version)
    for manifest in manifests.manifests {
      let stated = manifest.dependencies.filter { !$0.inherited }
      for dependency in stated + (manifest.workspace?.dependencies ?? []) + manifest.patches {
        guard let folder = dependency.folderInRepository, folders.contains(folder),
          let requirement = dependency.requirement, !requirement.admits(version)
        else { continue }
        try edit(dependency.manifest, subject: dependency.name, at: dependency.place) {
          bytes throws(ManifestEditError) in
          try Cargo().edit(.raise(to: target), of: dependency, in: bytes)
        }
      }
    }
  }

  private mutating func edit(
    _ path: String, subject: String, at place: SourcePlace,
    _ change: ([UInt8]) throws(ManifestEditError) -> [UInt8]
  ) throws(ManifestEditError) {
    guard let bytes = edits[path]?.bytes ?? files[path] else {
      throw ManifestEditError("the manifest is not there", place: place)
    }
    let edited = try change(bytes)
    guard edited != bytes else { return }
    let difference = ByteChange(from: bytes, to: edited)
    var file = edits[path] ?? EditedManifest(path: path, bytes: bytes, changes: [])
    file.bytes = edited
    file.changes.append(
      EditedManifest.Change(
        subject: subject, from: difference.removed, to: difference.added, place: place))
    edits[path] = file
  }
}

internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepVerification

/// The sources of dependents, read from the fleet's store: only of packages that depend on the
/// foundation, and many repositories at once.
struct SourceShelf: Sendable {
  /// A package of a dependent whose sources are wanted.
  struct Wish: Sendable {
    /// The package's folder in its repository.
    var folder: String
    var library: String
    /// The crates that lead to the foundation, by the name in its sources.
    var crates: [String: String]
    /// Folders of other packages inside.
    var others: [String]

    /// The wanted packages of a dependent: those that have one of `uses`.
    static func all(of dependent: Dependent, uses: [Use]) -> [Wish] {
      let manifests = Dictionary(
        dependent.facts.packages.map { ($0.manifest, $0) }, uniquingKeysWith: { first, _ in first })
      let folders = dependent.facts.packages.map { RepositoryPath.folder(of: $0.manifest) }
      let byMember = Dictionary(grouping: uses, by: \.dependency.member)
      return byMember.sorted { $0.key < $1.key }.compactMap { member, uses in
        guard let package = manifests[member] else { return nil }
        let folder = RepositoryPath.folder(of: member)
        let crates = uses.map { (crateName($0.dependency.key), crateName($0.dependency.name)) }
        return Wish(
          folder: folder, library: crateName(package.name),
          crates: Dictionary(crates, uniquingKeysWith: { first, _ in first }),
          others: folders.filter { $0 != folder && RepositoryPath.isInside($0, folder) })
      }
    }

    /// A package's name as paths spell it.
    static func crateName(_ name: String) -> String { name.replacing("-", with: "_") }

    /// Whether a file of the repository belongs to the package.
    func has(_ path: String) -> Bool {
      RepositoryPath.isInside(path, folder)
        && !others.contains { RepositoryPath.isInside(path, $0) }
    }

    /// The file's path in the package.
    func local(_ path: String) -> String {
      folder.isEmpty ? path : String(path.dropFirst(folder.count + 1))
    }
  }

  /// What could be read of one package.
  struct Package: Sendable {
    var folder: String
    var source: SourcePackage
  }

  let objects: GitRepository

  /// The source files of many commits, in one walk over all of their trees; what cannot be listed
  /// says why.
  func lists(
    of commits: Set<ObjectID>
  ) async throws -> [ObjectID: Result<[TreeFile], RepositoryError>] {
    try await objects.fileLists(in: commits.sorted()) { $0.hasSuffix(".rs") }
  }

  /// Reads the packages of one group of repositories with one process.
  func packages(
    _ wanted: [(wishes: [Wish], files: [TreeFile])]
  ) async throws -> [[Package]] {
    var specs: [ObjectSpec] = []
    for (wishes, files) in wanted {
      for wish in wishes {
        specs += files.filter { $0.isRegular && wish.has($0.path) }.map { .object($0.id) }
      }
    }
    var contents = try await objects.read(specs).makeIterator()
    return wanted.map { wishes, files in
      wishes.map { wish in
        var found: [SourcePackage.File] = []
        for file in files where file.isRegular && wish.has(file.path) {
          guard let content = contents.next() ?? nil else { continue }
          found.append(SourcePackage.File(path: wish.local(file.path), bytes: content.bytes))
        }
        return Package(
          folder: wish.folder,
          source: SourcePackage(library: wish.library, crates: wish.crates, files: found))
      }
    }
  }
}

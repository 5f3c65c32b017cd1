internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepSystem
internal import LockstepVerification

/// How the repositories of a fleet lie beside one another when one of them is built.
struct FleetLayout: Sendable {
  let workspace: Workspace
  let fleet: Fleet
  let yard: BuildYard
  /// Commits that take the place of a dependent's tip, because this operation has prepared them.
  var prepared: [RepositoryName: ObjectID] = [:]
  /// The folder of each of the foundation's packages in its repository, where it is not the top.
  var foundationFolders: [String: String] = [:]

  /// Builds `dependent` at `commit`, with the foundation as of `foundation` wherever a path leads there.
  ///
  /// - Parameter settled: Fixes a dependent without a lock to that version, which would else take the
  ///   newest one.
  func verdict(
    of dependent: Dependent, at commit: ObjectID, foundation: ReleasedVersion?,
    settled: Bool = false
  ) async throws -> BuildVerdict {
    try await yard.verdict(
      of: try subject(of: dependent, at: commit, foundation: foundation, settled: settled))
  }

  func subject(
    of dependent: Dependent, at commit: ObjectID, foundation: ReleasedVersion?,
    settled: Bool = false
  ) throws -> BuildSubject {
    var precise: [String: Version] = [:]
    if settled, let foundation {
      for use in dependent.directUses where use.floats(to: foundation.version) {
        if case .registry = use.dependency.source {
          precise[use.dependency.name] = foundation.version
        }
      }
    }
    return BuildSubject(
      name: dependent.name, objects: workspace.store.objects, commit: commit,
      roots: roots(of: dependent), siblings: try siblings(of: dependent, foundation: foundation),
      precise: precise, context: foundation?.version.description ?? "none")
  }

  /// The manifests that are built by themselves, of those that lead to the foundation.
  private func roots(of dependent: Dependent) -> [BuildSubject.Root] {
    var roots: [String: BuildSubject.Root] = [:]
    for use in dependent.uses {
      let manifest = use.dependency.member
      let root = dependent.facts.build(of: manifest)?.root ?? manifest
      let locked = dependent.facts.lock(for: manifest) != nil
      roots[root, default: BuildSubject.Root(manifest: root, locked: locked)].features +=
        use.dependency.optional ? Array(use.enabledBy.prefix(1)) : []
    }
    return roots.values.sorted { $0.manifest < $1.manifest }
  }

  /// The repositories that have to lie beside `dependent`, those of its siblings included.
  private func siblings(of dependent: Dependent, foundation: ReleasedVersion?) throws -> [Sibling] {
    var found: [String: Sibling] = [:]
    var seen: Set<RepositoryName> = [dependent.name]
    var waiting: [(dependent: Dependent, folder: String)] = [(dependent, "")]
    while let (current, folder) = waiting.popLast() {
      for use in current.uses where use.dependency.folderOutside {
        guard let place = place(of: use, in: current, folder: folder) else { continue }
        if let via = use.via, let other = fleet.dependent(via) {
          found[place] = Sibling(
            path: place, objects: workspace.store.objects, commit: prepared[via] ?? other.commit)
          if seen.insert(via).inserted { waiting.append((other, place)) }
        } else if use.via == nil, let foundation {
          found[place] = Sibling(
            path: place, objects: workspace.repository, commit: foundation.commit)
        }
      }
    }
    return found.values.sorted { $0.path < $1.path }
  }

  /// Where the repository that `use` leads to lies, relative to the top of what is built.
  private func place(of use: Use, in dependent: Dependent, folder: String) -> String? {
    guard case .path(let path) = use.dependency.source else { return nil }
    let manifest = RepositoryPath.folder(of: use.dependency.manifest)
    let target = RelativePath.normalised("\(folder)/\(manifest)/\(path)")
    let inside = packageFolder(of: use)
    guard !inside.isEmpty else { return target }
    guard target.hasSuffix("/" + inside) else { return nil }
    return String(target.dropLast(inside.count + 1))
  }

  /// The folder of the used package inside its own repository.
  private func packageFolder(of use: Use) -> String {
    guard let via = use.via else { return foundationFolders[use.dependency.name] ?? "" }
    let package = fleet.dependent(via)?.facts.packages.first { $0.name == use.dependency.name }
    return package.map { RepositoryPath.folder(of: $0.manifest) } ?? ""
  }
}

/// Relative paths that may climb.
enum RelativePath {
  /// Folds `.` and `..` away, as far as they can be.
  static func normalised(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else {
        parts.append(part)
      }
    }
    return parts.joined(separator: "/")
  }
}

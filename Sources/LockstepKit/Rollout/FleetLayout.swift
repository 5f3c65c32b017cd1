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
  /// What tells the world of these builds from the present one; part of what verdicts are kept by.
  var world: String?

  /// Builds `dependent` at `commit`, with the foundation as of `foundation` wherever a path leads there.
  ///
  /// - Parameter settled: Fixes a dependent without a lock to that version, which would else take the
  ///   newest one.
  func verdict(
    of dependent: Dependent, at commit: ObjectID, foundation: ReleasedVersion?,
    settled: Bool = false
  ) async throws -> BuildVerdict {
    try await yard.verdict(
      of: try await subject(of: dependent, at: commit, foundation: foundation, settled: settled))
  }

  func subject(
    of dependent: Dependent, at commit: ObjectID, foundation: ReleasedVersion?,
    settled: Bool = false
  ) async throws -> BuildSubject {
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
      roots: roots(of: dependent),
      siblings: try await siblings(of: dependent, at: commit, foundation: foundation),
      precise: precise, context: world ?? foundation?.version.description ?? "none")
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
  private func siblings(
    of dependent: Dependent, at commit: ObjectID, foundation: ReleasedVersion?
  ) async throws -> [Sibling] {
    var found: [String: Sibling] = [:]
    var seen: Set<RepositoryName> = [dependent.name]
    var waiting = [(needs: try await needs(of: dependent, at: commit), folder: "")]
    while let (needs, folder) = waiting.popLast() {
      for need in needs where need.folderOutside {
        if fleet.foundation.packages.contains(need.name) {
          let inside = foundationFolders[need.name] ?? ""
          guard let foundation, let place = place(of: need, in: folder, inside: inside)
          else { continue }
          found[place] = Sibling(
            path: place, objects: workspace.repository, commit: foundation.commit)
        } else if let (provider, inside) = provider(of: need.name),
          let place = place(of: need, in: folder, inside: inside)
        {
          let commit = prepared[provider.name] ?? provider.commit
          found[place] = Sibling(path: place, objects: workspace.store.objects, commit: commit)
          guard seen.insert(provider.name).inserted else { continue }
          waiting.append((try await self.needs(of: provider, at: commit), place))
        }
      }
    }
    return found.values.sorted { $0.path < $1.path }
  }

  /// What a dependent's manifests ask for at `commit`, which may be another one than its tip.
  private func needs(of dependent: Dependent, at commit: ObjectID) async throws -> [Dependency] {
    guard commit != dependent.commit else { return dependent.facts.dependencies }
    let files = try await workspace.store.objects.manifestSet(of: commit)
    return Cargo().read(files).manifests.flatMap(\.dependencies)
  }

  /// The dependent that holds the package called `name`, and the package's folder in it.
  func provider(of name: String) -> (Dependent, folder: String)? {
    for dependent in fleet.dependents {
      if let package = dependent.facts.packages.first(where: { $0.name == name }) {
        return (dependent, RepositoryPath.folder(of: package.manifest))
      }
    }
    return nil
  }

  /// Where the repository that `need` leads to lies, relative to the top of what is built; `nil` where
  /// the path does not end at the package's folder.
  private func place(of need: Dependency, in folder: String, inside: String) -> String? {
    guard case .path(let path) = need.source else { return nil }
    let manifest = RepositoryPath.folder(of: need.manifest)
    let target = RelativePath.normalised("\(folder)/\(manifest)/\(path)")
    guard !inside.isEmpty else { return target }
    guard target.hasSuffix("/" + inside) else { return nil }
    return String(target.dropLast(inside.count + 1))
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

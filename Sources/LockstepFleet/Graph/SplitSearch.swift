import LockstepCore
import LockstepEcosystems

/// Looks for builds in which two versions or sources of the foundation meet.
struct SplitSearch {
  /// A way on which the foundation comes into a build.
  private struct Way {
    let dependency: Dependency
    let through: [Int]
  }

  let assembly: FleetAssembly
  /// The positions of the dependents.
  let users: Set<Int>

  private var members: [ReadMember] { assembly.members }

  /// All splits, by repository and build.
  func splits() -> [VersionSplit] {
    users.sorted().flatMap { position in
      members[position].facts.builds.flatMap { splits(of: $0, in: position) }
    }
  }

  private func splits(of build: RepositoryFacts.Build, in position: Int) -> [VersionSplit] {
    let ways = ways(of: build, in: position)
    let lock = members[position].facts.locks.first { $0.path == build.lock }
    return assembly.foundation.packages.compactMap { package in
      let ways = ways.filter { $0.dependency.name == package }
      let sides =
        lock.map { lockedSides(package, $0, ways, position) }
        ?? requiredSides(patched(ways, by: build, package, position))
      guard sides.count > 1 else { return nil }
      return VersionSplit(
        repository: members[position].member.name, build: build.root, package: package,
        sides: sides, isLocked: lock != nil)
    }
  }

  /// Every way from a build's packages to the foundation, the shortest to each requirement.
  private func ways(of build: RepositoryFacts.Build, in position: Int) -> [Way] {
    let start = build.members.map { FleetAssembly.Node(member: position, manifest: $0) }
    var seen = Set(start)
    var waiting = start.map { (node: $0, through: [position]) }
    let own = seen
    var ways: [Way] = []
    var next = 0
    while next < waiting.count {
      let (node, through) = waiting[next]
      next += 1
      for edge in assembly.edges[node] ?? [] where edge.dependency.patching == nil {
        // What a package needs for its own tests does not come with it.
        guard !edge.isDevelopment || own.contains(node) else { continue }
        if edge.toFoundation { ways.append(Way(dependency: edge.dependency, through: through)) }
        for target in edge.targets
        where assembly.carriers.contains(target) && seen.insert(target).inserted {
          let same = target.member == through.last
          waiting.append((target, same ? through : through + [target.member]))
        }
      }
    }
    return ways
  }

  private func lockedSides(
    _ package: String, _ lock: RepositoryFacts.Lock, _ ways: [Way], _ position: Int
  ) -> [VersionSplit.Side] {
    lock.packages.filter { $0.name == package }.map { entry in
      let alone = RepositoryFacts.Lock(path: lock.path, packages: [entry])
      let way = ways.first { !LockMatch.strictEntries(for: $0.dependency, in: alone).isEmpty }
      let source = entry.git.map { "git \($0.url) \($0.reference)" }
      return VersionSplit.Side(
        source: source ?? (entry.source == nil ? "a folder" : "registry"),
        version: entry.version.description,
        through: (way?.through ?? [position]).map { members[$0].member.name },
        place: SourcePlace(path: lock.path, line: max(1, entry.line), column: 1))
    }
  }

  /// The ways with what the build's `[patch]` entries put in their place.
  private func patched(
    _ ways: [Way], by build: RepositoryFacts.Build, _ package: String, _ position: Int
  ) -> [Way] {
    let patches = members[position].facts.dependencies.filter {
      $0.patching != nil && $0.name == package && $0.manifest == build.root
    }
    guard !patches.isEmpty else { return ways }
    return ways.map { way in
      let patch = patches.first { Self.replaces($0.patching ?? "", way.dependency.source) }
      guard let patch else { return way }
      return Way(dependency: patch, through: [position])
    }
  }

  private static func replaces(_ patched: String, _ source: SourceKind) -> Bool {
    switch source {
    case .registry(let name): patched == (name ?? "crates-io")
    case .git(let url, _): AddressIdentity(patched) == AddressIdentity(url)
    case .path: false
    }
  }

  private func requiredSides(_ ways: [Way]) -> [VersionSplit.Side] {
    var sides: [VersionSplit.Side] = []
    var requirements: [[Requirement]] = []
    var seen: Set<String> = []
    for way in ways {
      switch way.dependency.source {
      case .registry:
        guard !joins(way.dependency.requirement, &requirements) else { continue }
      case .git(let url, let reference):
        guard seen.insert("git \(AddressIdentity(url).text) \(reference)").inserted else {
          continue
        }
      case .path:
        guard seen.insert("folder").inserted else { continue }
      }
      sides.append(side(way))
    }
    return sides
  }

  /// Whether one released version can serve `requirement` together with those of a group; the
  /// requirement opens a group of its own otherwise.
  private func joins(_ requirement: Requirement?, _ groups: inout [[Requirement]]) -> Bool {
    guard let requirement else {
      if groups.isEmpty { groups.append([]) } else { return true }
      return false
    }
    for index in groups.indices where canServe(groups[index] + [requirement]) {
      groups[index].append(requirement)
      return true
    }
    groups.append([requirement])
    return false
  }

  private func canServe(_ requirements: [Requirement]) -> Bool {
    // Where no release is known, each requirement's own lowest versions stand for them.
    let known = assembly.foundation.versions
    let candidates = known + requirements.flatMap { $0.lowestVersions }
    return candidates.contains { version in requirements.allSatisfy { $0.admits(version) } }
  }

  private func side(_ way: Way) -> VersionSplit.Side {
    let dependency = way.dependency
    let source =
      switch dependency.source {
      case .registry: "registry"
      case .git(let url, let reference): "git \(url) \(reference)"
      case .path(let path): "folder \(path)"
      }
    return VersionSplit.Side(
      source: source,
      version: dependency.requirementText ?? dependency.requirement?.description ?? "*",
      through: way.through.map { members[$0].member.name }, place: dependency.place)
  }
}

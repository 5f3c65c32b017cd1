import LockstepCore
import LockstepEcosystems

/// Looks for builds in which two versions or sources of the foundation meet.
struct SplitSearch {
  /// A way on which the foundation comes into a build.
  private struct Way {
    let dependency: Dependency
    let through: [Int]
  }

  private let assembly: FleetAssembly
  /// The positions of the dependents.
  private let users: Set<Int>
  /// How many different things each carrier may bring along; most bring one.
  private let variety: [FleetAssembly.Node: Set<String>]

  private var members: [ReadMember] { assembly.members }

  init(assembly: FleetAssembly, users: Set<Int>) {
    self.assembly = assembly
    self.users = users
    variety = Self.variety(in: assembly)
  }

  /// Spreads what each package asks for to everybody who takes the package.
  private static func variety(in assembly: FleetAssembly) -> [FleetAssembly.Node: Set<String>] {
    var variety: [FleetAssembly.Node: Set<String>] = [:]
    var users: [FleetAssembly.Node: [FleetAssembly.Node]] = [:]
    for (node, edges) in assembly.edges {
      for edge in edges where !edge.isDevelopment {
        if edge.toFoundation { variety[node, default: []].insert(kind(of: edge.dependency)) }
        for target in edge.targets { users[target, default: []].append(node) }
      }
    }
    var waiting = Array(variety.keys)
    while let node = waiting.popLast() {
      let brought = variety[node] ?? []
      for user in users[node] ?? [] where !brought.isSubset(of: variety[user] ?? []) {
        variety[user, default: []].formUnion(brought)
        waiting.append(user)
      }
    }
    return variety
  }

  /// Equal for requirements that surely come to the same.
  private static func kind(of dependency: Dependency) -> String {
    let source =
      switch dependency.source {
      case .registry: dependency.requirement?.description ?? "*"
      case .git(let url, let reference): "git \(AddressIdentity(url).text) \(reference)"
      case .path: "folder"
      }
    return "\(dependency.name) \(source)"
  }

  /// All splits, by repository and build.
  func splits() -> [VersionSplit] {
    users.sorted().flatMap { position in
      members[position].facts.builds.flatMap { splits(of: $0, in: position) }
    }
  }

  private func splits(of build: RepositoryFacts.Build, in position: Int) -> [VersionSplit] {
    let lock = members[position].facts.locks.first { $0.path == build.lock }
    let suspects = assembly.foundation.packages.filter { package in
      guard let lock else { return true }
      return lock.packages.count { $0.name == package } > 1
    }
    guard !suspects.isEmpty, lock != nil || mayMeet(build, in: position) else { return [] }
    let ways = ways(of: build, in: position)
    return suspects.compactMap { package in
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

  /// Whether a build gets more than one thing, as far as can be told without walking all ways.
  private func mayMeet(_ build: RepositoryFacts.Build, in position: Int) -> Bool {
    var kinds: Set<String> = []
    for manifest in build.members {
      let node = FleetAssembly.Node(member: position, manifest: manifest)
      kinds.formUnion(variety[node] ?? [])
      for edge in assembly.edges[node] ?? [] where edge.isDevelopment {
        if edge.toFoundation { kinds.insert(Self.kind(of: edge.dependency)) }
        for target in edge.targets { kinds.formUnion(variety[target] ?? []) }
      }
    }
    return kinds.count > 1
  }

  /// Every way from a build's packages to the foundation, the shortest to each requirement.
  private func ways(of build: RepositoryFacts.Build, in position: Int) -> [Way] {
    let own = build.members.map { FleetAssembly.Node(member: position, manifest: $0) }
    var from: [FleetAssembly.Node: FleetAssembly.Node] = [:]
    var seen = Set(own)
    var waiting = own
    var ways: [Way] = []
    var next = 0
    while next < waiting.count {
      let node = waiting[next]
      let isOwn = next < own.count
      next += 1
      for edge in assembly.edges[node] ?? [] where edge.dependency.patching == nil {
        // What a package needs for its own tests does not come with it.
        guard !edge.isDevelopment || isOwn else { continue }
        if edge.toFoundation {
          ways.append(Way(dependency: edge.dependency, through: path(to: node, from)))
        }
        for target in edge.targets
        where assembly.carriers.contains(target) && seen.insert(target).inserted {
          from[target] = node
          waiting.append(target)
        }
      }
    }
    return ways
  }

  /// The members on the way to a package, each once where the way stays in it.
  private func path(
    to node: FleetAssembly.Node, _ from: [FleetAssembly.Node: FleetAssembly.Node]
  ) -> [Int] {
    var path = [node.member]
    var node = node
    while let before = from[node] {
      if before.member != path.last { path.append(before.member) }
      node = before
    }
    return path.reversed()
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

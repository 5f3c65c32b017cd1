import LockstepCore
import LockstepEcosystems
import LockstepGit

/// Who provides which package, and where: what a requirement is looked up in.
struct FleetIndex {
  /// What a requirement leads to.
  enum Target: Hashable {
    /// The foundation.
    case foundation
    /// A package of a member, by the member's position and the package's manifest.
    case package(member: Int, manifest: String)
    /// A member that has the address but, at its tip, not the package.
    case repository(member: Int)
  }

  private let foundation: FoundationFacts
  private let members: [ReadMember]
  private let foundationAddresses: Set<AddressIdentity>
  private let foundationFolder: String
  private var byAddress: [AddressIdentity: Int] = [:]
  private var byFolder: [String: Int] = [:]
  /// Published packages by name; the first member in order has a name that several claim.
  private var published: [String: (member: Int, manifest: String)] = [:]
  private let folders: [String]

  /// The folder of each member, as far as paths are concerned.
  ///
  /// A member that has no checkout is taken to lie beside the foundation, under its own name.
  func folder(of member: Int) -> String { folders[member] }

  init(foundation: FoundationFacts, members: [ReadMember]) {
    self.foundation = foundation
    self.members = members
    let home = foundation.checkout ?? "/\(foundation.name)"
    let neighbours = LexicalPath.parent(of: home)
    foundationFolder = home
    foundationAddresses = Set(foundation.addresses.map { AddressIdentity($0.text) })
    folders = members.map {
      $0.member.checkout ?? LexicalPath.resolve($0.member.name.description, from: neighbours)
    }
    for (index, member) in members.enumerated() {
      let identity = AddressIdentity(member.member.address.text)
      if byAddress[identity] == nil { byAddress[identity] = index }
      if byFolder[folders[index]] == nil { byFolder[folders[index]] = index }
      for package in member.facts.packages where package.isPublished {
        if published[package.name] == nil {
          published[package.name] = (index, package.manifest)
        }
      }
    }
  }

  /// The names that lock files are searched for: everything the fleet provides.
  var interest: Set<String> {
    Set(foundation.packages).union(members.flatMap { $0.facts.packages.map(\.name) })
  }

  /// What `dependency` of the member at `position` leads to; nil where it leaves the fleet.
  func target(of dependency: Dependency, in position: Int) -> Target? {
    switch dependency.source {
    case .registry(let name): registry(dependency, name, position)
    case .git(let url, _): git(dependency, url, position)
    case .path(let path): folder(dependency, path, position)
    }
  }

  private func registry(_ dependency: Dependency, _ name: String?, _ position: Int) -> Target? {
    if foundation.packages.contains(dependency.name) {
      return sameRegistry(name) ? .foundation : nil
    }
    guard let found = published[dependency.name] else { return nil }
    return .package(member: found.member, manifest: found.manifest)
  }

  /// Whether a dependency's registry can be the foundation's; an index's address tells nothing.
  private func sameRegistry(_ name: String?) -> Bool {
    guard let own = foundation.registry else { return true }
    let name = name ?? "crates-io"
    return name == own || name.contains("://")
  }

  private func git(_ dependency: Dependency, _ url: String, _ position: Int) -> Target? {
    let identity = AddressIdentity(url, relativeTo: folders[position])
    if foundationAddresses.contains(identity) { return .foundation }
    guard let member = byAddress[identity] else { return nil }
    return package(dependency.name, of: member)
  }

  private func package(_ name: String, of member: Int) -> Target {
    guard let package = members[member].facts.packages.first(where: { $0.name == name }) else {
      return .repository(member: member)
    }
    return .package(member: member, manifest: package.manifest)
  }

  private func folder(_ dependency: Dependency, _ path: String, _ position: Int) -> Target? {
    let own = folders[position]
    let base = LexicalPath.resolve(RepositoryPath.folder(of: dependency.manifest), from: own)
    let wanted = LexicalPath.resolve(path, from: base)
    if let inside = LexicalPath.below(own, wanted) {
      return .package(
        member: position, manifest: RepositoryPath.file("Cargo.toml", in: inside))
    }
    if LexicalPath.below(foundationFolder, wanted) != nil { return .foundation }
    // The folder itself or one above it is a member's checkout.
    var candidate = wanted
    while candidate != "/" {
      if let member = byFolder[candidate] { return package(dependency.name, of: member) }
      candidate = LexicalPath.parent(of: candidate)
    }
    return nil
  }
}

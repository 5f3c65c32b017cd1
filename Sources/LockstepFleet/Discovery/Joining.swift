import LockstepCore
import LockstepGit

/// Joins checkouts with the configured dependents, and with what forges have.
struct Joining {
  let configuration: Configuration
  let directory: String
  var result: Discovery
  private var taken: Set<RepositoryName> = []

  init(configuration: Configuration, directory: String, result: Discovery) {
    self.configuration = configuration
    self.directory = directory
    self.result = result
  }

  mutating func join(_ checkouts: [Checkout], _ found: [FoundRepository]) {
    let hosted = Dictionary(found.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let chosen = oneForEachAddress(checkouts)
    var byIdentity: [AddressIdentity: Int] = [:]
    var byName: [String: Int] = [:]
    for (index, checkout) in chosen.enumerated() {
      byIdentity[checkout.identity] = index
      byName[checkout.name] = byName[checkout.name] ?? index
    }
    var joined: Set<Int> = []
    for settings in configuration.fleet.dependents {
      let address = settings.address.map(absolute)
      let name = settings.name.description
      let byAddress = address.flatMap { byIdentity[AddressIdentity($0.text)] }
      let index = (byAddress ?? byName[name]).flatMap { joined.insert($0).inserted ? $0 : nil }
      let checkout = index.map { chosen[$0] }
      guard let found = address ?? checkout?.address ?? hosted[name]?.address else {
        result.problems[name] = Explanation(
          "`\(name)` is configured, but nobody says where it is",
          why: ["it has no `url`, and no checkout of that name matches `search`"],
          hints: ["add its `url`, or clone it where `search` looks"], place: settings.place)
        continue
      }
      if byAddress == nil, let checkout, address != nil {
        noteOtherOrigin(checkout, settings, found)
      }
      taken.insert(settings.name)
      result.members.append(
        FleetMember(
          name: settings.name, address: found, checkout: checkout?.folder,
          branch: byAddress == nil && address != nil ? nil : checkout?.branch, settings: settings))
    }
    for (index, checkout) in chosen.enumerated() where !joined.contains(index) { add(checkout) }
    var known = Set(result.members.map { AddressIdentity($0.address.text) })
    for repository in found.sorted(by: { ($0.owner, $0.name) < ($1.owner, $1.name) })
    where known.insert(AddressIdentity(repository.address.text)).inserted {
      add(repository)
    }
    result.members.sort { $0.name < $1.name }
  }

  private func absolute(_ address: RemoteAddress) -> RemoteAddress {
    let text = address.text
    guard text.hasPrefix("./") || text.hasPrefix("../"),
      let resolved = try? RemoteAddress(parsing: LexicalPath.resolve(text, from: directory))
    else { return address }
    return resolved
  }

  /// Of several checkouts of one repository, the one that is called like it, else the first.
  private mutating func oneForEachAddress(_ checkouts: [Checkout]) -> [Checkout] {
    var groups: [AddressIdentity: [Checkout]] = [:]
    for checkout in checkouts { groups[checkout.identity, default: []].append(checkout) }
    var chosen: [Checkout] = []
    let configured = Set(configuration.fleet.dependents.map(\.name.description))
    for (identity, group) in groups {
      let repository = LexicalPath.name(of: identity.text)
      let sorted = group.sorted { $0.folder < $1.folder }
      guard
        let best = sorted.first(where: { configured.contains($0.name) })
          ?? sorted.first(where: { $0.name == repository }) ?? sorted.first
      else { continue }
      chosen.append(best)
      guard group.count > 1 else { continue }
      let others = sorted.filter { $0.folder != best.folder }.map { "`\($0.folder)`" }
      result.notes.append(
        Explanation(
          "`\(best.folder)` stands for \(group.count) checkouts of \(best.address)",
          why: [
            "\(others.joined(separator: ", ")) \(others.count == 1 ? "has" : "have") the same origin"
          ],
          hints: ["nothing is read from a working tree, so it does not matter which one is taken"]))
    }
    result.notes.sort { $0.what < $1.what }
    return chosen.sorted { $0.folder < $1.folder }
  }

  private mutating func noteOtherOrigin(
    _ checkout: Checkout, _ settings: Configuration.DependentSettings, _ address: RemoteAddress
  ) {
    result.notes.append(
      Explanation(
        "`\(settings.name)` has another origin in its checkout than in the configuration",
        why: [
          "`\(checkout.folder)` has \(checkout.address); configured is \(address), which counts"
        ],
        hints: ["make them one, for example with `git remote set-url origin \(address)`"],
        place: settings.place))
  }

  private mutating func add(_ repository: FoundRepository) {
    for candidate in [repository.name, "\(repository.owner)/\(repository.name)"] {
      guard let name = try? RepositoryName(candidate), taken.insert(name).inserted else { continue }
      result.members.append(
        FleetMember(name: name, address: repository.address, branch: repository.branch))
      return
    }
    result.problems["\(repository.address)"] = Explanation(
      "`\(repository.address)` has no name that can be used",
      hints: ["give it one in a [[fleet.dependent]] with its `url`"])
  }

  private mutating func add(_ checkout: Checkout) {
    // Two folders of one name in different places are told apart by the folders above them.
    let above = LexicalPath.name(of: LexicalPath.parent(of: checkout.folder))
    for candidate in [checkout.name, "\(above)/\(checkout.name)", checkout.folder] {
      guard let name = try? RepositoryName(candidate), taken.insert(name).inserted else { continue }
      result.members.append(
        FleetMember(
          name: name, address: checkout.address, checkout: checkout.folder,
          branch: checkout.branch))
      return
    }
    result.problems[checkout.folder] = Explanation(
      "the checkout `\(checkout.folder)` has no name that can be used",
      hints: ["give it one in a [[fleet.dependent]] with its `url`"])
  }
}

extension CargoLockFile {
  /// Who has a package in its build, and through whom.
  package struct Requirer: Hashable, Sendable {
    /// The package that needs it.
    package var package: LockedPackage
    /// The packages between, from the needing one to the needed, both left out; empty where the
    /// need is direct.
    package var via: [LockedPackage]

    /// Whether the package names the needed one itself.
    package var isDirect: Bool { via.isEmpty }
  }

  /// Every package that needs the one at `index`, directly or through others, each by its shortest
  /// way; the nearest first, then in the file's order.
  package func requirers(of index: Int) -> [Requirer] {
    var users: [[Int]] = Array(repeating: [], count: packages.count)
    for (position, package) in packages.enumerated() {
      for reference in package.dependencies {
        if let needed = self.index(ofReference: reference) { users[needed].append(position) }
      }
    }
    var ways: [Int: [Int]] = [index: []]
    var found: [Requirer] = []
    var front = [index]
    while !front.isEmpty {
      var next: [Int] = []
      for position in front {
        let way = position == index ? [] : [position] + (ways[position] ?? [])
        for user in users[position] where ways[user] == nil {
          ways[user] = way
          next.append(user)
        }
      }
      front = next.sorted()
      found += front.map { position in
        Requirer(package: packages[position], via: (ways[position] ?? []).map { packages[$0] })
      }
    }
    return found
  }
}

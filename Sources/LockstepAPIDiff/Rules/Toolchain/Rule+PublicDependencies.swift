import LockstepCore

extension Rule {
  /// Dependencies whose types are part of the API.
  static let publicDependencies: [Rule] = [
    Rule(
      "public_dependency_changed", .major,
      "`{item}`, whose types are part of the API, comes in an incompatible version",
      why: "The types of two incompatible versions are different types: whoever passes one of the "
        + "old version does not compile.",
      see: "https://rust-lang.github.io/rfcs/1977-public-private-dependencies.html",
      Strategy { comparison in
        let later = comparison.after.package.normalDependencies
        let changes = comparison.before.package.normalDependencies.compactMap { name, old in
          guard let new = later[name], old.package == new.package, let was = old.line,
            let now = new.line, !was.isCompatible(with: now)
          else { return nil as (String, Sighting)? }
          let sighting = Sighting(
            path: old.package, before: .text("\(old.package) = \"\(old.requirement)\""),
            after: .text("\(new.package) = \"\(new.requirement)\""))
          return (name, sighting)
        }
        // Who is named in the API takes a walk over all of it.
        if changes.isEmpty { return [] }
        let seen = comparison.before.foreignCrates.intersection(comparison.after.foreignCrates)
        return changes.filter { seen.contains($0.0) }.map(\.1).sorted { $0.path < $1.path }
      })
  ]
}

extension PackageFacts {
  /// What the library is built with, by the name that paths begin with.
  var normalDependencies: [String: Dependency] {
    Dictionary(
      dependencies.filter { $0.kind == .normal }.map {
        ($0.name.replacing("-", with: "_"), $0)
      }, uniquingKeysWith: { first, _ in first })
  }
}

extension PackageFacts.Dependency {
  /// The least version that the requirement names, which tells the line of compatible ones.
  var line: Version? {
    let digits = requirement.drop { !$0.isASCII || !$0.isNumber }
    let first = digits.prefix { $0.isNumber || $0 == "." }
    let parts = first.split(separator: ".").compactMap { UInt64($0) }
    guard let major = parts.first else { return nil }
    return Version(major, parts.count > 1 ? parts[1] : 0, parts.count > 2 ? parts[2] : 0)
  }
}

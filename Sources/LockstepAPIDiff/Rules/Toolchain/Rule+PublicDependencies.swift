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

extension Surface {
  /// The crates whose items signatures of the promised API name.
  var foreignCrates: Set<String> {
    var found: Set<String> = []
    func add(_ path: RustPath) {
      if path.item == nil, let name = path.resolved.split(separator: ":").first {
        found.insert(String(name))
      }
    }
    func add(_ type: RustType) {
      type.visit { part in
        switch part {
        case .path(let path): add(path)
        case .dynamic(let traits, _): traits.forEach { add($0.path) }
        case .opaque(let bounds):
          for case .trait(let bound) in bounds { add(bound.path) }
        default: break
        }
      }
    }
    for item in items where isPromised(item.id) {
      switch item.kind {
      case .function(let value):
        value.inputs.forEach { add($0.type) }
        value.output.map(add)
        for parameter in value.generics.parameters {
          if case .type(let bounds, _) = parameter.kind {
            for case .trait(let bound) in bounds { add(bound.path) }
          }
        }
      case .field(let type), .constant(let type, _), .staticVariable(let type, _, _),
        .typeAlias(_, let type), .associatedConstant(let type, _):
        add(type)
      case .trait(let value):
        for case .trait(let bound) in value.supertraits { add(bound.path) }
      case .reexport(let value):
        let path = value.definition ?? value.source
        path.split(separator: ":").first.map { _ = found.insert(String($0)) }
      default: break
      }
    }
    for value in implementations where !value.isSynthetic {
      guard let trait = value.trait, let owner = value.owner, isPromised(owner) else { continue }
      add(trait)
      if case .angle(let arguments, _) = trait.arguments {
        for case .type(let type) in arguments { add(type) }
      }
    }
    return found
  }
}

package import LockstepCore
import LockstepTOML

/// The facts of a package that an index holds, read from the manifest inside a `.crate` file.
///
/// Cargo writes that manifest in a normal form: nothing is inherited, path dependencies have become
/// registry dependencies, a dependency of another registry has `registry-index`.
package struct CrateManifest: Sendable {
  package var name: String
  package var version: Version
  package var dependencies: [PublishedDependency]
  package var features: [String: [String]]
  package var links: String?
  package var rustVersion: String?

  package init(parsing bytes: [UInt8], place: String) throws {
    let root: TOMLTable
    do { root = try TOMLDocument(parsing: bytes).root } catch {
      throw CrateArchiveError(path: place, why: "its Cargo.toml does not parse: \(error)")
    }
    guard let package = root.table("package") ?? root.table("project"),
      let name = package.string("name"),
      let version = package.string("version").flatMap({ try? Version(parsing: $0) })
    else {
      throw CrateArchiveError(path: place, why: "its Cargo.toml has no package name and version")
    }
    try CrateName.check(name)
    self.name = name
    self.version = version
    links = package.string("links")
    rustVersion = package.string("rust-version")
    features = [:]
    for (feature, value) in root.table("features").pairs {
      features[feature] = value.strings
    }
    dependencies = Self.dependencies(of: root, target: nil)
    for (target, table) in root.table("target").pairs {
      if let table = table.asTable {
        dependencies += Self.dependencies(of: table, target: target)
      }
    }
    dependencies.sort()
  }

  /// The version as an index lists it.
  package func published(checksum: String?) -> PublishedVersion {
    PublishedVersion(
      version: version, checksum: checksum, yanked: false, dependencies: dependencies,
      features: features, links: links, rustVersion: rustVersion)
  }

  private static func dependencies(
    of table: TOMLTable, target: String?
  ) -> [PublishedDependency] {
    let sections: [(keys: [String], kind: String)] = [
      (["dependencies"], "normal"), (["dev-dependencies", "dev_dependencies"], "dev"),
      (["build-dependencies", "build_dependencies"], "build"),
    ]
    var found: [PublishedDependency] = []
    for section in sections {
      for key in section.keys {
        for (name, value) in table.table(key).pairs {
          if let one = dependency(name, value, kind: section.kind, target: target) {
            found.append(one)
          }
        }
      }
    }
    return found
  }

  private static func dependency(
    _ name: String, _ value: TOMLValue, kind: String, target: String?
  ) -> PublishedDependency? {
    if let requirement = value.asString {
      return PublishedDependency(
        name: name, package: nil, requirement: requirement, features: [], optional: false,
        defaultFeatures: true, target: target, kind: kind, registry: nil)
    }
    guard let table = value.asTable else { return nil }
    let defaults = table["default-features"] ?? table["default_features"]
    return PublishedDependency(
      name: name, package: table.string("package"), requirement: table.string("version") ?? "*",
      features: table["features"]?.strings ?? [], optional: table["optional"]?.asBoolean ?? false,
      defaultFeatures: defaults?.asBoolean ?? true, target: target, kind: kind,
      registry: table.string("registry-index"))
  }
}

extension TOMLValue {
  /// The strings of an array; other items are left out.
  var strings: [String] { asArray?.compactMap(\.asString) ?? [] }
}

extension Optional<TOMLTable> {
  /// Keys and values in the document's order; none where there is no table.
  var pairs: [(key: String, value: TOMLValue)] { map(Array.init) ?? [] }
}

package import LockstepCore

extension PackageFacts {
  /// Reads one entry of `packages` in what `cargo metadata` prints; `nil` where it has no
  /// name or version.
  package init?(metadata entry: JSONValue) {
    guard let name = entry["name"]?.string, let version = entry["version"]?.string else {
      return nil
    }
    self.init(name: name, version: version, libraryKinds: [])
    edition = entry["edition"]?.string ?? "2015"
    rustVersion = entry["rust_version"]?.string
    links = entry["links"]?.string
    for (feature, parts) in entry["features"]?.object ?? [:] {
      features[feature] = parts.array?.compactMap(\.string) ?? []
    }
    dependencies = (entry["dependencies"]?.array ?? []).compactMap(Dependency.init(metadata:))
    for target in entry["targets"]?.array ?? [] {
      let kinds = target["kind"]?.array?.compactMap(\.string) ?? []
      if kinds == ["bin"] {
        programs.append(target["name"]?.string ?? "")
      } else if kinds.contains(where: Self.libraryKindNames.contains) {
        libraryKinds = target["crate_types"]?.array?.compactMap(\.string) ?? kinds
        libraryName = target["name"]?.string
      }
    }
  }

  private static let libraryKindNames: Set<String> = [
    "lib", "rlib", "dylib", "cdylib", "staticlib", "proc-macro",
  ]
}

extension PackageFacts.Dependency {
  fileprivate init?(metadata entry: JSONValue) {
    guard let package = entry["name"]?.string else { return nil }
    let kind: PackageFacts.Dependency.Kind =
      switch entry["kind"]?.string {
      case "dev": .development
      case "build": .build
      default: .normal
      }
    self.init(
      name: entry["rename"]?.string ?? package, package: package,
      requirement: entry["req"]?.string ?? "*", kind: kind,
      isOptional: entry["optional"]?.boolean ?? false, target: entry["target"]?.string)
  }
}

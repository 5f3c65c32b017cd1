import LockstepCore
import LockstepTOML

/// Reads one `Cargo.toml`.
struct ManifestReader {
  let path: String
  let document: TOMLDocument

  init(path: String, bytes: [UInt8]) throws(ManifestError) {
    self.path = path
    do {
      document = try TOMLDocument(parsing: bytes)
    } catch {
      throw ManifestError(
        "expected \(error.expected), found \(error.found)",
        place: SourcePlace(path: path, line: error.line, column: error.column))
    }
  }

  init(path: String, document: TOMLDocument) {
    self.path = path
    self.document = document
  }

  func read() throws(ManifestError) -> PackageManifest {
    var manifest = PackageManifest(path: path)
    let packagePath: TOMLPath = document.root["package"] == nil ? ["project"] : ["package"]
    manifest.dependencies = try allDependencies()
    if let table = try table(at: packagePath) {
      manifest.package = try package(table, at: packagePath, dependencies: manifest.dependencies)
    }
    if let table = try table(at: ["workspace"]) {
      manifest.workspace = try workspace(table)
    }
    manifest.patches = try patches()
    return manifest
  }

  // MARK: - The package

  private func package(
    _ table: TOMLTable, at path: TOMLPath, dependencies: [Dependency]
  ) throws(ManifestError) -> PackageFacts {
    guard let name = try string("name", in: table, at: path) else {
      throw ManifestError("the package has no `name`", place: place(path))
    }
    try check(name: name, at: path + ["name"])
    var facts = PackageFacts(name: name, version: nil)
    switch try inheritable("version", in: table, at: path) {
    case .inherited:
      facts.inheritsVersion = true
    case .stated(let value):
      (facts.version, facts.versionPlace) = try version(value, at: path + ["version"])
    case nil: break
    }
    facts.edition = try stated("edition", in: table, at: path, noting: &facts)
    facts.rustVersion = try stated("rust-version", in: table, at: path, noting: &facts)
    facts.links = try string("links", in: table, at: path)
    facts.workspacePath = try string("workspace", in: table, at: path)
    if try inheritable("publish", in: table, at: path) == .inherited {
      facts.inheritedFields.insert("publish")
    } else {
      facts.publishing = try publishing(in: table, at: path) ?? .anywhere
    }
    try readLibrary(into: &facts)
    try readFeatures(into: &facts, dependencies: dependencies)
    readMetadata(into: &facts, at: path)
    return facts
  }

  private func stated(
    _ key: String, in table: TOMLTable, at path: TOMLPath, noting facts: inout PackageFacts
  ) throws(ManifestError) -> String? {
    switch try inheritable(key, in: table, at: path) {
    case .inherited:
      facts.inheritedFields.insert(key)
      return nil
    case .stated(let value):
      guard let text = value.asString else {
        throw wrongType("a string", value, path + [.key(key)])
      }
      return text
    case nil:
      return nil
    }
  }

  private func readLibrary(into facts: inout PackageFacts) throws(ManifestError) {
    guard let library = try table(at: ["lib"]) else { return }
    facts.libraryName = try string("name", in: library, at: ["lib"])
    facts.isProcMacro =
      try boolean(either: "proc-macro", "proc_macro", in: library, at: ["lib"]) ?? false
    let types = library["crate-type"] == nil ? "crate_type" : "crate-type"
    facts.crateTypes = try strings(types, in: library, at: ["lib"]) ?? []
    if facts.crateTypes.contains("proc-macro") { facts.isProcMacro = true }
  }

  private func readFeatures(
    into facts: inout PackageFacts, dependencies: [Dependency]
  ) throws(ManifestError) {
    if let table = try table(at: ["features"]) {
      for name in table.keys {
        facts.features[name] = try strings(name, in: table, at: ["features"]) ?? []
      }
    }
    let spokenFor = Set(
      facts.features.values.joined().lazy.filter { $0.hasPrefix("dep:") }.map { $0.dropFirst(4) })
    var implicit: Set<String> = []
    for dependency in dependencies
    where dependency.optional && facts.features[dependency.key] == nil
      && !spokenFor.contains(dependency.key[...])
    {
      implicit.insert(dependency.key)
    }
    facts.implicitFeatures = implicit.sorted()
  }

  private func publishing(
    in table: TOMLTable, at path: TOMLPath
  ) throws(ManifestError) -> PackageManifest.Publishing? {
    switch table["publish"] {
    case nil: return nil
    case .boolean(let allowed)?: return allowed ? .anywhere : .only([])
    default: return .only(try strings("publish", in: table, at: path) ?? [])
    }
  }

  // MARK: - The workspace

  private func workspace(_ table: TOMLTable) throws(ManifestError) -> WorkspaceFacts {
    let path: TOMLPath = ["workspace"]
    var facts = WorkspaceFacts()
    facts.members = try strings("members", in: table, at: path) ?? []
    facts.exclude = try strings("exclude", in: table, at: path) ?? []
    facts.defaultMembers =
      try strings("default-members", in: table, at: path) ?? []
    facts.resolver = try string("resolver", in: table, at: path)
    if let package = try self.table(at: path + ["package"]) {
      let inner = path + ["package"]
      if let value = package["version"] {
        (facts.version, facts.versionPlace) = try version(value, at: inner + ["version"])
      }
      facts.edition = try string("edition", in: package, at: inner)
      facts.rustVersion = try string("rust-version", in: package, at: inner)
      facts.publishing = try publishing(in: package, at: inner)
    }
    facts.dependencies = try dependencies(at: path + ["dependencies"], kind: .normal)
    return facts
  }

  // MARK: - Values

  /// Takes a field that may be `{ workspace = true }` or `.workspace = true`.
  private func inheritable(
    _ key: String, in table: TOMLTable, at path: TOMLPath
  ) throws(ManifestError) -> InheritableValue? {
    guard let value = table[key] else { return nil }
    guard let inner = value.asTable else { return .stated(value) }
    guard inner["workspace"]?.asBoolean == true else {
      throw ManifestError(
        "`\(key)` has to be a value or `workspace = true`", place: place(path + [.key(key)]))
    }
    return .inherited
  }

  private enum InheritableValue: Equatable {
    case stated(TOMLValue)
    case inherited
  }

  private func version(
    _ value: TOMLValue, at path: TOMLPath
  ) throws(ManifestError) -> (Version?, SourcePlace?) {
    guard let text = value.asString else { throw wrongType("a string", value, path) }
    do {
      return (try Version(parsing: Ascii.trimmed(text)), place(path))
    } catch {
      throw ManifestError("`\(text)` is no version: \(error)", place: place(path))
    }
  }

  /// Refuses what cargo does not take as a package's name, lest it become part of a path or an
  /// argument.
  func check(name: String, at path: TOMLPath) throws(ManifestError) {
    let first = name.unicodeScalars.first
    let sound =
      first.map { $0 != "-" && !("0"..."9").contains($0) } ?? false
      && name.unicodeScalars.allSatisfy {
        $0 == "-" || $0 == "_" || $0.properties.isXIDContinue
      }
    guard sound, name.utf8.count <= 255 else {
      throw ManifestError("`\(name)` is no package name", place: place(path))
    }
  }

  func table(at path: TOMLPath) throws(ManifestError) -> TOMLTable? {
    guard let value = document.value(at: path) else { return nil }
    guard let table = value.asTable else { throw wrongType("a table", value, path) }
    return table
  }

  func string(
    _ key: String, in table: TOMLTable, at path: TOMLPath
  ) throws(ManifestError) -> String? {
    guard let value = table[key] else { return nil }
    guard let text = value.asString else { throw wrongType("a string", value, path + [.key(key)]) }
    return text
  }

  func boolean(
    _ key: String, in table: TOMLTable, at path: TOMLPath
  ) throws(ManifestError) -> Bool? {
    guard let value = table[key] else { return nil }
    guard let answer = value.asBoolean else {
      throw wrongType("true or false", value, path + [.key(key)])
    }
    return answer
  }

  /// Takes a key that has an older spelling with an underscore.
  func boolean(
    either key: String, _ older: String, in table: TOMLTable, at path: TOMLPath
  ) throws(ManifestError) -> Bool? {
    try boolean(table[key] == nil ? older : key, in: table, at: path)
  }

  func strings(
    _ key: String, in table: TOMLTable, at path: TOMLPath
  ) throws(ManifestError) -> [String]? {
    guard let value = table[key] else { return nil }
    guard let items = value.asArray else {
      throw wrongType("a list of strings", value, path + [.key(key)])
    }
    var texts: [String] = []
    for (index, item) in items.enumerated() {
      guard let text = item.asString else {
        throw wrongType("a string", item, path + [.key(key), .index(index)])
      }
      texts.append(text)
    }
    return texts
  }

  func wrongType(_ wanted: String, _ value: TOMLValue, _ path: TOMLPath) -> ManifestError {
    ManifestError(
      "`\(path.dotted)` has to be \(wanted), not \(value.typeName)", place: place(path))
  }

  func place(_ path: TOMLPath) -> SourcePlace {
    let found = document.place(of: path) ?? TOMLPlace(line: 1, column: 1)
    return SourcePlace(path: self.path, line: found.line, column: found.column)
  }
}

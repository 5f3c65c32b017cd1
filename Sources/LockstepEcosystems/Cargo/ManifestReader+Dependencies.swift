import LockstepCore
import LockstepTOML

extension ManifestReader {
  private static let sections: [(names: [String], kind: Dependency.Kind)] = [
    (["dependencies"], .normal),
    (["dev-dependencies", "dev_dependencies"], .development),
    (["build-dependencies", "build_dependencies"], .build),
  ]

  /// Reads every dependency section, those of `[target.…]` included.
  ///
  /// Where a section stands in both spellings, cargo takes the one with the hyphen.
  func allDependencies() throws(ManifestError) -> [Dependency] {
    var found = try sections(at: [], target: nil)
    if let targets = try table(at: ["target"]) {
      for name in targets.keys {
        found += try sections(at: ["target", .key(name)], target: name)
      }
    }
    return found
  }

  private func sections(at path: TOMLPath, target: String?) throws(ManifestError) -> [Dependency] {
    guard let table = try table(at: path) else { return [] }
    var found: [Dependency] = []
    for section in Self.sections {
      guard let name = section.names.first(where: { table[$0] != nil }) else { continue }
      found += try dependencies(at: path + [.key(name)], kind: section.kind, target: target)
    }
    return found
  }

  /// Reads the entries of one section.
  func dependencies(
    at path: TOMLPath, kind: Dependency.Kind, target: String? = nil
  ) throws(ManifestError) -> [Dependency] {
    guard let section = try table(at: path) else { return [] }
    var found: [Dependency] = []
    for (key, value) in section {
      var dependency = try self.dependency(key, value, at: path + [.key(key)])
      dependency.kind = kind
      dependency.target = target
      found.append(dependency)
    }
    return found
  }

  /// Reads `[patch.…]` and `[replace]`.
  func patches() throws(ManifestError) -> [Dependency] {
    var found: [Dependency] = []
    if let patched = try table(at: ["patch"]) {
      for source in patched.keys {
        for var entry in try dependencies(at: ["patch", .key(source)], kind: .normal) {
          entry.patching = source
          found.append(entry)
        }
      }
    }
    guard let replaced = try table(at: ["replace"]) else { return found }
    for (key, value) in replaced {
      var entry = try dependency(key, value, at: ["replace", .key(key)], checkingName: false)
      entry.name = Self.replacedName(key)
      entry.patching = "replace"
      found.append(entry)
    }
    return found
  }

  /// The package's name in a package id: `foo:1.0.0`, `foo@1.0.0` or `https://…#foo@1.0.0`.
  private static func replacedName(_ id: String) -> String {
    let last = id.split(separator: "#").last ?? id[...]
    let end = last.lastIndex { $0 == ":" || $0 == "@" } ?? last.endIndex
    return String(last[..<end])
  }

  /// Reads one entry.
  func dependency(
    _ key: String, _ value: TOMLValue, at path: TOMLPath, checkingName: Bool = true
  ) throws(ManifestError) -> Dependency {
    if checkingName { try check(name: key, at: path) }
    var dependency = Dependency(
      name: key, key: key, manifest: self.path, place: place(path), table: path)
    switch value {
    case .string(let text):
      dependency.requirementText = text
      dependency.requirement = try requirement(text, at: path)
    case .table(let table):
      try fill(&dependency, from: table, at: path)
    default:
      throw wrongType("a requirement or a table", value, path)
    }
    return dependency
  }

  private func fill(
    _ dependency: inout Dependency, from table: TOMLTable, at path: TOMLPath
  ) throws(ManifestError) {
    dependency.features = try strings("features", in: table, at: path) ?? []
    dependency.optional = try boolean("optional", in: table, at: path) ?? false
    let defaults = try boolean(either: "default-features", "default_features", in: table, at: path)
    dependency.defaultFeatures = defaults ?? true
    if try boolean("workspace", in: table, at: path) == true {
      dependency.inherited = true
      dependency.defaultFeatures = defaults ?? false
      dependency.place = place(path + ["workspace"])
      dependency.use = dependency.place
      return
    }
    if let name = try string("package", in: table, at: path) {
      try check(name: name, at: path + ["package"])
      dependency.name = name
    }
    if let text = try string("version", in: table, at: path) {
      dependency.requirementText = text
      dependency.requirement = try requirement(text, at: path + ["version"])
    }
    let (source, key) = try source(of: table, at: path)
    dependency.source = source
    dependency.place = place(key.map { path + [.key($0)] } ?? path)
    dependency.use = dependency.place
  }

  /// Tells where an entry takes its package from, and under which key a human would change that.
  private func source(
    of table: TOMLTable, at path: TOMLPath
  ) throws(ManifestError) -> (SourceKind, key: String?) {
    let git = try string("git", in: table, at: path)
    let folder = try string("path", in: table, at: path)
    let name = try string("registry", in: table, at: path)
    let index = try string("registry-index", in: table, at: path)
    let registry = name ?? index
    if let git {
      if folder != nil || registry != nil {
        let other = folder == nil ? "registry" : "path"
        throw ManifestError("`git` and `\(other)` exclude one another", place: place(path))
      }
      let reference = try reference(of: table, at: path)
      return (.git(url: git, reference: reference), reference.keyAndValue?.key ?? "git")
    }
    if let folder { return (.path(folder), "path") }
    return (.registry(name: registry), table["version"] == nil ? nil : "version")
  }

  private func reference(
    of table: TOMLTable, at path: TOMLPath
  ) throws(ManifestError) -> GitReference {
    let branch = try string("branch", in: table, at: path).map(GitReference.branch)
    let tag = try string("tag", in: table, at: path).map(GitReference.tag)
    let rev = try string("rev", in: table, at: path).map(GitReference.rev)
    let given = [branch, tag, rev].compactMap { $0 }
    guard given.count <= 1 else {
      throw ManifestError(
        "`branch`, `tag` and `rev` exclude one another", place: place(path))
    }
    return given.first ?? .defaultBranch
  }

  private func requirement(_ text: String, at path: TOMLPath) throws(ManifestError) -> Requirement {
    do {
      return try Requirement(parsing: text)
    } catch {
      throw ManifestError("`\(text)` is no version requirement: \(error)", place: place(path))
    }
  }
}

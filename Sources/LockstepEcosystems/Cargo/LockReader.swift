import LockstepCore
import LockstepTOML

/// Reads a lock file as TOML, whatever its spelling.
struct LockReader {
  let path: String
  let document: TOMLDocument

  init(bytes: [UInt8], path: String) throws(LockError) {
    self.path = path
    do {
      document = try TOMLDocument(parsing: bytes)
    } catch {
      throw LockError(
        "expected \(error.expected), found \(error.found)",
        place: SourcePlace(path: path, line: error.line, column: error.column))
    }
  }

  func read() throws(LockError) -> LockContents {
    var contents = LockContents()
    if let value = document.root["version"] {
      guard let number = value.asInteger else {
        throw LockError("`version` has to be an integer", place: place(["version"]))
      }
      contents.stated = try LockContents.format(number, at: place(["version"]))
    }
    if let metadata = document.root.table("metadata") {
      for (key, value) in metadata { contents.metadata[key] = value.asString }
    }
    // Files from before 2018 keep the root package apart.
    if document.root["root"] != nil { contents.packages.append(try package(at: ["root"])) }
    contents.packages += try packages(at: ["package"])
    if document.root.table("patch") != nil {
      contents.unusedPatches = try packages(at: ["patch", "unused"])
    }
    return contents
  }

  private func packages(at path: TOMLPath) throws(LockError) -> [LockedPackage] {
    guard let value = document.value(at: path) else { return [] }
    guard let entries = value.asArray else {
      throw LockError("`\(path.dotted)` has to be a list of tables", place: place(path))
    }
    var found: [LockedPackage] = []
    for index in entries.indices { found.append(try package(at: path + [.index(index)])) }
    return found
  }

  private func package(at path: TOMLPath) throws(LockError) -> LockedPackage {
    guard let table = document.value(at: path)?.asTable, let name = table.string("name"),
      let version = table.string("version")
    else {
      throw LockError("a package needs a `name` and a `version`", place: place(path))
    }
    let entries = table["dependencies"]?.asArray ?? []
    return LockedPackage(
      name: name,
      version: try LockContents.version(version, at: place(path + ["version"])),
      source: table.string("source"), checksum: table.string("checksum"),
      dependencies: entries.compactMap(\.asString), line: place(path + ["name"]).line)
  }

  private func place(_ path: TOMLPath) -> SourcePlace {
    let found = document.place(of: path) ?? TOMLPlace(line: 1, column: 1)
    return SourcePlace(path: self.path, line: found.line, column: found.column)
  }
}

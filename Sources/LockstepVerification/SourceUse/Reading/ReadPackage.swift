/// A package's sources after the first reading: tokens, modules, imports.
struct ReadPackage {
  /// A file of more bytes is not read; generated tables can be that large.
  static let largestFile = 8 << 20
  /// So many bytes of one package are read.
  static let largestPackage = 256 << 20

  private(set) var files: [RustFile] = []
  private(set) var scopes = ScopeTable()
  private(set) var names: NameTable
  private(set) var leftOut: [String] = []
  /// The root module of the library.
  private(set) var library: Int
  /// The folder of the library's root file.
  private let sourceFolder: String
  /// The roots of crates by their folder, or by their file where a folder holds several.
  private var roots: [String: Int] = [:]

  init(_ package: SourcePackage, names: NameTable) {
    self.names = names
    let paths = package.files.map(\.path)
    sourceFolder = Self.sourceFolder(of: paths)
    library = scopes.addRoot()
    _ = self.names.number(of: package.library)
    roots[sourceFolder] = library
    var total = 0
    var elsewhere: [(file: Int, scope: Int, name: UInt32, path: String)] = []
    for file in package.files.sorted(by: { $0.path < $1.path }) {
      total += file.bytes.count
      guard file.bytes.count <= Self.largestFile, total <= Self.largestPackage else {
        leftOut.append(file.path)
        continue
      }
      for module in read(file) {
        elsewhere.append((files.count - 1, module.scope, module.name, module.path))
      }
    }
    join(elsewhere)
  }

  private mutating func read(
    _ file: SourcePackage.File
  ) -> [(scope: Int, name: UInt32, path: String)] {
    var tokens: [RustToken] = []
    tokens.reserveCapacity(file.bytes.count / 4)
    RustLexer.read(file.bytes, names: &names, into: &tokens)
    let scope = scope(of: file.path)
    let blank = RustFile(path: file.path, bytes: file.bytes, tokens: tokens, scope: scope)
    // The table goes there and back, so that it is never copied.
    var table = ScopeTable()
    swap(&table, &scopes)
    var reader = OutlineReader(blank, number: files.count, scopes: table)
    table = ScopeTable()
    reader.read()
    scopes = reader.scopes
    files.append(reader.file)
    return reader.elsewhere
  }

  /// Hangs the files that `#[path]` names under the modules that they are.
  private mutating func join(_ modules: [(file: Int, scope: Int, name: UInt32, path: String)]) {
    let byPath = Dictionary(
      files.map { ($0.path, $0.scope) }, uniquingKeysWith: { first, _ in first })
    for module in modules {
      var parts = files[module.file].path.split(separator: "/").dropLast().map(String.init)
      for part in module.path.split(separator: "/") where part != "." {
        if part == ".." { _ = parts.popLast() } else { parts.append(String(part)) }
      }
      if let scope = byPath[parts.joined(separator: "/")], scope != module.scope {
        let isPublic = scopes[module.scope].children[module.name].map { scopes[$0].isPublic }
        scopes[scope].isPublic = isPublic ?? false
        scopes[module.scope].children[module.name] = scope
      }
    }
  }

  /// Whether a whole file is compiled for tests, benchmarks or examples alone.
  func isForTests(_ file: RustFile) -> Bool {
    if ["tests/", "benches/", "examples/"].contains(where: file.path.hasPrefix) { return true }
    var scope = file.scope
    for _ in 0..<64 {
      if scopes[scope].isForTests { return true }
      guard scopes[scope].parent != scope else { return false }
      scope = scopes[scope].parent
    }
    return false
  }

  // MARK: Modules of files

  /// `src`, or the folder where a `lib.rs` lies otherwise.
  private static func sourceFolder(of paths: [String]) -> String {
    if paths.contains("src/lib.rs") || paths.contains("src/main.rs") { return "src" }
    let root = paths.filter { $0 == "lib.rs" || $0.hasSuffix("/lib.rs") }.min {
      $0.utf8.count < $1.utf8.count
    }
    guard let root else { return "src" }
    return root.split(separator: "/").dropLast().joined(separator: "/")
  }

  /// The module that a file is, found by where it lies.
  private mutating func scope(of path: String) -> Int {
    let parts = path.split(separator: "/").map(String.init)
    let (folder, found) = crateFolder(of: parts)
    var rest = found
    if let last = rest.last, last.hasSuffix(".rs") {
      rest[rest.count - 1] = String(last.dropLast(3))
    }
    let isShared = ["tests", "examples", "benches", "src/bin"].contains(folder)
    if isShared, rest.count == 1 || (rest.count == 2 && rest.last == "main") {
      return root(of: path, shared: root(of: folder))
    }
    if ["lib", "main", "build"].contains(rest.last), rest.count == 1 { rest = [] }
    if rest.last == "mod" { rest.removeLast() }
    var scope = root(of: folder)
    for name in rest.prefix(64) { scope = scopes.child(names.number(of: name), of: scope) }
    return scope
  }

  /// The folder of the crate that a file belongs to, and the rest of its path.
  private func crateFolder(of parts: [String]) -> (folder: String, rest: [String]) {
    if parts.count > 2, parts[0] == "src", parts[1] == "bin" {
      return ("src/bin", Array(parts.dropFirst(2)))
    }
    if let first = parts.first, parts.count > 1, ["tests", "examples", "benches"].contains(first) {
      return (first, Array(parts.dropFirst()))
    }
    let source = sourceFolder.split(separator: "/").map(String.init)
    if parts.starts(with: source) { return (sourceFolder, Array(parts.dropFirst(source.count))) }
    return (".", parts)
  }

  private mutating func root(of key: String, shared: Int? = nil) -> Int {
    if let known = roots[key] { return known }
    let root = scopes.addRoot(shared: shared)
    roots[key] = root
    return root
  }
}

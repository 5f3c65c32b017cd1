/// One package of a dependent, as its sources are searched.
package struct SourcePackage: Sendable {
  /// A file of it.
  package struct File: Sendable {
    /// Relative to the package's folder, with slashes.
    package var path: String
    package var bytes: [UInt8]

    package init(path: String, bytes: [UInt8]) {
      self.path = path
      self.bytes = bytes
    }
  }

  /// The name by which other crates and its own tests know its library.
  package var library: String
  /// The crates that it needs and that can lead to the foundation: the name in its sources, and the
  /// name of the crate behind it.
  package var crates: [String: String]
  package var files: [File]

  package init(library: String, crates: [String: String], files: [File]) {
    self.library = library
    self.crates = crates
    self.files = files
  }
}

/// What a package hands on of other crates: its own public paths that lead to something of theirs.
package struct SourceExports: Hashable, Sendable {
  /// One re-export.
  package struct Entry: Hashable, Sendable {
    /// The path in the package, from its library's name on; a glob's module where ``isGlob``.
    package var path: [String]
    /// The path that it leads to, from the other crate's name on.
    package var target: [String]
    package var isGlob: Bool
    /// Where it is written.
    package var file: String
    package var line: Int

    package init(path: [String], target: [String], isGlob: Bool, file: String, line: Int) {
      self.path = path
      self.target = target
      self.isGlob = isGlob
      self.file = file
      self.line = line
    }
  }

  package var entries: [Entry]

  package init(entries: [Entry] = []) { self.entries = entries }
}

/// One place in a source that a change hits.
package struct SourceUse: Hashable, Sendable {
  /// How sure it is, the surest first.
  package enum Certainty: String, Hashable, Sendable, Comparable, CaseIterable {
    /// A path leads there.
    case certain
    /// The name fits, and so does what is known of the value that it is asked of.
    case likely
    /// The name fits, and no more is known.
    case possible

    package static func < (one: Self, other: Self) -> Bool { one.rank < other.rank }

    private var rank: Int {
      switch self {
      case .certain: 0
      case .likely: 1
      case .possible: 2
      }
    }
  }

  /// The wanted item, by its place in the list of those that were asked for.
  package var item: Int
  /// Relative to the package's folder.
  package var file: String
  /// From 1.
  package var line: Int
  /// From 1, counted in characters.
  package var column: Int
  package var certainty: Certainty
  /// Whether it is in code that is compiled for tests, benchmarks or examples alone.
  package var isInTests: Bool

  package init(
    item: Int, file: String, line: Int, column: Int, certainty: Certainty, isInTests: Bool = false
  ) {
    self.item = item
    self.file = file
    self.line = line
    self.column = column
    self.certainty = certainty
    self.isInTests = isInTests
  }
}

/// What a search in one package found.
package struct SourceFindings: Sendable {
  /// By file, line and column.
  package var uses: [SourceUse]
  package var exports: SourceExports
  /// The first public function or field of the library whose declaration names something wanted.
  package var exposure: SourceUse?
  /// Whether some path leads to one of the crates at all.
  package var reachesFoundation: Bool
  /// Files that were too large to be searched.
  package var leftOut: [String]

  package init(
    uses: [SourceUse] = [], exports: SourceExports = SourceExports(),
    exposure: SourceUse? = nil, reachesFoundation: Bool = false, leftOut: [String] = []
  ) {
    self.uses = uses
    self.exports = exports
    self.exposure = exposure
    self.reachesFoundation = reachesFoundation
    self.leftOut = leftOut
  }
}

import LockstepCore
import LockstepEcosystems
import LockstepTOML

/// Writes facts as numbers, with their texts in a table.
struct FactsWriter {
  var strings: StringTable
  private(set) var words: [UInt32] = []

  init(strings: StringTable) { self.strings = strings }

  mutating func write(_ facts: RepositoryFacts, locks: [RawLock]) {
    write(facts.packages) { $0.write($1) }
    write(facts.dependencies) { $0.write($1) }
    write(facts.builds) { writer, build in
      writer.write(build.root)
      writer.write(build.members) { $0.write($1) }
      writer.write(build.lock)
    }
    write(facts.problems) { $0.write($1) }
    write(locks) { writer, lock in
      writer.write(lock.path)
      writer.words.append(UInt32(lock.words.count))
      writer.words.append(contentsOf: lock.words)
    }
  }

  private mutating func write<T>(_ list: [T], _ each: (inout Self, T) -> Void) {
    words.append(UInt32(list.count))
    for item in list { each(&self, item) }
  }

  /// Writes a text by itself.
  mutating func append(_ text: String) { write(text) }

  private mutating func write(_ text: String) { words.append(strings.number(of: text)) }

  /// Numbers begin at one, so that zero says nothing.
  private mutating func write(_ text: String?) {
    words.append(text.map { strings.number(of: $0) + 1 } ?? 0)
  }

  private mutating func write(_ number: Int) {
    words.append(UInt32(clamping: number))
  }

  private mutating func write(_ place: SourcePlace) {
    write(place.path)
    write(place.line)
    write(place.column)
  }

  private mutating func write(_ package: RepositoryFacts.Package) {
    write(package.name)
    write(package.version?.description)
    write(package.manifest)
    words.append(package.isPublished ? 1 : 0)
    write(package.features.sorted { $0.key < $1.key }) { writer, feature in
      writer.write(feature.key)
      writer.write(feature.value) { $0.write($1) }
    }
  }

  private mutating func write(_ problem: Explanation) {
    write(problem.what)
    write(problem.why) { $0.write($1) }
    write(problem.hints) { $0.write($1) }
    words.append(problem.place == nil ? 0 : 1)
    if let place = problem.place { write(place) }
  }

  private mutating func write(_ dependency: Dependency) {
    write(dependency.name)
    write(dependency.key)
    write(dependency.manifest)
    write(dependency.member)
    write(dependency.place)
    write(dependency.use)
    write(dependency.table) { $0.write($1) }
    write(dependency.memberTable) { $0.write($1) }
    words.append(UInt32(Dependency.Kind.allCases.firstIndex(of: dependency.kind) ?? 0))
    write(dependency.target)
    write(dependency.requirement?.description)
    write(dependency.requirementText)
    write(dependency.source)
    write(dependency.features) { $0.write($1) }
    words.append(
      (dependency.defaultFeatures ? 1 : 0) | (dependency.optional ? 2 : 0)
        | (dependency.inherited ? 4 : 0))
    write(dependency.patching)
  }

  private mutating func write(_ key: TOMLKey) {
    switch key {
    case .key(let text):
      words.append(0)
      write(text)
    case .index(let index):
      words.append(1)
      write(index)
    }
  }

  private mutating func write(_ source: SourceKind) {
    switch source {
    case .registry(let name):
      words.append(0)
      write(name)
    case .path(let path):
      words.append(1)
      write(path)
    case .git(let url, let reference):
      let (kind, value): (UInt32, String?) =
        switch reference {
        case .defaultBranch: (2, nil)
        case .branch(let name): (3, name)
        case .tag(let name): (4, name)
        case .rev(let revision): (5, revision)
        }
      words.append(kind)
      write(url)
      write(value)
    }
  }
}

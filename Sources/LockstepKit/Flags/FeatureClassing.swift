internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet

/// Finds the class of a feature: the manifest's word first, then the configuration's, then the name's.
struct FeatureClassing {
  let flags: Configuration.Flags
  /// Whether the configuration says how long legacy features stay.
  let statesCycle: Bool

  init(_ configuration: Configuration) {
    self.init(
      flags: configuration.flags,
      statesCycle: configuration.states("flags.deprecation-cycle"))
  }

  init(flags: Configuration.Flags, statesCycle: Bool = false) {
    self.flags = flags
    self.statesCycle = statesCycle
  }

  /// The class of `feature`, and what says so.
  func feature(_ name: String, of facts: PackageFacts) -> (FeatureClass, FeatureClassSource) {
    if let known = facts.featureStatements[name].flatMap({ FeatureClass(word: $0.word) }) {
      return (known, .metadata)
    }
    if let known = configured(name) { return (known, .configuration) }
    if let known = FeatureClass(name: name) { return (known, .name) }
    return (.stable, .nothing)
  }

  private func configured(_ name: String) -> FeatureClass? {
    if flags.stable.contains(name) { return .stable }
    if flags.preview.contains(name) { return .preview }
    if flags.legacy.contains(name) { return .legacy }
    if flags.experimental.contains(name) { return .experimental }
    return nil
  }

  /// The cycle: the manifest's, the configuration's, or two versions.
  func cycle(of facts: PackageFacts) -> (DeprecationCycle, FeatureClassSource) {
    if let cycle = facts.deprecationCycle.flatMap({ DeprecationCycle(parsing: $0) }) {
      return (cycle, .metadata)
    }
    return (flags.deprecationCycle, statesCycle ? .configuration : .nothing)
  }

  /// Features that the configuration classes and no package has.
  func remarks(on graphs: [FeatureGraph]) -> [String] {
    (flags.stable + flags.preview + flags.legacy + flags.experimental)
      .filter { name in !graphs.contains { $0.features[name] != nil } }
      .map { "lockstep.toml classes `\($0)`, and there is no such feature" }
  }

  /// What the manifest says and cannot be understood.
  func remarks(on facts: PackageFacts, graph: FeatureGraph) -> [String] {
    var remarks: [String] = []
    for (name, statement) in facts.featureStatements.sorted(by: { $0.key < $1.key }) {
      if FeatureClass(word: statement.word) == nil {
        let words = FeatureClass.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
        remarks.append(
          "\(statement.place): `\(printable(statement.word))` is no class of features; the classes are \(words)"
        )
      }
      if graph.features[name] == nil {
        remarks.append(
          "\(statement.place): `\(printable(name))` has a class, and \(facts.name) has no such feature"
        )
      }
    }
    if let text = facts.deprecationCycle, DeprecationCycle(parsing: text) == nil {
      remarks.append(
        "`\(printable(text))` is no deprecation cycle; write for example \"2-versions\"")
    }
    return remarks
  }
}

extension FeatureTesting {
  /// Asks the matrix about one feature.
  init(of name: String, in graph: FeatureGraph, matrix: [Configuration.FeatureSet]) {
    let own = graph.reach([name]).features
    alone = false
    sets = []
    for set in matrix {
      switch set {
      case .all: sets.append("all")
      case .each:
        sets.append("each")
        alone = true
      case .powerset(let depth):
        // The combinations of one feature are among them.
        sets.append("powerset:\(depth)")
        alone = true
      case .of(let names):
        let reach = graph.reach(names).features
        guard reach.contains(name) else { continue }
        sets.append("[\(names.joined(separator: ", "))]")
        if reach == own { alone = true }
      }
    }
  }
}

package import LockstepCore

/// What changed between two surfaces of one crate, and what that requires.
package struct Difference: Hashable, Sendable {
  /// The changes, heaviest first.
  package var findings: [Finding]
  /// What could not be compared.
  package var undecided: [Undecided]
  /// For the items of breaking findings the further public paths that led to them before, and by which
  /// somebody may use them; those that still lead there are left out where a finding says that its
  /// path is gone.
  package var aliases: [String: [String]]

  /// Puts a difference together; equal findings are kept once.
  package init(
    findings: [Finding], undecided: [Undecided] = [], aliases: [String: [String]] = [:]
  ) {
    self.aliases = aliases
    var seen: Set<Finding> = []
    self.findings = findings.sorted().filter { seen.insert($0).inserted }
    self.undecided = undecided.sorted { $0.item < $1.item }
  }

  /// Runs rules over two surfaces; by default all that there are.
  package init(
    from before: Surface, to after: Surface, rules: [Rule] = RuleCatalogue.all
  ) {
    let comparison = Comparison(before: before, after: after)
    let findings = rules.flatMap { $0.findings(in: comparison) }
    self.init(
      findings: findings, undecided: comparison.undecided,
      aliases: Self.aliases(of: findings, from: before, to: after))
  }

  /// The heaviest of several differences of one package, made with different features.
  ///
  /// What one of them could not decide stays undecided.
  package init(joining parts: [Difference]) {
    self.init(
      findings: parts.flatMap(\.findings),
      undecided: Array(Set(parts.flatMap(\.undecided))),
      aliases: parts.reduce(into: [:]) { known, part in
        known.merge(part.aliases) { Set($0).union($1).sorted() }
      })
  }

  private static func aliases(
    of findings: [Finding], from before: Surface, to after: Surface
  ) -> [String: [String]] {
    var aliases: [String: Set<String>] = [:]
    for finding in findings where finding.bump == .major {
      for item in before.items(at: finding.item) {
        let paths = item.paths.map(\.path).filter { path in
          guard path != finding.item else { return false }
          return !finding.kind.hasSuffix("_missing") || after.publicPaths[path] == nil
        }
        if !paths.isEmpty { aliases[finding.item, default: []].formUnion(paths) }
      }
    }
    return aliases.mapValues { $0.sorted() }
  }

  /// The class of the change: a breaking one is major, below 1.0 too; `nil` where it could not be
  /// decided.
  ///
  /// What could not be compared can be anything; where something else is breaking anyway, the class
  /// is known all the same.
  package var required: Bump? {
    let heaviest = findings.map(\.bump).max() ?? .patch
    return heaviest == .major || undecided.isEmpty ? heaviest : nil
  }

  /// The findings that require this bump.
  package func findings(_ bump: Bump) -> [Finding] { findings.filter { $0.bump == bump } }
}

/// What a difference is between, for whoever reads it.
package struct DifferenceHeading: Hashable, Sendable {
  /// The baseline: a revision, a folder.
  package var baseline: String
  /// The candidate: a revision, a folder.
  package var candidate: String
  /// The baseline's version, where it is known.
  package var version: Version?

  /// Names both sides.
  package init(baseline: String, candidate: String, version: Version? = nil) {
    self.baseline = baseline
    self.candidate = candidate
    self.version = version
  }

  /// The version that follows from a class of change; `nil` where either is not known.
  package func next(_ bump: Bump?) -> Version? {
    guard let bump, let version else { return nil }
    return try? version.next(bump)
  }
}

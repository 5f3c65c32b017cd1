import LockstepCore

extension Rule {
  /// What `macro_rules!` macros take.
  static let macroPatterns: [Rule] = [
    Rule(
      "declarative_macro_pattern_missing", .major,
      "the macro `{item}` no longer takes what this pattern takes: {detail}",
      why: "Calls that are written so do not compile, or mean something else.",
      see: CargoBook.macros,
      Strategy { comparison in
        comparison.macroPairs.flatMap { match, old, new in
          comparison.sightings(match, old.notTaken(by: new))
        }
      }),
    Rule(
      "declarative_macro_pattern_added", .minor,
      "the macro `{item}` takes a pattern that it did not take: {detail}",
      why: "It can be called in more ways.", see: CargoBook.macros,
      Strategy { comparison in
        comparison.macroPairs.flatMap { match, old, new in
          comparison.sightings(match, new.notTaken(by: old))
        }
      }),
  ]
}

extension [MacroPattern] {
  /// The patterns for everybody's use that none of the others covers.
  fileprivate func notTaken(by others: [MacroPattern]) -> [MacroPattern] {
    let open = others.filter { !$0.isInternal }
    return filter { pattern in
      !pattern.isInternal && !open.contains { $0.takes(pattern) }
    }
  }
}

extension Comparison {
  /// Macros whose source changed, with the patterns of both sides.
  fileprivate var macroPairs: [(Match, [MacroPattern], [MacroPattern])] {
    (pairs[.macro] ?? []).compactMap { match in
      guard case .macro(let old)? = match.before?.kind, case .macro(let new)? = match.after?.kind,
        old != new, let first = MacroPattern.patterns(of: old),
        let second = MacroPattern.patterns(of: new)
      else { return nil }
      return (match, first, second)
    }
  }

  fileprivate func sightings(_ match: Match, _ patterns: [MacroPattern]) -> [Sighting] {
    patterns.map {
      Sighting(
        path: match.path, before: match.before.map { .item($0.id) },
        after: match.after.map { .item($0.id) }, detail: "`\($0.text)`")
    }
  }
}

/// Two surfaces of one crate, item beside item: what every rule looks at.
///
/// Matching goes by public path. An item is the same as long as each of its promised paths leads to
/// something; where it is defined does not count. What is `#[doc(hidden)]` is not promised, so it
/// cannot be missed.
package struct Comparison: Sendable {
  /// The baseline.
  package let before: Surface
  /// The candidate.
  package let after: Surface
  /// The names under which items are compared.
  let identities: Identities
  /// What follows from which trait.
  let traits: TraitKnowledge
  /// Items that are gone, by their part; what goes with something bigger is not listed.
  private(set) var missing: [Role: [Match]] = [:]
  /// Items that are new; what comes with something bigger is not listed.
  private(set) var added: [Role: [Match]] = [:]
  /// Items that are there still, but `#[doc(hidden)]`.
  private(set) var hidden: [Role: [Match]] = [:]
  /// Parts of enums that were there, but `#[doc(hidden)]`, and are promised now.
  private(set) var revealed: [Role: [Match]] = [:]
  /// Items that are on both sides.
  private(set) var pairs: [Role: [Match]] = [:]
  /// What became of implementations.
  private(set) var implementations: [ImplementationMatch] = []
  /// What could not be compared.
  package private(set) var undecided: [Undecided] = []

  /// Matches the items of two surfaces of one crate.
  package init(before: Surface, after: Surface) {
    self.before = before
    self.after = after
    var matcher = ItemMatcher(before: before, after: after)
    matcher.run()
    identities = Identities(
      before: before, after: after, counterparts: matcher.counterparts)
    traits = TraitKnowledge(identities: identities)
    undecided = matcher.undecided
    for match in matcher.missing { missing[match.role, default: []].append(match) }
    for match in matcher.added { added[match.role, default: []].append(match) }
    for match in matcher.hidden { hidden[match.role, default: []].append(match) }
    var members = MemberMatcher(identities: identities, traits: traits)
    for match in matcher.pairs { members.take(match) }
    for match in members.missing { missing[match.role, default: []].append(match) }
    for match in members.added { added[match.role, default: []].append(match) }
    for match in members.hidden { hidden[match.role, default: []].append(match) }
    for match in members.revealed { revealed[match.role, default: []].append(match) }
    for match in members.pairs { pairs[match.role, default: []].append(match) }
    implementations = ImplementationMatcher(identities: identities, traits: traits).run()
  }
}

/// What became of one reference of a push.
package enum PushOutcome: Hashable, Sendable {
  /// It was moved.
  case done
  /// The other side had the new value already; nothing was sent.
  case already
  /// The other side, or one of the conditions, refused; the reference is untouched.
  case rejected(reason: String)
  /// The other side could not be reached, or did not answer in time: what became of the reference
  /// is not known.
  case unreachable(reason: String)

  /// Whether the other side has the new value now.
  package var isThere: Bool { self == .done || self == .already }

  /// Whether a rule of the other side refused the reference, such as the protection of a branch, wherever
  /// it stands.
  ///
  /// What decides are git's own words for a hook that said no, which forges use too (`pre-receive hook
  /// declined`, GitHub's `protected branch hook declined`), and GitHub's for its rules (`push declined due
  /// to repository rule violations`); what the hook itself wrote comes behind them and does not count.
  package var isByRule: Bool {
    guard case .rejected(let reason) = self else { return false }
    let words = reason.firstRange(of: ": ").map { reason[..<$0.lowerBound] } ?? reason[...]
    return words.hasSuffix("hook declined") || words.hasSuffix("rule violations")
  }
}

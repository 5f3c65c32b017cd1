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
}

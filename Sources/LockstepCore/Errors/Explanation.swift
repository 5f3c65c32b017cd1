/// What happened, why, and what to do next: an error as its reader needs it.
///
/// The parts are plain text without a label and without a full stop. They may quote untrusted text
/// as it is; `rendered` makes it harmless.
public struct Explanation: Hashable, Sendable, Codable, CustomStringConvertible {
  /// What failed, in one sentence.
  public var what: String
  /// The causes, from the nearest to the farthest.
  public var why: [String]
  /// What the reader can do, one action each.
  public var hints: [String]
  /// The place in a file that the first cause is about.
  public var place: SourcePlace?

  /// Creates an explanation from its parts.
  public init(
    _ what: String, why: [String] = [], hints: [String] = [], place: SourcePlace? = nil
  ) {
    self.what = what
    self.why = why
    self.hints = hints
    self.place = place
  }

  /// The one sentence that says what happened, for where there is one line only.
  ///
  /// Control characters are escaped, as in `rendered`.
  public var description: String {
    printable(what)
  }
}

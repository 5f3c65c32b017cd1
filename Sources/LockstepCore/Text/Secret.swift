/// A value that must not be shown: a token, a password.
///
/// It prints, interpolates, dumps and reflects as `[redacted]` and cannot be encoded; only
/// `reveal()` gives it away, at the one place where it is used.
public struct Secret: Hashable, Sendable {
  private let value: String

  /// Wraps `value`.
  public init(_ value: String) {
    self.value = value
  }

  /// Returns the secret itself.
  public func reveal() -> String {
    value
  }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Always `[redacted]`.
  public var description: String { "[redacted]" }
  /// Always `[redacted]`.
  public var debugDescription: String { "[redacted]" }
  /// A mirror without children.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

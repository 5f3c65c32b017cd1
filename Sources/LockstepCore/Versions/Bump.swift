/// The class of a change, and of the step between two versions that it asks for.
///
/// `major` is breaking, `minor` adds, `patch` does neither; which number it raises depends on the
/// version, see `Version.next(_:)`.
public enum Bump: String, Hashable, Sendable, Codable, Comparable, CaseIterable,
  CustomStringConvertible
{
  /// Nothing that users can see in the interface.
  case patch
  /// Additions that break nobody.
  case minor
  /// Something that can break a user.
  case major

  /// The word as it is written in configuration and commands.
  public var description: String { rawValue }

  /// Orders by weight: patch, minor, major.
  public static func < (a: Bump, b: Bump) -> Bool {
    a.weight < b.weight
  }

  private var weight: Int {
    switch self {
    case .patch: 0
    case .minor: 1
    case .major: 2
    }
  }
}

extension Requirement {
  /// One condition of a requirement, such as `^2.1` or `<3`.
  ///
  /// Numbers that were left out, or written as a wildcard, are `nil`. `2.*` means `=2` and is held
  /// so; a bare `2.1` means `^2.1`. Build metadata is not kept: it never matters.
  public struct Comparator: Hashable, Sendable {
    /// How the version is compared.
    public enum Operator: Hashable, Sendable {
      /// `=`, and wildcards: the written numbers are the same.
      case exact
      /// `>`.
      case greater
      /// `>=`.
      case greaterOrEqual
      /// `<`.
      case less
      /// `<=`.
      case lessOrEqual
      /// `~`: only the last written number may rise, the patch number where it is not written.
      case tilde
      /// `^`, and no operator: the leftmost number that is not zero stays.
      case caret
    }

    /// How the version is compared.
    public var operation: Operator
    /// The major number.
    public var major: UInt64
    /// The minor number, where written.
    public var minor: UInt64?
    /// The patch number, where written.
    public var patch: UInt64?
    /// The pre-release identifiers, where written; they need all three numbers.
    public var prerelease: [PrereleaseIdentifier]

    /// Whether `version` meets this condition alone.
    ///
    /// This is not yet the whole rule for pre-releases, which looks at all comparators of a
    /// requirement; see `Requirement.admits(_:)`.
    func matches(_ version: Version) -> Bool {
      let place = position(of: version)
      switch operation {
      case .exact: return isExact(version)
      case .greater: return place == .after
      case .greaterOrEqual: return place == .after || isExact(version)
      case .less: return place == .before
      case .lessOrEqual: return place == .before || isExact(version)
      case .tilde:
        guard major == version.major, minor ?? version.minor == version.minor else { return false }
        return patch == nil ? !version.isPrerelease : place != .before
      case .caret:
        guard let minor else { return major == version.major }
        guard let patch else {
          return major == version.major
            && (major > 0 ? version.minor >= minor : version.minor == minor)
        }
        return Version(major, minor, patch).isCompatible(with: version) && place != .before
      }
    }

    /// Whether a pre-release of the version's own three numbers is named here.
    func namesPrerelease(of version: Version) -> Bool {
      !prerelease.isEmpty && major == version.major && minor == version.minor
        && patch == version.patch
    }

    /// Where a version stands, compared by the written numbers only.
    private enum Place {
      case before
      case same
      case after
    }

    private func position(of version: Version) -> Place {
      let written = [major, minor, patch].compactMap(\.self)
      for (number, own) in zip([version.major, version.minor, version.patch], written)
      where number != own {
        return number < own ? .before : .after
      }
      guard let minor, let patch else { return .same }
      let full = Version(major, minor, patch, prerelease: prerelease)
      return version < full ? .before : version > full ? .after : .same
    }

    /// Whether all written numbers are the version's, and its pre-release too.
    private func isExact(_ version: Version) -> Bool {
      position(of: version) == .same && version.prerelease == prerelease
    }
  }
}

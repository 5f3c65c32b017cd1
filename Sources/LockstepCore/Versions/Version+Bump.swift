extension Version {
  /// One of the three numbers.
  private enum Position {
    case major
    case minor
    case patch
  }

  /// Returns the version that follows when changes of the class `bump` are released.
  ///
  /// Cargo's rules: from 1.0 on each class raises its own number. In 0.y.z a breaking change raises
  /// y, all else z; in 0.0.z everything raises z. A pre-release becomes its own release where that
  /// is already the step asked for (2.1.0-rc.1: minor gives 2.1.0, major 3.0.0). Pre-release
  /// identifiers and build metadata are dropped. Leaving 0.y for 1.0 is a decision, never a bump.
  public func next(_ bump: Bump) throws(VersionOverflow) -> Version {
    switch position(raisedBy: bump) {
    case .major:
      if isPrerelease, minor == 0, patch == 0 { return release }
      return Version(try successor(of: major, bump), 0, 0)
    case .minor:
      if isPrerelease, patch == 0 { return release }
      return Version(major, try successor(of: minor, bump), 0)
    case .patch:
      if isPrerelease { return release }
      return Version(major, minor, try successor(of: patch, bump))
    }
  }

  /// Returns the largest class of change that the step from `older` to this version may carry, or
  /// `nil` where this version is not newer.
  ///
  /// A step may carry a bump when it goes at least as far as `older.next(bump)` does, so 0.5.2 to
  /// 0.5.3 is minor (additions are allowed in it), 0.0.3 to 0.0.4 is major, and 2.0.0-rc.1 to 2.0.0
  /// is major, because nothing was promised about the pre-release.
  public func bump(from older: Version) -> Bump? {
    guard self > older else { return nil }
    return Bump.allCases.reversed().first { bump in
      guard let next = try? older.next(bump) else { return false }
      return next <= release
    }
  }

  /// Whether Cargo takes this and `other` for versions of one compatible line: their leftmost
  /// numbers that are not zero are the same.
  ///
  /// Symmetric: 1.2.0 and 1.9.0 are compatible whichever is newer, and one build holds only one of
  /// them. Pre-release identifiers do not matter here.
  public func isCompatible(with other: Version) -> Bool {
    guard major == other.major else { return false }
    guard major == 0 else { return true }
    guard minor == other.minor else { return false }
    return minor != 0 || patch == other.patch
  }

  private func position(raisedBy bump: Bump) -> Position {
    if major > 0 {
      return switch bump {
      case .major: .major
      case .minor: .minor
      case .patch: .patch
      }
    }
    return minor > 0 && bump == .major ? .minor : .patch
  }

  private func successor(of number: UInt64, _ bump: Bump) throws(VersionOverflow) -> UInt64 {
    let (next, overflow) = number.addingReportingOverflow(1)
    guard !overflow else { throw VersionOverflow(version: self, bump: bump) }
    return next
  }
}

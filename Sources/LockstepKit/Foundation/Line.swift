package import LockstepCore
package import LockstepGit

/// A line of development as its remote has it: the branch, its tip, and the versions released so far.
package struct Line: Sendable {
  package let branch: RefName
  package let tip: ObjectID
  /// Every released version of the remote, highest first.
  package let releases: [TaggedVersion]
  /// Those whose commit the tip descends from, highest first.
  package let merged: [TaggedVersion]
  /// Versions that a rollback has taken back: nothing new is compared with them.
  package var withdrawn: Set<Version> = []
  /// The names of the other branches that are released from, as far as they are known.
  package var siblings: [String] = []
  /// Whether those get this branch who follow the foundation and name none.
  package var isDefault = true
  /// Whether the branch is still to be made, at the tip.
  package var isNew = false

  /// The last release of the line that was not taken back.
  package var baseline: TaggedVersion? { merged.first { !withdrawn.contains($0.version) } }

  /// The numbers that the branch is named after; `nil` where its name says none.
  ///
  /// A year in a name is none: nobody's next release skips so far.
  package var numbers: LineNumbers? {
    guard let numbers = LineNumbers(branch: branch.short) else { return nil }
    if let baseline, numbers.major > baseline.version.major + 1 { return nil }
    return numbers
  }

  /// How surely `version`, which the branch holds, belongs to it: the greater the surer; `nil` where it
  /// belongs to a line of its own.
  ///
  /// A branch that is named after numbers has these. Any other goes on with the series of its last
  /// release, and what was before that is history to it.
  func claim(to version: Version) -> Int? {
    if let numbers {
      guard numbers.admits(version) else { return nil }
      return numbers.minor == nil ? 2 : 3
    }
    return [merged.first, baseline].contains { $0?.version.isOfOneSeries(with: version) == true }
      ? 1 : nil
  }
}

/// A version and the tag that stands for it.
package struct TaggedVersion: Hashable, Sendable {
  package var version: Version
  package var tag: RefName
  /// The commit that the tag leads to.
  package var commit: ObjectID
  package var isHotfix: Bool

  package var release: ReleasedVersion {
    ReleasedVersion(version: version, tag: tag.short, commit: commit)
  }
}

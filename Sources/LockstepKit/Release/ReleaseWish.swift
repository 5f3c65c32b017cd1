package import LockstepCore

/// What the user asks for: a bump, an exact version, or that Lockstep decides.
package enum ReleaseWish: Hashable, Sendable {
  case auto
  case bump(Bump)
  case version(Version)

  /// Reads `auto`, `patch`, `minor`, `major` or a version.
  package init(parsing text: String) throws {
    if text == "auto" {
      self = .auto
    } else if let bump = Bump(rawValue: text) {
      self = .bump(bump)
    } else if let version = try? Version(parsing: text) {
      self = .version(version)
    } else {
      throw ExplainedFailure(
        "`\(text)` is neither a bump nor a version",
        hints: ["say auto, patch, minor, major, or a version such as 2.1.0"], exitStatus: .usage)
    }
  }
}

/// The bump cannot be inferred, because it is not known what changed.
package struct BumpUndecided: ExplainedError {
  package let baseline: Version
  package let reasons: [String]

  package var explanation: Explanation {
    Explanation(
      "the bump over \(baseline) could not be decided", why: reasons,
      hints: [
        "mend what stands in the way, and compare again with `lockstep diff`",
        "or name the bump and say why: `lockstep plan minor --override bump --because \"…\"`",
      ])
  }
}

/// The version that would be released is spent.
package struct VersionTaken: ExplainedError {
  package let version: Version
  package let why: [String]
  package let free: Version?
  /// Whether it would have been the first release.
  package var initial = false

  package var explanation: Explanation {
    var hints: [String] = []
    if let free {
      let option = initial ? " --initial" : ""
      hints.append("the next free one is \(free): `lockstep plan \(free)\(option)`")
    }
    if initial {
      hints.append(
        "where \(version) is what was published, tag its commit and push the tag instead: it is the "
          + "last release then")
    }
    return Explanation(
      "\(version) cannot be released: the version is taken", why: why, hints: hints)
  }
}

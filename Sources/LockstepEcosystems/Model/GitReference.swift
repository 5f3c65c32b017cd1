/// Which revision of a git repository a requirement names.
package enum GitReference: Hashable, Sendable, Codable {
  /// No `branch`, `tag` or `rev`: the tip of whatever branch the remote's `HEAD` points to.
  case defaultBranch
  /// The tip of a branch.
  case branch(String)
  /// A tag's commit.
  case tag(String)
  /// Anything git resolves: mostly a commit id, shortened or not, but a tag or `refs/…` is allowed.
  case rev(String)

  /// Whether the meaning changes when the remote moves, so that only a lock file holds it still.
  ///
  /// A `rev` that names a reference (`refs/pull/7/head`) floats too.
  package var floats: Bool {
    switch self {
    case .defaultBranch, .branch: true
    case .tag: false
    case .rev(let revision): revision.hasPrefix("refs/") && !revision.hasPrefix("refs/tags/")
    }
  }

  /// The manifest's key and value, or nil for the default branch.
  package var keyAndValue: (key: String, value: String)? {
    switch self {
    case .defaultBranch: nil
    case .branch(let name): ("branch", name)
    case .tag(let name): ("tag", name)
    case .rev(let revision): ("rev", revision)
    }
  }
}

extension GitReference: CustomStringConvertible {
  /// `branch main`, `tag v1.0.0`, `rev 0123abc`, or `the default branch`.
  package var description: String {
    keyAndValue.map { "\($0.key) \($0.value)" } ?? "the default branch"
  }
}

/// What a forge in memory can be asked for, one case for each requirement of ``Forge``.
package enum InMemoryRequest: String, Hashable, Sendable, CaseIterable {
  case repository, repositories, search, file
  case branch, createBranch, deleteBranch, commit, createCommit
  case pullRequests, pullRequest, createPullRequest, updatePullRequest
  case merge, enableAutoMerge, close
  case comments, createComment, checks
  case release, createRelease, updateRelease
  case issues, createIssue, updateIssue

  /// Whether it changes something.
  package var isChange: Bool {
    switch self {
    case .createBranch, .deleteBranch, .createCommit, .createPullRequest, .updatePullRequest,
      .merge, .enableAutoMerge, .close, .createComment, .createRelease, .updateRelease,
      .createIssue, .updateIssue:
      true
    default: false
    }
  }

  /// The ability that it needs.
  var ability: ForgeAbilities {
    switch self {
    case .repository, .repositories: .repositories
    case .search: .codeSearch
    case .file, .branch, .createBranch, .deleteBranch, .commit, .createCommit: .commits
    case .pullRequests, .pullRequest, .createPullRequest, .updatePullRequest, .merge, .close:
      .pullRequests
    case .enableAutoMerge: .autoMerge
    // A forge with either has them.
    case .comments, .createComment: []
    case .checks: .checks
    case .release, .createRelease, .updateRelease: .releases
    case .issues, .createIssue, .updateIssue: .issues
    }
  }

  /// The clause behind "could not".
  var task: String {
    var words = ""
    for character in rawValue {
      if character.isUppercase { words += " " }
      words += character.lowercased()
    }
    return isChange ? words : "read \(words)"
  }
}

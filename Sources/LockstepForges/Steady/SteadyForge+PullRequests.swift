import LockstepCore
package import LockstepGit

/// How far the merging of a pull request has got.
package enum MergeProgress: Hashable, Sendable {
  /// Its changes are on the base, by this commit where the forge says it.
  case merged(ObjectID?)
  /// The forge merges it when what it waits for is there.
  case waiting
}

extension SteadyForge {
  /// Sees to it that the pull request is open with this title and text, once, and returns it.
  ///
  /// It is found by its marker, whatever became of its title; one that somebody merged or closed is
  /// returned as it is, and stays so. An open one from the same branch into the same one is taken over,
  /// whatever its marker: a forge has room for one.
  package func ensurePullRequest(
    _ draft: PullRequestDraft, in path: ForgePath
  ) async throws -> PullRequest {
    let found = try await settle {
      try await Self.find(draft, in: path, of: $0)
    } perform: {
      try await $0.createPullRequest(draft, in: path)
    }
    guard found.state == .open,
      found.title != draft.title || Self.lines(found.body) != Self.lines(draft.markedBody)
    else { return found }
    return try await settle {
      let now = try await $0.pullRequest(found.number, in: path)
      let isSame = now.title == draft.title && Self.lines(now.body) == Self.lines(draft.markedBody)
      return now.state != .open || isSame ? now : nil
    } perform: {
      try await $0.updatePullRequest(found.number, to: draft, in: path)
    }
  }

  /// Looks for the pull request; `nil` where there is none.
  package func pullRequest(
    like draft: PullRequestDraft, in path: ForgePath
  ) async throws -> PullRequest? {
    try await look { try await Self.find(draft, in: path, of: $0) }
  }

  /// Sees to it that a pull request is merged, once, and returns the commit that did it.
  ///
  /// `stale` where its head is another one by now, or somebody closed it.
  package func ensureMerged(
    _ number: Int, at head: ObjectID, by method: MergeMethod, in path: ForgePath
  ) async throws -> ObjectID? {
    try await settle { forge -> ObjectID?? in
      let pull = try await forge.pullRequest(number, in: path)
      if pull.state == .merged { return .some(pull.mergeCommit) }
      try Self.demandOpen(pull, at: head, in: path, of: forge)
      return nil
    } perform: {
      try await $0.merge(number, at: head, by: method, in: path)
    }
  }

  /// Sees to it that a pull request is merged, or will be once what it waits for is there.
  ///
  /// One that waits for nothing is merged at once.
  package func ensureAutoMerge(
    _ number: Int, at head: ObjectID, by method: MergeMethod, in path: ForgePath
  ) async throws -> MergeProgress {
    do {
      return try await settle { forge -> MergeProgress? in
        let pull = try await forge.pullRequest(number, in: path)
        if pull.state == .merged { return .merged(pull.mergeCommit) }
        try Self.demandOpen(pull, at: head, in: path, of: forge)
        return pull.hasAutoMerge ? .waiting : nil
      } perform: {
        try await $0.enableAutoMerge(number, at: head, by: method, in: path)
        return .waiting
      }
    } catch let error as ForgeError where error.kind == .nothingToWaitFor {
      return .merged(try await ensureMerged(number, at: head, by: method, in: path))
    }
  }

  /// Sees to it that a pull request is not open, and returns it: closed, or merged by somebody before.
  package func ensureClosed(_ number: Int, in path: ForgePath) async throws -> PullRequest {
    try await settle {
      let pull = try await $0.pullRequest(number, in: path)
      return pull.state == .open ? nil : pull
    } perform: {
      try await $0.close(number, in: path)
    }
  }

  private static func find(
    _ draft: PullRequestDraft, in path: ForgePath, of forge: any Forge
  ) async throws -> PullRequest? {
    let all = try await forge.pullRequests(from: draft.head, in: path)
      .filter { $0.base == draft.base }
    return all.first { draft.marker.isCarried(by: $0.body) } ?? all.first { $0.state == .open }
  }

  private static func demandOpen(
    _ pull: PullRequest, at head: ObjectID, in path: ForgePath, of forge: any Forge
  ) throws {
    guard pull.state == .open, pull.headCommit == head else {
      throw ForgeError(
        forge: forge.name, task: "merge a pull request", place: "\(path)#\(pull.number)",
        kind: .stale(actual: pull.state == .open ? pull.headCommit : nil),
        detail: pull.state == .open ? "" : "somebody closed it")
    }
  }

  /// A text as lines: forges change how they end.
  private static func lines(_ text: String) -> [Substring] {
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }
}

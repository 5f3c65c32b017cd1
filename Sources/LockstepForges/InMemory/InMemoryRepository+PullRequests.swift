package import LockstepGit

extension InMemoryRepository {
  /// Lets open pull requests follow their branches, and notices those whose commits have landed.
  mutating func followBranches() {
    for (number, pull) in pulls where pull.state == .open {
      var pull = pull
      if let head = branches[pull.head] { pull.headCommit = head }
      if let base = branches[pull.base], base != pull.headCommit,
        ancestors(of: base).contains(pull.headCommit)
      {
        (pull.state, pull.mergeCommit, pull.hasAutoMerge) = (.merged, base, false)
      } else {
        pull.isMergeable = mergedFiles(of: pull) != nil
      }
      pulls[number] = pull
    }
  }

  mutating func open(_ draft: PullRequestDraft) throws -> PullRequest {
    followBranches()
    guard let head = branches[draft.head], let base = branches[draft.base] else {
      throw InMemoryRefusal(.refused)
    }
    let isOpen = pulls.values.contains {
      $0.state == .open && $0.head == draft.head && $0.base == draft.base
    }
    guard !isOpen else { throw InMemoryRefusal(.alreadyExists) }
    guard !ancestors(of: base).contains(head) else { throw InMemoryRefusal(.refused) }
    let pull = PullRequest(
      number: takeNumber(), state: .open, title: draft.title, body: draft.markedBody,
      head: draft.head, headCommit: head, base: draft.base)
    pulls[pull.number] = pull
    followBranches()
    return pulls[pull.number] ?? pull
  }

  /// Merges a pull request, as the forge or as somebody else would.
  @discardableResult
  package mutating func merge(
    _ number: Int, at head: ObjectID, by method: MergeMethod = .merge
  ) throws -> ObjectID {
    followBranches()
    guard var pull = pulls[number] else { throw InMemoryRefusal(.notFound) }
    guard pull.state == .open, let base = branches[pull.base] else {
      throw InMemoryRefusal(.conflict)
    }
    guard pull.headCommit == head else { throw InMemoryRefusal(.stale(actual: pull.headCommit)) }
    guard let files = mergedFiles(of: pull) else { throw InMemoryRefusal(.conflict) }
    if protected.contains(pull.base), [.pending, .red].contains(verdict(of: head).verdict) {
      throw InMemoryRefusal(.protected)
    }
    let parents = method == .merge ? [base, head] : [base]
    let message =
      method == .merge
      ? "Merge pull request #\(number)"
      : "\(pull.title) (#\(number))\n\n\(commits[head]?.message ?? "")"
    let merged = add(Commit(parents: parents, message: message, files: files))
    branches[pull.base] = merged
    (pull.state, pull.mergeCommit, pull.hasAutoMerge) = (.merged, merged, false)
    pulls[number] = pull
    wait(number, for: nil)
    return merged
  }

  mutating func enableAutoMerge(
    _ number: Int, at head: ObjectID, by method: MergeMethod
  ) throws {
    followBranches()
    guard var pull = pulls[number] else { throw InMemoryRefusal(.notFound) }
    guard allowsAutoMerge, pull.state == .open else { throw InMemoryRefusal(.refused) }
    guard pull.headCommit == head else { throw InMemoryRefusal(.stale(actual: pull.headCommit)) }
    guard pull.isMergeable != false else { throw InMemoryRefusal(.conflict) }
    guard [.pending, .red].contains(verdict(of: head).verdict) else {
      throw InMemoryRefusal(.nothingToWaitFor)
    }
    pull.hasAutoMerge = true
    pulls[number] = pull
    wait(number, for: method)
  }

  private func ancestors(of commit: ObjectID) -> Set<ObjectID> {
    var seen: Set<ObjectID> = []
    var next = [commit]
    while let id = next.popLast() {
      guard seen.insert(id).inserted else { continue }
      next += commits[id]?.parents ?? []
    }
    return seen
  }

  /// The base's files with the pull request's changes; `nil` where both changed one file differently.
  private func mergedFiles(of pull: PullRequest) -> [String: File]? {
    guard let base = branches[pull.base], let ours = commits[base]?.files,
      let theirs = commits[pull.headCommit]?.files
    else { return nil }
    let known = ancestors(of: base)
    var ancestor: ObjectID? = pull.headCommit
    while let id = ancestor, !known.contains(id) { ancestor = commits[id]?.parents.first }
    let before = ancestor.flatMap { commits[$0] }?.files ?? [:]
    var merged = ours
    for path in Set(before.keys).union(theirs.keys) where before[path] != theirs[path] {
      guard ours[path] == before[path] || ours[path] == theirs[path] else { return nil }
      merged[path] = theirs[path]
    }
    return merged
  }
}

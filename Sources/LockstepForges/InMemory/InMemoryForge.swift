import LockstepCore
package import LockstepGit
package import Synchronization

/// A forge that is nothing but memory, with the behaviour of a real one: heads go stale, branches
/// are protected, other people push, merge and close, answers get lost.
///
/// Tests make repositories in ``world``, and change them there as other people would.
package final class InMemoryForge: Forge {
  package let name: String
  package let abilities: ForgeAbilities
  /// Everything that there is; whoever holds the lock sees no request half done.
  package let world: Mutex<InMemoryWorld>

  /// Makes an empty forge.
  package init(name: String = "the forge in memory", abilities: ForgeAbilities = .all) {
    self.name = name
    self.abilities = abilities
    self.world = Mutex(InMemoryWorld())
  }

  /// Takes the next fault, does the work on one repository, and tells what happened, in one step.
  private func ask<Answer>(
    _ request: InMemoryRequest, _ path: ForgePath,
    _ work: (inout InMemoryRepository) throws -> Answer
  ) throws -> Answer {
    func error(_ kind: ForgeError.Kind) -> ForgeError {
      ForgeError(forge: name, task: request.task, place: "\(path)", kind: kind)
    }
    guard abilities.contains(request.ability) else { throw error(.unsupported) }
    return try world.withLock { world in
      world.journal.append(InMemoryWorld.Entry(request: request, path: path))
      let fault = world.takeFault(for: request)
      if let fault, !fault.isCarriedOut { throw error(fault.kind) }
      guard var repository = world.repositories[path] else { throw error(.notFound) }
      if repository.isArchived, request.isChange { throw error(.archived) }
      let answer: Answer
      do {
        answer = try work(&repository)
      } catch let refusal as InMemoryRefusal {
        throw error(refusal.kind)
      }
      world.repositories[path] = repository
      if let fault { throw error(fault.kind) }
      return answer
    }
  }
}

extension InMemoryForge {
  package func repository(_ path: ForgePath) async throws -> ForgeRepository {
    try ask(.repository, path) { $0.facts(at: path) }
  }

  package func repositories(of owner: String) async throws -> [ForgeRepository] {
    let all = world.withLock { $0.repositories }
    guard all.keys.contains(where: { $0.owner == owner }) else {
      throw ForgeError(
        forge: name, task: InMemoryRequest.repositories.task, place: owner, kind: .notFound)
    }
    return all.sorted { $0.key < $1.key }.filter { $0.key.owner == owner }
      .map { $0.value.facts(at: $0.key) }
  }

  package func search(_ query: CodeQuery) async throws -> CodeSearchResult {
    guard abilities.contains(.codeSearch) else {
      throw ForgeError(
        forge: name, task: InMemoryRequest.search.task, place: query.owner, kind: .unsupported)
    }
    let wanted = Array(query.text.utf8)
    let all = world.withLock { $0.repositories }
    let hits = all.sorted { $0.key < $1.key }.filter { $0.key.owner == query.owner }
      .flatMap { path, repository in
        repository.files(of: repository.defaultBranch)
          .filter { file, content in
            (query.fileName.map { file.split(separator: "/").last == $0[...] } ?? true)
              && content.bytes.firstRange(of: wanted) != nil
          }
          .map { CodeSearchResult.Hit(repository: path, file: $0.key) }
          .sorted { $0.file < $1.file }
      }
    return CodeSearchResult(hits: hits, isComplete: true)
  }

  package func file(
    _ file: String, at commit: ObjectID, in path: ForgePath
  ) async throws -> [UInt8]? {
    try ask(.file, path) { repository in
      guard let found = repository.commits[commit] else { throw InMemoryRefusal(.notFound) }
      return found.files[file]?.bytes
    }
  }

  package func branch(_ name: String, in path: ForgePath) async throws -> ForgeBranch? {
    try ask(.branch, path) { repository in
      repository.branches[name].map {
        ForgeBranch(name: name, head: $0, isProtected: repository.protected.contains(name))
      }
    }
  }

  package func createBranch(
    _ name: String, at commit: ObjectID, in path: ForgePath
  ) async throws {
    try ask(.createBranch, path) { repository in
      guard repository.branches[name] == nil else { throw InMemoryRefusal(.alreadyExists) }
      guard repository.commits[commit] != nil else { throw InMemoryRefusal(.notFound) }
      repository.branches[name] = commit
    }
  }

  package func deleteBranch(
    _ name: String, at head: ObjectID, in path: ForgePath
  ) async throws {
    try ask(.deleteBranch, path) { repository in
      guard let actual = repository.branches[name] else { throw InMemoryRefusal(.notFound) }
      guard actual == head else { throw InMemoryRefusal(.stale(actual: actual)) }
      guard !repository.protected.contains(name) else { throw InMemoryRefusal(.protected) }
      repository.branches[name] = nil
    }
  }

  package func commit(_ id: ObjectID, in path: ForgePath) async throws -> ForgeCommit? {
    try ask(.commit, path) { repository in
      repository.commits[id].map {
        ForgeCommit(id: id, parents: $0.parents, tree: nil, message: $0.message)
      }
    }
  }

  package func createCommit(
    _ draft: CommitProposal, in path: ForgePath
  ) async throws -> ObjectID {
    try ask(.createCommit, path) { try $0.commit(draft) }
  }

  package func checks(of commit: ObjectID, in path: ForgePath) async throws -> ForgeChecks {
    try ask(.checks, path) { repository in
      guard repository.commits[commit] != nil else { throw InMemoryRefusal(.notFound) }
      return repository.verdict(of: commit)
    }
  }
}

extension InMemoryForge {
  package func pullRequests(
    from head: String, in path: ForgePath
  ) async throws -> [PullRequest] {
    try ask(.pullRequests, path) { repository in
      repository.followBranches()
      return repository.pulls.values.filter { $0.head == head }.sorted { $0.number > $1.number }
    }
  }

  package func pullRequest(_ number: Int, in path: ForgePath) async throws -> PullRequest {
    try ask(.pullRequest, path) { repository in
      repository.followBranches()
      guard let found = repository.pulls[number] else { throw InMemoryRefusal(.notFound) }
      return found
    }
  }

  package func createPullRequest(
    _ draft: PullRequestDraft, in path: ForgePath
  ) async throws -> PullRequest {
    try ask(.createPullRequest, path) { try $0.open(draft) }
  }

  package func updatePullRequest(
    _ number: Int, to draft: PullRequestDraft, in path: ForgePath
  ) async throws -> PullRequest {
    try ask(.updatePullRequest, path) { repository in
      guard var found = repository.pulls[number] else { throw InMemoryRefusal(.notFound) }
      (found.title, found.body) = (draft.title, draft.markedBody)
      repository.pulls[number] = found
      return found
    }
  }

  package func merge(
    _ number: Int, at head: ObjectID, by method: MergeMethod, in path: ForgePath
  ) async throws -> ObjectID {
    try ask(.merge, path) { try $0.merge(number, at: head, by: method) }
  }

  package func enableAutoMerge(
    _ number: Int, at head: ObjectID, by method: MergeMethod, in path: ForgePath
  ) async throws {
    try ask(.enableAutoMerge, path) { try $0.enableAutoMerge(number, at: head, by: method) }
  }

  package func close(_ number: Int, in path: ForgePath) async throws -> PullRequest {
    try ask(.close, path) { repository in
      guard var found = repository.pulls[number] else { throw InMemoryRefusal(.notFound) }
      guard found.state == .open else { return found }
      (found.state, found.hasAutoMerge) = (.closed, false)
      repository.pulls[number] = found
      return found
    }
  }
}

extension InMemoryForge {
  package func comments(
    on subject: ForgeSubject, in path: ForgePath
  ) async throws -> [ForgeComment] {
    try ask(.comments, path) { $0.comments[subject] ?? [] }
  }

  package func createComment(
    _ text: String, on subject: ForgeSubject, in path: ForgePath
  ) async throws -> ForgeComment {
    try ask(.createComment, path) { repository in
      guard repository.has(subject) else { throw InMemoryRefusal(.notFound) }
      let comment = ForgeComment(id: "\(repository.takeNumber())", text: text, author: "lockstep")
      repository.comments[subject, default: []].append(comment)
      return comment
    }
  }

  package func release(tagged tag: String, in path: ForgePath) async throws -> ForgeRelease? {
    try ask(.release, path) { $0.releases[tag] }
  }

  package func createRelease(
    _ draft: ReleaseDraft, in path: ForgePath
  ) async throws -> ForgeRelease {
    try ask(.createRelease, path) { repository in
      guard repository.tags[draft.tag] != nil else { throw InMemoryRefusal(.notFound) }
      guard repository.releases[draft.tag] == nil else { throw InMemoryRefusal(.alreadyExists) }
      let release = ForgeRelease(
        id: "\(repository.takeNumber())", tag: draft.tag, title: draft.title, notes: draft.notes,
        isPrerelease: draft.isPrerelease)
      repository.releases[draft.tag] = release
      return release
    }
  }

  package func updateRelease(
    _ release: ForgeRelease, to draft: ReleaseDraft, in path: ForgePath
  ) async throws -> ForgeRelease {
    try ask(.updateRelease, path) { repository in
      guard var found = repository.releases[release.tag], draft.tag == release.tag else {
        throw InMemoryRefusal(.notFound)
      }
      (found.title, found.notes) = (draft.title, draft.notes)
      found.isPrerelease = draft.isPrerelease
      repository.releases[release.tag] = found
      return found
    }
  }

  package func issues(_ query: IssueQuery, in path: ForgePath) async throws -> [ForgeIssue] {
    try ask(.issues, path) { repository in
      repository.issues.values.sorted { $0.number > $1.number }.filter { issue in
        (query.includesClosed || issue.isOpen)
          && Set(query.labels).isSubset(of: issue.labels)
          && query.since.map { since in issue.opened.map { $0 >= since } ?? true } ?? true
      }
    }
  }

  package func createIssue(_ draft: IssueDraft, in path: ForgePath) async throws -> ForgeIssue {
    try ask(.createIssue, path) { repository in
      let number = repository.takeNumber()
      let issue = ForgeIssue(
        number: number, isOpen: true, title: draft.title, body: draft.markedBody,
        labels: draft.labels)
      repository.issues[number] = issue
      return issue
    }
  }

  package func updateIssue(
    _ number: Int, to draft: IssueDraft, isOpen: Bool, in path: ForgePath
  ) async throws -> ForgeIssue {
    try ask(.updateIssue, path) { repository in
      guard var found = repository.issues[number] else { throw InMemoryRefusal(.notFound) }
      (found.title, found.body, found.labels) = (draft.title, draft.markedBody, draft.labels)
      found.isOpen = isOpen
      repository.issues[number] = found
      return found
    }
  }
}

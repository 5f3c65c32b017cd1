import LockstepCore
import LockstepGit

/// What forges have in common that are asked by REST alone and compare no head when they commit.
protocol RESTForge: Forge {
  /// What carries the requests.
  var connection: RESTConnection { get set }
  /// Sends a change to a repository.
  func change(_ request: RESTRequest, in path: ForgePath) async throws -> RESTAnswer
}

extension RESTForge {
  /// The same forge and the same budget, for work that is as urgent as `priority` says.
  func prioritised(_ priority: ForgePriority) -> Self {
    var copy = self
    copy.connection.priority = priority
    return copy
  }

  /// Returns what a request finds; `nil` where there is no such thing in a repository that is there.
  func find(_ request: RESTRequest, in path: ForgePath) async throws -> RESTAnswer? {
    if let answer = try await connection.find(request) { return answer }
    _ = try await repository(path)
    return nil
  }

  /// Returns the content of a file; `nil` where there is none at a commit that is there.
  func content(
    _ request: RESTRequest, at commit: ObjectID, in path: ForgePath
  ) async throws -> [UInt8]? {
    guard let answer = try await connection.find(request),
      // A folder is answered as one, or as a list.
      answer["type"].isAbsent || answer["type"].value.string == "file"
    else {
      // A commit that is not there answers as a file does.
      guard try await self.commit(commit, in: path) != nil else {
        throw connection.error(request, .notFound)
      }
      return nil
    }
    guard answer["encoding"].value.string == "base64",
      let bytes = Base64.decode(try answer["content"].text())
    else { throw connection.error(request, .contractChanged(field: "content")) }
    return bytes
  }

  /// Makes something that there can be one of; `conflict` means that it is there already.
  func create(_ request: RESTRequest, in path: ForgePath) async throws -> RESTAnswer {
    do {
      return try await change(request, in: path)
    } catch let error as ForgeError where error.kind == .conflict {
      throw connection.error(request, .alreadyExists, error.detail)
    }
  }

  /// Removes a branch by `request` after a look at where it is: the forge removes whatever is there.
  func removeBranch(
    _ name: String, at head: ObjectID, in path: ForgePath, by request: RESTRequest
  ) async throws {
    guard let branch = try await branch(name, in: path) else {
      throw connection.error(request, .notFound)
    }
    guard branch.head == head else {
      throw connection.error(request, .stale(actual: branch.head))
    }
    do {
      _ = try await change(request, in: path)
    } catch let error as ForgeError
      where branch.isProtected && (error.kind == .refused || error.kind == .forbidden)
    {
      throw connection.error(request, .protected, error.detail)
    }
  }

  /// Makes a commit by `request`, whose body comes from `describe`; `read` finds the commit in the
  /// answer.
  ///
  /// The branch is looked at before, and the commit's parent afterwards: the forge puts a commit on
  /// whatever is there.
  func makeCommit(
    _ draft: CommitProposal, in path: ForgePath, by request: RESTRequest,
    describe: (RESTRequest) async throws -> JSONValue,
    read: (RESTAnswer) async throws -> ForgeCommit
  ) async throws -> ObjectID {
    guard let before = try await branch(draft.branch, in: path) else {
      throw connection.error(request, .notFound)
    }
    guard before.head == draft.expectedHead else {
      throw connection.error(request, .stale(actual: before.head))
    }
    guard Set(draft.changes.map(\.path)).count == draft.changes.count else {
      throw connection.error(request, .refused, "one file is changed twice")
    }
    var request = request
    request.body = try await describe(request)
    let made: ForgeCommit
    do {
      made = try await read(try await change(request, in: path))
    } catch let error as ForgeError
      where [.refused, .forbidden, .conflict, .notFound].contains(error.kind)
    {
      throw await explained(error, draft, request, in: path)
    }
    guard made.parents == [draft.expectedHead] else {
      throw connection.error(
        request, .stale(actual: made.id), "the branch moved while the commit was made")
    }
    return made.id
  }

  /// Looks why a commit was refused: one status stands for many reasons.
  private func explained(
    _ error: ForgeError, _ draft: CommitProposal, _ request: RESTRequest, in path: ForgePath
  ) async -> any Error {
    do {
      guard let now = try await branch(draft.branch, in: path) else { return error }
      if now.head != draft.expectedHead {
        return connection.error(request, .stale(actual: now.head), error.detail)
      }
      return now.isProtected ? connection.error(request, .protected, error.detail) : error
    } catch let failure {
      return failure
    }
  }

  /// Demands of a pull request that it is open, at this head and has something to wait for; `false`
  /// where it waits already.
  func demandWaiting(
    _ number: Int, at head: ObjectID, in path: ForgePath, for request: RESTRequest
  ) async throws -> Bool {
    let now = try await pullRequest(number, in: path)
    guard now.headCommit == head else {
      throw connection.error(request, .stale(actual: now.headCommit))
    }
    guard now.state == .open else {
      throw connection.error(request, .refused, "it is \(now.state.rawValue)")
    }
    if now.hasAutoMerge { return false }
    // What has nothing to wait for is merged at once by the same request.
    guard [.pending, .red].contains(try await checks(of: head, in: path).verdict) else {
      throw connection.error(request, .nothingToWaitFor)
    }
    return true
  }

  /// Closes a pull request by `request`; one that is not open is returned as it is.
  func close(
    _ number: Int, in path: ForgePath, by request: RESTRequest,
    read: (RESTAnswer) throws -> PullRequest
  ) async throws -> PullRequest {
    let now = try await pullRequest(number, in: path)
    guard now.state == .open else { return now }
    return try read(try await change(request, in: path))
  }
}

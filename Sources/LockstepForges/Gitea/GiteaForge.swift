import LockstepCore
import LockstepGit
package import LockstepSystem

/// Gitea and Forgejo, by version 1 of the REST interface that they share.
///
/// There is no search over code. A branch is moved by a commit without comparing where it was; so the
/// head is looked at first, each file that is changed is guarded by the id of its content, and the new
/// commit's parent is looked at afterwards: who was overtaken by a change to other files is told that
/// by `stale`, with the commit that was made.
package struct GiteaForge: RESTForge {
  package let name: String
  package let abilities = ForgeAbilities.all.subtracting(.codeSearch)
  var connection: RESTConnection

  /// Reaches the interface at `base`, for instance `https://codeberg.org/api/v1`.
  ///
  /// - Parameters:
  ///   - name: what people know it by.
  ///   - userAgent: how the program calls itself.
  ///   - credential: an access token.
  package init(
    name: String = "Gitea", base: String, userAgent: String, http: HTTP, clock: Clock,
    scheduler: ForgeScheduler, credential: ForgeCredential, priority: ForgePriority = .ordinary
  ) {
    self.name = name
    connection = RESTConnection(
      forge: name, base: base, page: RESTConnection.Page(name: "limit", size: 50), http: http,
      clock: clock, scheduler: scheduler, credential: credential,
      dialect: .rest(userAgent: userAgent, scheme: "token"), priority: priority)
  }

  /// The same forge and the same budget, for work that is as urgent as `priority` says.
  package func with(priority: ForgePriority) -> GiteaForge { prioritised(priority) }

  /// The parts of the address of what belongs to a repository.
  func parts(_ path: ForgePath, _ parts: String...) -> [String] {
    ["repos", path.owner, path.name] + parts
  }

  /// Sends a change to a repository; what an archived one forbids has a status of its own.
  func change(_ request: RESTRequest, in path: ForgePath) async throws -> RESTAnswer {
    try await connection.send(request)
  }
}

extension GiteaForge {
  package func repository(_ path: ForgePath) async throws -> ForgeRepository {
    try Self.repository(
      try await connection.send(
        .get(parts(path), to: "look at the repository", at: "\(path)")))
  }

  package func repositories(of owner: String) async throws -> [ForgeRepository] {
    let task = "list the repositories"
    let answers: [RESTAnswer]
    do {
      answers = try await connection.all(
        .get(["orgs", owner, "repos"], to: task, at: owner))
    } catch let error as ForgeError where error.kind == .notFound {
      answers = try await connection.all(
        .get(["users", owner, "repos"], to: task, at: owner))
    }
    return try answers.map(Self.repository).sorted { $0.path < $1.path }
  }

  package func search(_ query: CodeQuery) async throws -> CodeSearchResult {
    throw ForgeError(
      forge: name, task: "search the code", place: query.owner, kind: .unsupported)
  }

  private static func repository(_ answer: RESTAnswer) throws -> ForgeRepository {
    let named: [(String, MergeMethod)] = [
      ("allow_merge_commits", .merge), ("allow_squash_merge", .squash), ("allow_rebase", .rebase),
    ]
    let methods = named.filter { answer[$0.0].value.boolean == true }.map(\.1)
    let branch = answer["default_branch"].textOrEmpty
    let isEmpty = answer["empty"].value.boolean ?? false
    return ForgeRepository(
      path: try answer["full_name"].repositoryPath(), id: "\(try answer["id"].integer())",
      defaultBranch: isEmpty || branch.isEmpty ? nil : branch,
      cloneAddress: try answer["clone_url"].text(), sshAddress: answer["ssh_url"].value.string,
      page: answer["html_url"].value.string,
      isArchived: answer["archived"].value.boolean ?? false,
      isPrivate: answer["private"].value.boolean ?? false,
      isFork: answer["fork"].value.boolean ?? false, allowsAutoMerge: true,
      mergeMethods: Set(methods))
  }
}

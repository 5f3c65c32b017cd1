import LockstepCore
import LockstepGit
package import LockstepSystem

/// GitLab, by version 4 of its REST interface.
///
/// GitLab moves a branch by a commit without comparing where it was. So the head is looked at first,
/// each file that is changed is guarded by the commit that touched it last (`last_commit_id`), and
/// the new commit's parent is looked at afterwards: who was overtaken by a change to other files is
/// told that by `stale`, with the commit that was made.
package struct GitLabForge: RESTForge {
  /// gitlab.com.
  package static let publicAddress = "https://gitlab.com/api/v4"

  package let name = "GitLab"
  package let abilities = ForgeAbilities.all
  var connection: RESTConnection

  /// Reaches the interface at `base`, for instance `https://gitlab.example/api/v4`.
  ///
  /// - Parameters:
  ///   - userAgent: how the program calls itself.
  ///   - credential: a personal, project or group access token, or one of OAuth.
  package init(
    base: String = publicAddress, userAgent: String, http: HTTP, clock: Clock,
    scheduler: ForgeScheduler, credential: ForgeCredential, priority: ForgePriority = .ordinary
  ) {
    connection = RESTConnection(
      forge: name, base: base, page: RESTConnection.Page(name: "per_page", size: 100), http: http,
      clock: clock, scheduler: scheduler, credential: credential,
      // All kinds of tokens are taken so, not only in the field of GitLab's own, PRIVATE-TOKEN.
      dialect: .rest(userAgent: userAgent, scheme: "Bearer"), priority: priority)
  }

  /// The same forge and the same budget, for work that is as urgent as `priority` says.
  package func with(priority: ForgePriority) -> GitLabForge { prioritised(priority) }

  /// The parts of the address of what belongs to a project.
  func project(_ path: ForgePath, _ parts: String...) -> [String] {
    ["projects", "\(path)"] + parts
  }

  /// Sends a change to a project; what an archived one forbids is told as that.
  func change(_ request: RESTRequest, in path: ForgePath) async throws -> RESTAnswer {
    do {
      return try await connection.send(request)
    } catch let error as ForgeError where error.kind == .forbidden {
      guard try await repository(path).isArchived else { throw error }
      throw connection.error(request, .archived)
    }
  }
}

extension GitLabForge {
  package func repository(_ path: ForgePath) async throws -> ForgeRepository {
    try Self.repository(
      try await connection.send(
        .get(project(path), to: "look at the project", at: "\(path)")))
  }

  package func repositories(of owner: String) async throws -> [ForgeRepository] {
    let task = "list the projects"
    let inGroup = RESTRequest.get(
      ["groups", owner, "projects"],
      query: [("include_subgroups", "true"), ("with_shared", "false")], to: task, at: owner)
    let ofUser = RESTRequest.get(["users", owner, "projects"], to: task, at: owner)
    let answers: [RESTAnswer]
    do {
      answers = try await connection.all(inGroup)
    } catch let error as ForgeError where error.kind == .notFound && !owner.contains("/") {
      // Groups and users share their names, but not their addresses.
      answers = try await connection.all(ofUser)
    }
    return try answers.map(Self.repository).sorted { $0.path < $1.path }
  }

  package func search(_ query: CodeQuery) async throws -> CodeSearchResult {
    let projects = try await repositories(of: query.owner)
    let paths = Dictionary(projects.map { ($0.id, $0.path) }) { first, _ in first }
    var request = RESTRequest.get(
      ["search"], query: [("scope", "blobs"), ("search", query.text.filter { $0 != "\"" })],
      to: "search the code", at: query.owner)
    request.cost = .search
    let found: (items: [RESTAnswer], isComplete: Bool)
    do {
      found = try await connection.list(request, most: 20)
    } catch let error as ForgeError where error.kind == .refused || error.kind == .forbidden {
      // Without its index an instance searches inside of one project only.
      throw connection.error(request, .unsupported, error.detail)
    }
    var hits: [CodeSearchResult.Hit] = []
    for item in found.items {
      guard let path = paths["\(try item["project_id"].integer())"] else { continue }
      let hit = CodeSearchResult.Hit(repository: path, file: try item["path"].text())
      let isNamed = query.fileName.map { hit.file.split(separator: "/").last == $0[...] } ?? true
      if isNamed, !hits.contains(hit) { hits.append(hit) }
    }
    return CodeSearchResult(hits: hits, isComplete: found.isComplete)
  }

  private static func repository(_ answer: RESTAnswer) throws -> ForgeRepository {
    let method = answer["merge_method"].value.string
    let squash = answer["squash_option"].value.string
    var methods: Set<MergeMethod> = []
    if squash != "always", let method { methods.insert(method == "ff" ? .rebase : .merge) }
    if squash != "never", squash != nil { methods.insert(.squash) }
    return ForgeRepository(
      path: try answer["path_with_namespace"].repositoryPath(),
      id: "\(try answer["id"].integer())",
      defaultBranch: answer["default_branch"].value.string,
      cloneAddress: try answer["http_url_to_repo"].text(),
      sshAddress: answer["ssh_url_to_repo"].value.string,
      page: answer["web_url"].value.string,
      isArchived: answer["archived"].value.boolean ?? false,
      isPrivate: answer["visibility"].value.string != "public",
      isFork: !answer["forked_from_project"].isAbsent, allowsAutoMerge: true,
      mergeMethods: methods)
  }
}

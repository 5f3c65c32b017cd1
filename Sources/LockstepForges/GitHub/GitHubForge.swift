import LockstepCore
package import LockstepGit
package import LockstepSystem

/// GitHub, on github.com or on a server of one's own: REST, and GraphQL for what only that can do.
package struct GitHubForge: Forge {
  /// Where GitHub is spoken to.
  package struct Addresses: Hashable, Sendable {
    /// The base of the REST interface.
    package var rest: String
    /// The address of the GraphQL interface.
    package var graphql: String

    /// Describes addresses.
    package init(rest: String, graphql: String) {
      self.rest = Address.base(rest)
      self.graphql = graphql
    }

    /// The public ones.
    package static let github = Addresses(
      rest: "https://api.github.com", graphql: "https://api.github.com/graphql")
  }

  package let name = "GitHub"
  package let abilities = ForgeAbilities.all
  let addresses: Addresses
  var transport: ForgeTransport

  /// Speaks to GitHub with one identity, whose budget is `scheduler`'s.
  ///
  /// GitHub wants to know the program: `userAgent` is never empty.
  package init(
    addresses: Addresses = .github, userAgent: String, http: HTTP, clock: Clock,
    scheduler: ForgeScheduler, credential: ForgeCredential,
    priority: ForgePriority = .ordinary
  ) {
    self.addresses = addresses
    self.transport = ForgeTransport(
      name: name, addresses: [addresses.rest, addresses.graphql], http: http, clock: clock,
      scheduler: scheduler, credential: credential, dialect: .github(userAgent: userAgent),
      priority: priority)
  }

  /// The same forge and the same budget, for work that is as urgent as `priority` says.
  package func with(priority: ForgePriority) -> GitHubForge {
    var copy = self
    copy.transport.priority = priority
    return copy
  }

  func address(_ path: ForgePath, _ tail: String = "") -> String {
    "\(addresses.rest)/repos/\(Address.escape(path.owner))/\(Address.escape(path.name))\(tail)"
  }

  /// Escapes what stands in the path of an address and may have slashes.
  func escape(_ text: String) -> String { Address.escape(text, keeping: "/") }

  /// Describes a request about a repository.
  func request(
    _ task: String, _ path: ForgePath, _ method: String = "GET", _ tail: String = "",
    body: JSONValue? = nil, headers: [String: String] = [:], cost: ForgeCost = .read
  ) -> ForgeRequest {
    ForgeRequest(
      task, "\(path)", method: method, url: address(path, tail), body: body, headers: headers,
      cost: cost)
  }
}

extension GitHubForge {
  package func repository(_ path: ForgePath) async throws -> ForgeRepository {
    let request = request("read a repository", path)
    let reply = try await transport.fetch(request)
    return try repository(GitHubAnswer(reply.json, request, transport))
  }

  package func repositories(of owner: String) async throws -> [ForgeRepository] {
    let task = "list repositories"
    let place = Address.escape(owner)
    let organisation = ForgeRequest(
      task, owner,
      url: "\(addresses.rest)/orgs/\(place)/repos"
        + Address.query(["type": "all", "sort": "full_name", "per_page": "100"]))
    if let list = try await transport.list(organisation) {
      return try list.map { try repository(GitHubAnswer($0, organisation, transport)) }
        .sorted { $0.path < $1.path }
    }
    // No organisation: a person, whose repositories only the search lists whosever the token is.
    let person = ForgeRequest(
      task, owner,
      url: "\(addresses.rest)/search/repositories"
        + Address.query(["q": "user:\(word(owner)) fork:true", "per_page": "100"]), cost: .search)
    guard let list = try await transport.list(person, member: "items"), !list.isEmpty else {
      throw transport.error(.notFound, person, "")
    }
    return try list.map { try repository(GitHubAnswer($0, person, transport)) }
      .sorted { $0.path < $1.path }
  }

  package func search(_ query: CodeQuery) async throws -> CodeSearchResult {
    var words = "\"\(query.text.filter { $0 != "\"" })\" user:\(word(query.owner))"
    if let file = query.fileName { words += " filename:\(word(file))" }
    let request = ForgeRequest(
      "search code", query.owner,
      url: "\(addresses.rest)/search/code" + Address.query(["q": words, "per_page": "100"]),
      cost: .codeSearch)
    let list = try await transport.list(request, member: "items") ?? []
    let hits = try list.map { element in
      let answer = GitHubAnswer(element, request, transport)
      return CodeSearchResult.Hit(
        repository: try answer.path("repository", "full_name"), file: try answer.text("path"))
    }
    // GitHub shows the first thousand, and lists no more than its index holds.
    return CodeSearchResult(hits: hits, isComplete: hits.count < 1_000)
  }

  package func file(
    _ file: String, at commit: ObjectID, in path: ForgePath
  ) async throws -> [UInt8]? {
    let request = request(
      "read a file", path, "GET", "/contents/\(escape(file))" + Address.query(["ref": "\(commit)"]),
      headers: ["Accept": "application/vnd.github.raw+json"])
    let reply = try await transport.send(request)
    if reply.status == 404 {
      guard try await self.commit(commit, in: path) != nil else {
        throw transport.error(.notFound, request, "there is no such commit")
      }
      return nil
    }
    try transport.require(reply, request)
    // A folder is answered as a list, whatever was asked for.
    guard reply.headers["content-type"]?.contains("raw") ?? false else { return nil }
    return reply.body
  }

  /// Sends a change of a repository and returns the answer; throws `archived` where that is why GitHub
  /// forbids it, which it tells in prose alone.
  func change(_ request: ForgeRequest, in path: ForgePath) async throws -> ForgeReply {
    let reply = try await transport.send(request)
    if reply.status == 403, try await repository(path).isArchived {
      throw transport.error(.archived, request, "")
    }
    return reply
  }

  /// Without what separates the words of a search.
  private func word(_ text: String) -> String {
    text.filter { !$0.isWhitespace && $0 != "\"" && $0 != ":" }
  }

  private func repository(_ answer: GitHubAnswer) throws -> ForgeRepository {
    let json = answer.json
    let methods: [(MergeMethod, String)] = [
      (.merge, "allow_merge_commit"), (.squash, "allow_squash_merge"),
      (.rebase, "allow_rebase_merge"),
    ]
    return ForgeRepository(
      path: try answer.path("full_name"), id: "\(try answer.integer("id"))",
      defaultBranch: json["default_branch"]?.string,
      cloneAddress: try answer.text("clone_url"), sshAddress: json["ssh_url"]?.string,
      page: json["html_url"]?.string, isArchived: json["archived"]?.boolean ?? false,
      isPrivate: try answer.boolean("private"), isFork: json["fork"]?.boolean ?? false,
      allowsAutoMerge: json["allow_auto_merge"]?.boolean,
      mergeMethods: Set(methods.filter { json[$0.1]?.boolean ?? false }.map(\.0)))
  }
}

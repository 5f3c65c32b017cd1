package import LockstepCore
import LockstepSystem

/// What the server is told and asked, beside the services that it plays.
extension ContractServer {
  /// A repository that was made.
  package struct Repository: Sendable, Decodable {
    package var owner: String
    package var name: String
    /// The bare repository on the disk.
    package var path: String
    /// The first commit.
    package var head: String
    /// Its number with each forge: `github`, `gitlab`, `gitea`.
    package var ids: [String: Int]
  }

  /// A request as it arrived.
  package struct JournalEntry: Sendable, Decodable {
    package var seq: Int
    package var time: Double
    package var service: String
    package var method: String
    package var path: String
    /// The names of what was asked, as the contracts have them.
    package var operations: [String]
    /// By names in lower case; a credential is shown as its hash. A mail's are in its body.
    package var headers: JSONValue?
    package var body: JSONValue?
    package var valid: Bool
    package var problems: [String]
    package var warnings: [String]
    /// 0 where the connection was cut.
    package var status: Int
    /// The fault that hit it.
    package var fault: String?
    /// Whether it was carried out.
    package var processed: Bool
    package var response: JSONValue?
  }

  /// A request that did not fit its contract.
  package struct Violation: Sendable, Decodable {
    package var service: String
    package var method: String
    package var path: String
    package var problems: [String]
  }

  /// Forgets everything: repositories, faults, limits, tokens, the journal.
  package func reset() async throws {
    try await control("POST", "reset")
  }

  /// Makes a repository with a first commit of `files`, on all three forges.
  @discardableResult
  package func makeRepository(
    _ name: String, files: [String: String] = ["README.md": "hello\n"], settings: JSONValue = [:],
    defaultBranch: String = "main"
  ) async throws -> Repository {
    let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { throw ExplainedFailure("`\(name)` is not OWNER/NAME") }
    return try await control(
      "POST", "repos",
      [
        "owner": .string(parts[0]), "name": .string(parts[1]),
        "default_branch": .string(defaultBranch), "settings": settings,
        "files": .object(files.mapValues { .string($0) }),
      ]
    ).decode(Repository.self)
  }

  /// Changes settings of a repository: `protected` (branches), `archived`, `private`, …; for one
  /// forge where `service` names it.
  package func set(
    _ settings: JSONValue, of repository: String, service: String? = nil
  ) async throws {
    try await control(
      "POST", "settings",
      object(["repo": .string(repository), "settings": settings, "service": service.json]))
  }

  /// Commits as somebody else does; returns the commit. `nil` for a text removes the file.
  @discardableResult
  package func commit(
    _ files: [String: String?], to repository: String, branch: String? = nil,
    message: String? = nil
  ) async throws -> String {
    let written = files.compactMapValues { $0.map(JSONValue.string) }
    let removed = files.filter { $0.value == nil }.keys.sorted().map(JSONValue.string)
    let answer = try await control(
      "POST", "commits",
      object([
        "repo": .string(repository), "branch": branch.json, "message": message.json,
        "files": .object(written), "deletes": .array(removed),
      ]))
    guard let commit = answer["sha"]?.string else { throw unexpected(answer) }
    return commit
  }

  /// Reports a result of continuous integration; without `conclusion` it is running. A success lets
  /// merges happen that wait for it.
  package func check(
    _ reference: String, of repository: String, name: String = "ci", conclusion: String? = nil,
    service: String? = nil, asStatus: Bool = false
  ) async throws {
    try await control(
      "POST", "checks",
      object([
        "repo": .string(repository), "ref": .string(reference), "name": .string(name),
        "conclusion": conclusion.json, "service": service.json, "as_status": .boolean(asStatus),
      ]))
  }

  /// Changes a pull request from outside: `mergeable`, `draft`, `title`, `body`, `labels`, `state`.
  package func setPull(
    _ number: Int, of repository: String, service: String, to values: JSONValue
  ) async throws {
    try await control(
      "POST", "pulls",
      [
        "repo": .string(repository), "number": .integer(Int64(number)),
        "service": .string(service), "set": values,
      ])
  }

  /// Lets requests fail; see ``Fault``.
  package func inject(_ fault: Fault) async throws {
    try await control("POST", "faults", fault.json)
  }

  /// Takes all faults back.
  package func removeFaults() async throws {
    try await control("DELETE", "faults")
  }

  /// Sets counting limits, as `{"github": {"core": {"limit": 10, "window": 60}}}`.
  package func setLimits(_ limits: JSONValue) async throws {
    try await control("POST", "limits", limits)
  }

  /// Accepts only these tokens for `service`; any again for `nil`.
  package func setTokens(_ tokens: [String]?, for service: String) async throws {
    let list: JSONValue = tokens.map { .array($0.map(JSONValue.string)) } ?? .null
    try await control("POST", "tokens", [service: list])
  }

  /// Lets the generic webhook `name` demand a signature by `secret`.
  package func setWebhook(_ name: String, secret: String) async throws {
    try await control("POST", "hooks", .object([name: .string(secret)]))
  }

  /// Seeds Linear: `teams`, `labels`, `users`.
  package func seedLinear(_ data: JSONValue) async throws {
    try await control("POST", "linear", data)
  }

  /// Seeds Slack with channels: identifiers to names.
  package func seedSlack(channels: [String: String]) async throws {
    try await control(
      "POST", "slack", ["channels": .object(channels.mapValues { .string($0) })])
  }

  /// Everything that the services hold now.
  package func state() async throws -> JSONValue {
    try await control("GET", "state")
  }

  /// The requests that arrived, of one service or operation where it is named.
  package func journal(
    service: String? = nil, operation: String? = nil
  ) async throws -> [JournalEntry] {
    let entries = try await control("GET", "journal").decode([JournalEntry].self)
    return entries.filter { entry in
      (service == nil || entry.service == service)
        && (operation.map { entry.operations.contains($0) } ?? true)
    }
  }

  /// Empties the journal, and with it the violations.
  package func clearJournal() async throws {
    try await control("DELETE", "journal")
  }

  /// The requests that did not fit their contract.
  package func violations() async throws -> [Violation] {
    try await control("GET", "violations").decode([Violation].self)
  }

  /// Calls `/_control/<path>`.
  @discardableResult
  package func control(
    _ method: String, _ path: String, _ body: JSONValue? = nil
  ) async throws -> JSONValue {
    let answer = try await HTTP.live.send(
      HTTPRequest(
        method: method, url: "\(address)/_control/\(path)",
        headers: ["Content-Type": "application/json"], body: body?.bytes(),
        timeout: .seconds(60)))
    let value = try JSONValue(parsing: answer.body)
    guard answer.status == 200 else { throw unexpected(value) }
    return value
  }

  private func unexpected(_ answer: JSONValue) -> ExplainedFailure {
    ExplainedFailure("the contract server refused", why: [answer.description])
  }

  private func object(_ members: [String: JSONValue]) -> JSONValue {
    .object(members.filter { !$0.value.isNull })
  }
}

extension String? {
  fileprivate var json: JSONValue { map { .string($0) } ?? .null }
}

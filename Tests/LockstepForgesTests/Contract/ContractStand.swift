import LockstepCore
import LockstepForges
import LockstepGit
import LockstepSystem
import LockstepTestSupport

/// A forge played by ``ContractServer``, with real git repositories behind it.
struct ContractStand: ForgeStand {
  let server: ContractServer
  let service: String
  let clock = ManualClock()
  let forge: any Forge

  init(server: ContractServer, service: String) {
    self.server = server
    self.service = service
    let bases = ["github": server.github, "gitlab": server.gitlab]
    forge = Self.client(service, base: bases[service] ?? server.gitea, http: .live, clock: clock)
  }

  func makeRepository(_ path: ForgePath, files: [String: String]) async throws -> ObjectID {
    try ObjectID(parsing: try await server.makeRepository("\(path)", files: files).head)
  }

  func push(
    _ files: [String: String?], to path: ForgePath, branch: String
  ) async throws -> ObjectID {
    try ObjectID(parsing: try await server.commit(files, to: "\(path)", branch: branch))
  }

  func tag(_ name: String, at commit: ObjectID, in path: ForgePath) async throws {
    try await git(["update-ref", "refs/tags/\(name)", "\(commit)"], path)
  }

  func protect(_ branch: String, in path: ForgePath) async throws {
    try await server.set(["protected": [.string(branch)]], of: "\(path)", service: service)
  }

  func archive(_ path: ForgePath) async throws {
    try await server.set(["archived": true], of: "\(path)", service: service)
  }

  func report(
    _ state: ForgeChecks.State, on branch: String, in path: ForgePath
  ) async throws {
    try await server.check(
      branch, of: "\(path)", conclusion: state.conclusion, service: service)
  }

  func close(_ number: Int, in path: ForgePath) async throws {
    try await server.setPull(number, of: "\(path)", service: service, to: ["state": "closed"])
  }

  var mergingMethod: String { service == "gitea" ? "POST" : "PUT" }

  func inject(_ fault: StandFault) async throws {
    try await server.inject(
      ContractServer.Fault(
        fault.kind, service: service, method: fault.method, times: fault.times,
        details: ["retry_after": 7, "delay": 0.05]))
  }

  func faultsLeft() async throws -> Int {
    let faults = try await server.control("GET", "faults").array ?? []
    return faults.compactMap { $0["times"]?.integer.map(Int.init) }.reduce(0, +)
  }

  func removeFaults() async throws { try await server.removeFaults() }

  func snapshot(_ path: ForgePath) async throws -> JSONValue {
    let repositories = try await server.state()["repos"]?.array ?? []
    guard let found = repositories.first(where: { $0["repo"]?.string == "\(path)" }),
      let state = found[service]
    else { throw ExplainedFailure("there is no \(path)") }
    var branches: [String: JSONValue] = [:]
    for name in (found["refs"]?.object ?? [:]).keys where name.hasPrefix("refs/heads/") {
      let tree = try await git(["rev-parse", "\(name)^{tree}"], path)
      let count = try await git(["rev-list", "--count", name], path)
      branches[name] = .string("\(tree) \(count)")
    }
    func pick(_ list: String, _ members: [String]) -> JSONValue {
      .array(
        (state[list]?.array ?? []).map { element in
          .object(
            Dictionary(uniqueKeysWithValues: members.map { ($0, element[$0] ?? .null) }))
        })
    }
    return [
      "branches": .object(branches),
      "pulls": pick("pulls", ["number", "title", "body", "state", "merged"]),
      "releases": pick("releases", ["tag_name", "name", "body"]),
      "issues": pick("issues", ["title", "body", "state"]),
      "comments": pick("comments", ["body"]),
    ]
  }

  @discardableResult
  private func git(_ arguments: [String], _ path: ForgePath) async throws -> String {
    let host = Host.live()
    let result = try await host.processes.run(
      Invocation(
        program: "git", arguments: ["--git-dir", server.gitDirectory("\(path)")] + arguments,
        environment: host.environment, timeout: .seconds(60)))
    guard result.succeeded else { throw ExplainedFailure(result.errorText) }
    return String(result.text.prefix { !$0.isNewline })
  }
}

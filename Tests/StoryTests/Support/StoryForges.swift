import LockstepCore
import LockstepGit
import LockstepSystem
import LockstepTestSupport
import Testing

/// What plays the forges of a story, with real git repositories behind them.
protocol StoryForges: Sendable {
  /// The forge's entry under `[services]` in lockstep.toml.
  var entry: String { get }
  /// The base of its interface.
  var rest: String { get }

  /// Where a repository is cloned from.
  func git(_ repository: String) -> String
  /// The bare repository on the disk.
  func gitDirectory(_ repository: String) -> String
  /// Makes a repository with a first commit of `files` on `main`.
  func make(_ repository: String, _ files: [String: String]) async throws
  /// Somebody pushes to `main`.
  func push(_ files: [String: String], to repository: String, saying message: String) async throws
  /// A check says something about a commit or a branch; it runs where `conclusion` is `nil`.
  func report(_ conclusion: String?, on reference: String, of repository: String) async throws
  /// Somebody closes a pull request.
  func close(_ number: Int, of repository: String) async throws
  /// What the forge knows of a repository: `pulls`, `releases`, `comments`.
  func records(of repository: String) async throws -> JSONValue
  /// The changes that the forge has carried out since they were forgotten, by their names.
  func changes() async throws -> [String]
  /// Forgets which changes it has carried out.
  func forgetChanges() async throws
}

/// Which of the two it is.
enum StoryForgesKind: Sendable, CustomTestStringConvertible {
  /// The server that refuses what the services' own contracts do not allow.
  case contracts
  /// Our own, which needs nothing but git.
  case loopback

  var testDescription: String { self == .contracts ? "contract server" : "loopback" }

  /// The stricter one of those that this machine can play.
  static var strictest: StoryForgesKind { ContractServer.isAvailable ? .contracts : .loopback }

  /// Those that this machine can play, each with each service.
  static var everywhere: [(StoryForgesKind, String)] {
    let kinds: [StoryForgesKind] =
      ContractServer.isAvailable ? [.contracts, .loopback] : [.loopback]
    return kinds.flatMap { kind in ForgeFleet.services.map { (kind, $0) } }
  }

  /// Runs `body` with forges that nobody else uses meanwhile, one story of a service at a time; the contract
  /// server demands that no request was refused by a contract.
  func run<Result: Sendable>(
    _ service: String, in scratch: ScratchGit, _ body: (any StoryForges) async throws -> Result
  ) async throws -> Result {
    switch self {
    case .contracts:
      try await ContractServer.session("story-\(service)") { server in
        try await body(ContractForges(server: server, service: service))
      }
    case .loopback:
      try await Turns.shared.hold("loopback story-\(service)") {
        try await LoopbackForgeServer.run(service, gitRoot: "\(scratch.directory)/origins") {
          try await body(LoopbackForges(server: $0, scratch: scratch))
        }
      }
    }
  }
}

/// One forge of the contract server.
private struct ContractForges: StoryForges {
  let server: ContractServer
  let service: String

  var entry: String { server.entry(of: service) }

  var rest: String {
    switch service {
    case "github": server.github
    case "gitlab": server.gitlab
    default: server.gitea
    }
  }

  func git(_ repository: String) -> String { server.git(repository) }

  func gitDirectory(_ repository: String) -> String { server.gitDirectory(repository) }

  func make(_ repository: String, _ files: [String: String]) async throws {
    try await server.makeRepository(repository, files: files)
  }

  func push(_ files: [String: String], to repository: String, saying message: String) async throws {
    try await server.commit(files.mapValues { $0 }, to: repository, message: message)
  }

  func report(_ conclusion: String?, on reference: String, of repository: String) async throws {
    try await server.check(reference, of: repository, conclusion: conclusion, service: service)
  }

  func close(_ number: Int, of repository: String) async throws {
    try await server.setPull(number, of: repository, service: service, to: ["state": "closed"])
  }

  func records(of repository: String) async throws -> JSONValue {
    let all = try await server.state()["repos"]?.array ?? []
    return all.first { $0["repo"]?.string == repository }?[service] ?? .null
  }

  func changes() async throws -> [String] {
    try await server.journal(service: service)
      .filter { $0.processed && $0.method != "GET" && (200..<300).contains($0.status) }
      .map { $0.operations.joined(separator: " ") }
  }

  func forgetChanges() async throws { try await server.clearJournal() }
}

/// The forge of our own.
private struct LoopbackForges: StoryForges {
  let server: LoopbackForgeServer
  let scratch: ScratchGit

  private var forge: LoopbackForge { server.forge }
  private var service: String { server.service }

  var rest: String { server.rest }

  var entry: String {
    "\(service) = { rest = \"\(rest)\", git = \"\(server.address)/git\" }"
  }

  func git(_ repository: String) -> String { server.git(repository) }

  func gitDirectory(_ repository: String) -> String { server.gitDirectory(repository) }

  func make(_ repository: String, _ files: [String: String]) async throws {
    _ = try await scratch.origin(repository, files: files)
    try server.show(repository)
  }

  func push(_ files: [String: String], to repository: String, saying message: String) async throws {
    let origin = try await GitRepository.discover(
      from: gitDirectory(repository), host: scratch.host
    ).repository
    try await scratch.commit(files.mapValues { $0 }, to: origin, message: message)
  }

  func report(_ conclusion: String?, on reference: String, of repository: String) async throws {
    try forge.check(reference, of: repository, service: service, conclusion: conclusion)
  }

  func close(_ number: Int, of repository: String) async throws {
    try forge.close(number, of: repository, service: service)
  }

  func records(of repository: String) async throws -> JSONValue {
    let all = try forge.snapshot(of: repository, service: service)
    let pulls = (all["pulls"]?.array ?? []).map { pull -> JSONValue in
      var members = pull.object ?? [:]
      members["state"] = pull["open"] == .boolean(true) ? "open" : "closed"
      return .object(members)
    }
    let releases = (all["releases"]?.array ?? []).map { release -> JSONValue in
      ["tag_name": release["tag"] ?? .null, "body": release["notes"] ?? .null]
    }
    return [
      "pulls": .array(pulls), "releases": .array(releases), "comments": all["comments"] ?? .null,
    ]
  }

  func changes() async throws -> [String] {
    forge.journal.filter {
      $0.processed && $0.method != "GET" && (200..<300).contains($0.status)
    }.map { entry in
      "\(entry.method) \(entry.path.split(separator: "/").last { Int($0) == nil } ?? "")"
    }
  }

  func forgetChanges() async throws { forge.clearJournal() }
}

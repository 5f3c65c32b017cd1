import LockstepCore
import LockstepForges
import LockstepGit
import LockstepSystem
import LockstepTestSupport
import Testing

/// A forge under test, and what other people do on it.
protocol ForgeStand: Sendable {
  /// The forge.
  var forge: any Forge { get }
  /// The hands of the clock that the forge waits by.
  var clock: ManualClock { get }

  /// Makes a repository with a first commit on `main`; returns the commit.
  func makeRepository(_ path: ForgePath, files: [String: String]) async throws -> ObjectID
  /// Somebody pushes a commit.
  func push(
    _ files: [String: String?], to path: ForgePath, branch: String
  ) async throws -> ObjectID
  /// Somebody makes a tag.
  func tag(_ name: String, at commit: ObjectID, in path: ForgePath) async throws
  /// A branch is protected: it takes green pull requests only.
  func protect(_ branch: String, in path: ForgePath) async throws
  /// The repository is archived.
  func archive(_ path: ForgePath) async throws
  /// A check says something about the commit that a branch points to.
  func report(_ state: ForgeChecks.State, on branch: String, in path: ForgePath) async throws
  /// Somebody closes a pull request.
  func close(_ number: Int, in path: ForgePath) async throws
  /// Lets the next requests that `fault` names fail.
  func inject(_ fault: StandFault) async throws
  /// The method by which pull requests are merged.
  var mergingMethod: String { get }
  /// How many requests are still to be hit.
  func faultsLeft() async throws -> Int
  /// Takes all faults back.
  func removeFaults() async throws
  /// What the repository holds, without what differs from run to run: for comparing end states.
  func snapshot(_ path: ForgePath) async throws -> JSONValue
}

/// A fault of the next requests.
struct StandFault: Sendable {
  var kind: ContractServer.Fault.Kind
  /// The method of the requests.
  var method: String
  var times = 1
}

/// Which forge is under test, and what it is played by.
enum StandKind: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case inMemory = "in memory"
  case gitHubLoopback = "GitHub, loopback"
  case gitLabLoopback = "GitLab, loopback"
  case giteaLoopback = "Gitea, loopback"
  case gitHubContract = "GitHub, contract server"
  case gitLabContract = "GitLab, contract server"
  case giteaContract = "Gitea, contract server"

  var testDescription: String { rawValue }

  /// Those that this machine can play.
  static var available: [StandKind] {
    allCases.filter { ContractServer.isAvailable || !$0.isContract }
  }

  /// Those that are reached over HTTP.
  static var overHTTP: [StandKind] { available.filter { $0 != .inMemory } }

  var isContract: Bool {
    switch self {
    case .gitHubContract, .gitLabContract, .giteaContract: true
    default: false
    }
  }

  /// What the contract server's own subset of GitLab's contract has no operation for.
  var lacksNotesAndIssueEdits: Bool { self == .gitLabContract }

  /// Whether the contract server's subset of the contract has no operation for labels: an issue takes their
  /// numbers, and these are looked up.
  var lacksLabels: Bool { self == .giteaContract }

  /// Sets the stand up and runs `body` with it.
  func with<Result: Sendable>(
    _ body: (any ForgeStand) async throws -> Result
  ) async throws -> Result {
    switch self {
    case .inMemory: return try await body(InMemoryStand())
    case .gitHubLoopback: return try await body(LoopbackStand(service: "github"))
    case .gitLabLoopback: return try await body(LoopbackStand(service: "gitlab"))
    case .giteaLoopback: return try await body(LoopbackStand(service: "gitea"))
    case .gitHubContract:
      return try await ContractServer.session("forges") {
        try await body(ContractStand(server: $0, service: "github"))
      }
    case .gitLabContract:
      return try await ContractServer.session("forges") {
        try await body(ContractStand(server: $0, service: "gitlab"))
      }
    case .giteaContract:
      return try await ContractServer.session("forges") {
        try await body(ContractStand(server: $0, service: "gitea"))
      }
    }
  }
}

extension ForgeStand {
  /// The forge called `service` at `base`, as a client would set it up.
  static func client(
    _ service: String, base: String, http: HTTP, clock: ManualClock
  ) -> any Forge {
    let credential = ForgeCredential.fixed(Secret("canary-token"))
    let hands = clock.clock
    switch service {
    case "github":
      return GitHubForge(
        addresses: .init(rest: base, graphql: "\(base)/graphql"), userAgent: "lockstep-tests",
        http: http, clock: hands, scheduler: ForgeScheduler(.github, clock: hands),
        credential: credential)
    case "gitlab":
      return GitLabForge(
        base: base, userAgent: "lockstep-tests", http: http, clock: hands,
        scheduler: ForgeScheduler(.gitlab, clock: hands), credential: credential)
    default:
      return GiteaForge(
        base: base, userAgent: "lockstep-tests", http: http, clock: hands,
        scheduler: ForgeScheduler(.unlimited, clock: hands), credential: credential)
    }
  }
}

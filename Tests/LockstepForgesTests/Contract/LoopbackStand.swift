import LockstepCore
import LockstepForges
import LockstepGit
import LockstepTestSupport

/// A forge played by ``LoopbackForge``.
struct LoopbackStand: ForgeStand {
  let service: String
  let clock = ManualClock()
  let world = LoopbackForge()
  let forge: any Forge

  init(service: String) {
    self.service = service
    let bases = ["gitlab": "gitlab/api/v4", "gitea": "gitea/api/v1"]
    forge = Self.client(
      service, base: "http://loopback/\(bases[service] ?? service)", http: world.http,
      clock: clock)
  }

  func makeRepository(_ path: ForgePath, files: [String: String]) async throws -> ObjectID {
    try ObjectID(parsing: world.makeRepository("\(path)", files: files))
  }

  func push(
    _ files: [String: String?], to path: ForgePath, branch: String
  ) async throws -> ObjectID {
    try ObjectID(
      parsing: world.commit(files, to: "\(path)", service: service, branch: branch))
  }

  func tag(_ name: String, at commit: ObjectID, in path: ForgePath) async throws {
    try world.tag(name, at: "\(commit)", of: "\(path)", service: service)
  }

  func protect(_ branch: String, in path: ForgePath) async throws {
    try world.protect(branch, of: "\(path)", service: service)
  }

  func archive(_ path: ForgePath) async throws {
    try world.archive("\(path)", service: service)
  }

  func report(
    _ state: ForgeChecks.State, on branch: String, in path: ForgePath
  ) async throws {
    try world.check(branch, of: "\(path)", service: service, conclusion: state.conclusion)
  }

  func close(_ number: Int, in path: ForgePath) async throws {
    try world.close(number, of: "\(path)", service: service)
  }

  var mergingMethod: String { service == "gitea" ? "POST" : "PUT" }

  func inject(_ fault: StandFault) async throws {
    world.inject(
      ContractServer.Fault(
        fault.kind, service: service, method: fault.method, times: fault.times,
        details: ["retry_after": 7]))
  }

  func faultsLeft() async throws -> Int { world.faultsLeft }

  func removeFaults() async throws { world.removeFaults() }

  func snapshot(_ path: ForgePath) async throws -> JSONValue {
    try world.snapshot(of: "\(path)", service: service)
  }
}

extension ForgeChecks.State {
  /// What a forge calls it.
  var conclusion: String? {
    switch self {
    case .green: "success"
    case .red: "failure"
    case .pending: nil
    }
  }
}

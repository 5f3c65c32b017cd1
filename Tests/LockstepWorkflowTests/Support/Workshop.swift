import LockstepCore
import LockstepGit
import LockstepLedger
import LockstepSystem
import LockstepWorkflow
import Synchronization

/// A world, and a shared ledger in a folder of its own.
struct Workshop: Sendable {
  let directory: String
  let world: World
  let remote: RemoteAddress
  private let dead = Dead()

  static func run(_ body: @Sendable (Workshop) async throws -> Void) async throws {
    let directory = try Files.temporaryDirectory(in: "/tmp")
    let workshop = Workshop(
      directory: directory, world: World(),
      remote: try RemoteAddress(parsing: "\(directory)/origin.git"))
    let host = workshop.host(Mortality())
    _ = try await GitRepository.initialise(at: "\(directory)/origin.git", bare: true, host: host)
    _ = try await GitRepository.initialise(at: "\(directory)/clone", bare: false, host: host)
    do {
      try await body(workshop)
    } catch {
      try Files.remove(directory)
      throw error
    }
    try Files.remove(directory)
  }

  init(directory: String, world: World, remote: RemoteAddress) {
    self.directory = directory
    self.world = world
    self.remote = remote
  }

  func host(_ mortality: Mortality) -> Host {
    let live = Host.live()
    return Host(
      processes: mortality.processes, clock: .live,
      environment: [
        "PATH": live.environment["PATH"] ?? "/usr/bin:/bin", "HOME": directory,
        "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
      ],
      faults: mortality.faults, identifiers: live.identifiers, workingDirectory: directory)
  }

  /// What one process sees of the ledger.
  func ledger(_ mortality: Mortality = Mortality()) -> Ledger {
    let host = host(mortality)
    return Ledger(
      repository: GitRepository(gitDirectory: "\(directory)/clone/.git", host: host),
      remote: remote, author: Author(name: "Ada", email: "ada@example.org", host: "machine"),
      command: ["lockstep"], host: host, sign: false)
  }

  var effectLock: EffectLock { EffectLock(path: "\(directory)/effects.lock") }

  /// The engine of one process.
  func engine(
    pid: Int64 = 1, mortality: Mortality = Mortality(),
    watching: @escaping @Sendable (StepID) async throws -> Void = { _ in },
    during: @escaping @Sendable (StepID) async throws -> Void = { _ in },
    report: @escaping @Sendable (EngineReport) -> Void = { _ in }
  ) -> Engine<WorldPerformer> {
    Engine(
      performer: WorldPerformer(
        world: world, mortality: mortality, watching: watching, during: during),
      ledger: ledger(mortality),
      leaseOptions: LeaseOptions(processes: dead.table(of: pid)),
      effectLock: effectLock, host: host(mortality), report: report)
  }

  /// Tells every process of the workshop that `pid` is no more.
  func bury(_ pid: Int64) {
    dead.bury(pid)
  }

  /// The kinds of the ledger's events, with the step where there is one; signs of life are left out,
  /// for their number is the machine's affair.
  func story() async throws -> [String] {
    try await ledger().fetch().entries.filter { $0.event.kind != LeaseEvent.heartbeat }.map {
      entry in
      entry.event.body["step"]?.string.map { "\(entry.event.kind) \($0)" } ?? entry.event.kind
    }
  }

  func log() async throws -> OperationLog {
    OperationLog(try await ledger().fetch())
  }
}

/// The processes that died.
private final class Dead: Sendable {
  private let pids = Mutex<Set<Int64>>([])

  func bury(_ pid: Int64) {
    pids.withLock { _ = $0.insert(pid) }
  }

  func table(of pid: Int64) -> ProcessTable {
    let me = ProcessIdentity(
      machine: "machine", boot: "boot", namespace: "", pid: pid, started: "1")
    return ProcessTable(
      current: { me },
      state: { process in self.pids.withLock { $0.contains(process.pid) } ? .dead : .alive })
  }
}

/// A plan of deeds, each needing the one before it.
func plan(
  _ deeds: [(StepID, Deed)], called operation: String = "release-1"
) -> Plan<Deed> {
  var steps: [Step<Deed>] = []
  for (id, deed) in deeds {
    var isFinal = false
    if case .spend = deed { isFinal = true }
    steps.append(
      Step(
        id: id, title: "do \(id)", phase: "release", irreversible: isFinal,
        needs: steps.last.map { [$0.id] } ?? [], action: deed))
  }
  return Plan(
    operation: operation, kind: "release", title: "release 1", facts: .object(["n": .integer(1)]),
    steps: steps)
}

/// Three keys: the plan of most tests.
let threeKeys = plan([("a", .set("alpha")), ("b", .set("beta")), ("c", .set("gamma"))])

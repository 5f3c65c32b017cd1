import LockstepCore
import LockstepForges
import LockstepGit
import Synchronization

/// The forge that is nothing but memory.
struct InMemoryStand: ForgeStand {
  let clock = ManualClock()
  let memory = InMemoryForge()
  var forge: any Forge { memory }

  private func change(
    _ path: ForgePath, _ body: (inout InMemoryRepository) throws -> Void
  ) throws {
    try memory.world.withLock { world in
      guard var repository = world.repositories[path] else {
        throw ExplainedFailure("there is no \(path)")
      }
      try body(&repository)
      world.repositories[path] = repository
    }
  }

  func makeRepository(_ path: ForgePath, files: [String: String]) async throws -> ObjectID {
    let repository = InMemoryRepository(files: files)
    memory.world.withLock { $0.repositories[path] = repository }
    return repository.branches["main"] ?? .absent
  }

  func push(
    _ files: [String: String?], to path: ForgePath, branch: String
  ) async throws -> ObjectID {
    var made = ObjectID.absent
    try change(path) { made = $0.push(files, to: branch) }
    return made
  }

  func tag(_ name: String, at commit: ObjectID, in path: ForgePath) async throws {
    try change(path) { $0.tags[name] = commit }
  }

  func protect(_ branch: String, in path: ForgePath) async throws {
    try change(path) { $0.protected.insert(branch) }
  }

  func archive(_ path: ForgePath) async throws {
    try change(path) { $0.isArchived = true }
  }

  func report(
    _ state: ForgeChecks.State, on branch: String, in path: ForgePath
  ) async throws {
    try change(path) { repository in
      guard let commit = repository.branches[branch] else {
        throw ExplainedFailure("there is no \(branch)")
      }
      repository.report("ci", state, on: commit)
    }
  }

  func close(_ number: Int, in path: ForgePath) async throws {
    try change(path) { $0.pulls[number]?.state = .closed }
  }

  func inject(_ fault: StandFault) async throws {
    throw ExplainedFailure("faults of HTTP are not for a forge without it")
  }

  let mergingMethod = "POST"

  func faultsLeft() async throws -> Int { 0 }

  func removeFaults() async throws {}

  func snapshot(_ path: ForgePath) async throws -> JSONValue { .null }
}

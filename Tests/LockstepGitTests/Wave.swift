import LockstepCore
import LockstepGit
import LockstepSystem
import LockstepTestSupport
import Synchronization
import Testing

/// A store with a few origins, a commit prepared for each, and a record of the git commands that run.
final class Wave: Sendable {
  let scratch: ScratchGit
  let store: FleetStore
  let names: [RepositoryName]
  /// What the origins' `main` is at, and what it is to become.
  let sets: [RepositoryName: [RefUpdate]]
  private let record: Record

  static let main = "refs/heads/main"

  /// Makes origins `origins/<name>.git`, fetches them and writes `changes` on top of each.
  init(
    _ scratch: ScratchGit, _ names: [String] = ["a"],
    files: [String: String] = ["x": "1", "app/src/lib.rs": "2", "app/Cargo.toml": "3"],
    changes: [FileChange] = [
      FileChange(path: "app/Cargo.toml", content: .bytes(Array("4".utf8), executable: false))
    ]
  ) async throws {
    let record = Record()
    var host = scratch.host
    let live = host.processes
    host.processes = Processes { invocation in
      let command = invocation.arguments.first {
        ["push", "receive-pack", "ls-remote"].contains($0)
      }
      if let command { record.commands.withLock { $0.append(command) } }
      return try await live.run(invocation)
    }
    let store = FleetStore(directory: "\(scratch.directory)/cache/fleet", host: host)
    var sources: [FleetSource] = []
    for name in names {
      let origin = try await scratch.origin(name, files: files)
      sources.append(
        FleetSource(name: try RepositoryName(name), address: try scratch.address(of: origin)))
    }
    _ = await store.fetch(sources, width: 4, timeout: .seconds(60))
    let tips = try await store.tips()
    let who = scratch.signature()
    let commits = try await store.objects.write(
      sources.compactMap { tips[$0.name] }.map { tip in
        CommitDraft(
          parents: [tip.commit], tree: .firstParent, changes: changes, message: "m", author: who,
          committer: who)
      })
    let main = try RefName(parsing: Self.main)
    self.scratch = scratch
    self.store = store
    self.names = sources.map(\.name)
    sets = Dictionary(
      zip(sources, commits).map { source, commit in
        (source.name, [RefUpdate(ref: main, old: tips[source.name]?.commit, new: commit)])
      }, uniquingKeysWith: { first, _ in first })
    self.record = record
    record.commands.withLock { $0 = [] }
  }

  private final class Record: Sendable {
    let commands = Mutex<[String]>([])
  }

  /// The commands that were run since the last question, sorted.
  var commands: [String] {
    record.commands.withLock { commands in
      defer { commands = [] }
      return commands.sorted()
    }
  }

  func origin(_ name: String = "a") -> GitRepository {
    GitRepository(
      gitDirectory: "\(scratch.directory)/origins/\(name).git", host: scratch.host)
  }

  /// The one update of `a`.
  var update: RefUpdate {
    get throws { try #require(sets[RepositoryName("a")]?.first) }
  }

  /// Pushes `updates` to `a` and returns what became of the first.
  func push(
    _ updates: [RefUpdate]? = nil, to address: RemoteAddress? = nil, rewrites: Bool = false,
    timeout: Duration = .seconds(60)
  ) async throws -> PushOutcome? {
    let name = try RepositoryName("a")
    let updates = try updates ?? [update]
    let outcomes = await store.push(
      [name: updates], addresses: address.map { [name: $0] } ?? [:], width: 1,
      lock: EffectLock(path: "\(scratch.directory)/effects"), timeout: timeout,
      allowRewrites: rewrites)
    return updates.first.flatMap { outcomes[name]?[$0.ref] }
  }
}

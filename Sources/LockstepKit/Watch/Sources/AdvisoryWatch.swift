internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepSystem
internal import LockstepVerification
internal import Synchronization

/// Looks the lock files of the foundation and of its dependents up among the known advisories.
struct AdvisoryWatch: Sendable {
  let ground: WatchGround

  /// One repository at the commit that counts.
  private struct Holder: Sendable {
    var name: RepositoryName
    /// How people call it.
    var title: String
    var commit: ObjectID
    var isFoundation: Bool
  }

  /// What is known against a repository's locks.
  enum Answer: Codable, Hashable, Sendable {
    /// It has no committed lock.
    case none
    case known([Found])
    case unknown(String)
    /// No tool that knows the advisories is installed.
    case toolMissing
  }

  /// One advisory against one package of one lock.
  struct Found: Codable, Hashable, Sendable {
    var id: String
    var package: String
    var version: String
    var text: String
  }

  /// How far the tool's own advisories were brought up to date in this look.
  private final class Database: Sendable {
    enum State: Sendable {
      case untried
      case fresh
      case failed(String)
    }

    let state = Mutex(State.untried)
  }

  func look() async throws -> WatchLook {
    let source = Configuration.WatchSource.advisories
    let timing = ground.workspace.configuration.watch.timing(of: .advisories)
    let holders = try await holders()
    let database = Database()
    // One after the other: the first one brings the advisories up to date for all.
    let asked = await AskingInTurn<Holder, Answer>(
      ground: ground, timing: timing, width: 1, name: \.name, state: \.commit.description
    ).ask(holders, knowing: ground.memory.audited, late: .unknown("the tool did not end in time")) {
      await answer(for: $0, database, within: timing.budget)
    }
    var look = WatchLook(source, ground.fleetState)
    look.learnt = .init(audited: asked.known)
    if let gap = asked.gap { look.state = .noData(because: gap) }
    let answers = asked.known.values.map(\.answer)
    if answers.contains(.toolMissing) {
      look.state = .noData(because: "no tool that knows the advisories is installed")
      look.remarks = ["`cargo install cargo-audit` brings it"]
    } else if asked.gap == nil, ground.unseen == nil, answers.allSatisfy({ $0 == .none }) {
      look.state = .idle(because: "there is no committed lock file")
    }
    for holder in holders {
      switch asked.known[holder.name.description]?.answer {
      case .known(let found)?: look.findings += found.map(finding)
      case .unknown(let reason)?: look.state = .noData(because: "\(holder.title): \(reason)")
      case .none?, .toolMissing?, nil: break
      }
    }
    return look
  }

  /// An advisory tells of a critical bug; a package that was withdrawn does not by itself.
  private func finding(of found: Found) -> WatchLook.Finding {
    let foundation = ground.workspace.configuration.foundation.allPackages
    return WatchLook.Finding(
      WatchTriggerName.criticalBug.rawValue, found.id, found.text,
      // Only where it is the foundation's own fault does taking the release back help.
      isOfRelease: ground.whyNoRelease == nil && foundation.contains(found.package)
        && found.version == ground.release?.version.description)
  }

  /// The released foundation, and every dependent's tip.
  private func holders() async throws -> [Holder] {
    var holders: [Holder] = []
    if let line = ground.line {
      let title = ground.workspace.configuration.foundation.package
      let name = try ground.fleet?.fleet.foundation.name ?? RepositoryName(title)
      let commit = line.baseline?.commit ?? line.tip
      holders.append(Holder(name: name, title: title, commit: commit, isFoundation: true))
    }
    for dependent in ground.fleet?.fleet.dependents ?? [] {
      holders.append(
        Holder(
          name: dependent.name, title: dependent.name.description, commit: dependent.commit,
          isFoundation: false))
    }
    return holders
  }

  // MARK: - Asking the tool

  private func answer(
    for holder: Holder, _ database: Database, within budget: Span
  ) async -> Answer {
    do {
      return try await Scratch.withFolder(in: ground.workspace.host, name: "watch-locks") {
        folder in
        let locks = try await locks(of: holder, in: folder)
        guard !locks.isEmpty else { return Answer.none }
        var found: [Found] = []
        for lock in locks {
          switch try await report(on: lock.path, database, within: budget) {
          case .output(let bytes, _):
            found += try LockFinding.all(in: try JSONValue(parsing: bytes))
              .compactMap { Found($0, in: lock.owner) }
          case .obstacle(let obstacle) where obstacle.kind == .toolMissing: return .toolMissing
          case .obstacle(let obstacle):
            let reason = obstacle.message.split(whereSeparator: \.isNewline).first ?? "it failed"
            return .unknown(String(reason))
          }
        }
        return .known(found)
      }
    } catch {
      return .unknown(Explanation(of: error).oneLine)
    }
  }

  private func report(
    on lock: String, _ database: Database, within budget: Span
  ) async throws -> ToolAnswer {
    let workspace = ground.workspace
    let own = workspace.configuration.watch.advisories.map {
      Files.absolutePath($0, from: workspace.directory)
    }
    let known = database.state.withLock { $0 }
    if case .failed(let reason) = known {
      return .obstacle(Obstacle(kind: .other, message: reason))
    }
    let isFirst = if case .untried = known { true } else { false }
    let answer = try await workspace.cargo.advisories(
      forLock: lock, database: own, fetching: isFirst, timeout: budget.duration)
    if isFirst {
      database.state.withLock { state in
        // Advisories of yesterday must not be taken for those of today.
        if case .obstacle(let obstacle) = answer {
          state = .failed(obstacle.message)
        } else {
          state = .fresh
        }
      }
    }
    return answer
  }

  /// The committed locks of a repository, each in a folder of its own.
  private func locks(
    of holder: Holder, in folder: String
  ) async throws -> [DependenciesGate.Lock] {
    let workspace = ground.workspace
    let files =
      holder.isFoundation
      ? try await workspace.source(at: holder.commit).files
      : try await workspace.store.repository(holder.name).manifestSet(of: holder.commit)
    return try files.layOutLocks(of: holder.title, in: folder)
  }
}

extension AdvisoryWatch.Found {
  /// What counts of a finding: a package that was withdrawn tells of no bug by itself.
  fileprivate init?(_ finding: LockFinding, in owner: String) {
    guard let advisory = finding.advisory else { return nil }
    self.init(
      id: "\(advisory) \(finding.package) \(finding.version) \(owner)", package: finding.package,
      version: finding.version, text: printable("\(owner): \(finding.line)"))
  }
}

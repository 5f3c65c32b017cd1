internal import LockstepCore
internal import LockstepFleet
internal import LockstepForges
internal import LockstepGit
internal import LockstepSystem
internal import LockstepWorkflow

/// Looks at the forge's checks of each dependent that has the release, against their state before.
///
/// What was red before is not the release's fault; what turned red with the very commit that brought the
/// release is.
struct ChecksWatch: Sendable {
  let ground: WatchGround
  let desk: ForgeDesk

  /// How many forges' answers are waited for at once; their budget spaces the requests.
  private static let width = 8

  /// What brought the release to one dependent.
  struct Update: Sendable {
    var name: RepositoryName
    var before: ObjectID
    var after: ObjectID
    var place: ForgeDesk.Place
  }

  /// What became of the checks of one dependent.
  enum Answer: Codable, Hashable, Sendable {
    case fine
    case broken(String)
    case unsure(String)
    case unknown(String)
  }

  func look() async throws -> WatchLook {
    let source = Configuration.WatchSource.checks
    if let reason = ground.whyNoRelease { return WatchLook(source, .idle(because: reason)) }
    guard let release = ground.release else { return WatchLook(source) }
    var missing: [String] = []
    let updates = try await updates(to: release, missing: &missing)
    guard !updates.isEmpty || !missing.isEmpty else {
      return WatchLook(
        source,
        .idle(because: "no dependent on a forge that can be asked got \(release.version) yet"))
    }
    let asking = AskingInTurn<Update, Answer>(
      ground: ground, timing: ground.workspace.configuration.watch.timing(of: .checks),
      width: Self.width, name: \.name, state: \.after.description)
    let asked = await asking.ask(
      updates, knowing: ground.memory.checked, late: .unknown("its forge did not answer in time")
    ) { await Self.judge($0) }
    var look = WatchLook(source, total: ground.fleet?.fleet.dependents.count ?? updates.count)
    look.learnt = .init(checked: asked.known)
    if let gap = asked.gap { missing.append(gap) }
    for (name, learnt) in asked.known.sorted(by: { $0.key < $1.key }) {
      let id = "\(name) \(release.version)"
      switch learnt.answer {
      case .fine: break
      case .broken(let text):
        look.findings.append(
          .init(.dependents, id, "\(name): \(text)"))
      case .unsure(let text):
        look.findings.append(
          .init(.dependents, id, "\(name): \(text)", isSure: false))
        look.remarks.append("\(name): \(text)")
      case .unknown(let text): missing.append("\(name): \(text)")
      }
    }
    if !missing.isEmpty {
      look.state = .noData(because: missing.sorted().joined(separator: "; "))
    }
    return look
  }

  /// The pushes that brought the release to dependents on forges.
  private func updates(
    to release: ReleasedVersion, missing: inout [String]
  ) async throws -> [Update] {
    var pushed: [RepositoryName: (before: ObjectID, after: ObjectID)] = [:]
    for record in ground.log.operations where record.kind == OperationKind.rollout {
      guard (try? record.facts.decode(RolloutFacts.self))?.release.version == release.version
      else { continue }
      var before: [RepositoryName: ObjectID] = [:]
      for step in record.steps {
        guard let body = step.evidence?.body else { continue }
        if let prepared = try? body.decode([PreparedDependent].self) {
          for dependent in prepared { before[dependent.name] = dependent.before }
        } else if let delivered = try? body.decode([DeliveredDependent].self) {
          for dependent in delivered where dependent.delivered {
            pushed[dependent.name] = before[dependent.name].map { ($0, dependent.commit) }
          }
        }
      }
    }
    let addresses = try await addresses()
    var updates: [Update] = []
    for (name, commits) in pushed.sorted(by: { $0.key < $1.key }) {
      guard let address = addresses[name],
        let place = try desk.place(of: address.text, .background),
        place.forge.forge.abilities.contains(.checks)
      else { continue }
      guard try await desk.tokenSource(for: address.text) != nil else {
        missing.append("\(name): there is no token for \(place.forge.forge.name)")
        continue
      }
      updates.append(
        Update(name: name, before: commits.before, after: commits.after, place: place))
    }
    return updates
  }

  /// Where the dependents are: whoever was never fetched has checks too.
  private func addresses() async throws -> [RepositoryName: RemoteAddress] {
    let fetched = try await ground.workspace.store.tips().mapValues(\.address)
    let members = ground.fleet?.discovery.members ?? []
    return fetched.merging(members.map { ($0.name, $0.address) }) { _, named in named }
  }

  /// Compares the checks of the update with those of the commit before it.
  static func judge(_ update: Update) async -> Answer {
    do {
      let now = try await checks(of: update.after, update)
      switch now.verdict {
      case .absent: return .unknown("nobody has checked the update \(update.after.short)")
      case .pending: return .unsure("its checks are running")
      case .green: return .fine
      case .red:
        let before = try await checks(of: update.before, update)
        let known = Set(before.names(of: .red))
        let new = now.names(of: .red).filter { !known.contains($0) }
        guard !new.isEmpty else { return .fine }
        let names = new.prefix(5).map { printable($0) }.joined(separator: ", ")
        let text = "\(names) failed at \(update.after.short)"
        return before.verdict == .absent
          ? .unknown("\(text), and nobody had checked \(update.before.short) before it")
          : .broken("\(text), and did not at \(update.before.short)")
      }
    } catch {
      return .unknown(Explanation(of: error).oneLine)
    }
  }

  private static func checks(of commit: ObjectID, _ update: Update) async throws -> ForgeChecks {
    try await update.place.forge.look { try await $0.checks(of: commit, in: update.place.path) }
  }
}

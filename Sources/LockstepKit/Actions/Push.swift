internal import LockstepCore
internal import LockstepGit
internal import LockstepWorkflow

extension StoryPerformer {
  func observe(_ set: PushSet) async throws -> Observation {
    let present = try await workspace.repository.remoteReferences(
      of: workspace.remote, patterns: set.updates.map(\.ref.description),
      timeout: Workspace.remoteTimeout)
    if set.updates.allSatisfy({ present[$0.ref] == $0.new }) {
      return .done(evidence(of: set))
    }
    if let stranger = set.updates.first(where: {
      present[$0.ref] != $0.new && present[$0.ref] != $0.old
    }) {
      return .conflict(conflict(at: stranger, found: present[stranger.ref]))
    }
    return .pending
  }

  func perform(_ set: PushSet) async throws -> Performance {
    try await push(set.updates)
    return .done(evidence(of: set))
  }

  func undo(_ set: PushSet) async throws -> UndoResult {
    let present = try await workspace.repository.remoteReferences(
      of: workspace.remote, patterns: set.updates.map(\.ref.description),
      timeout: Workspace.remoteTimeout)
    let ours = set.updates.filter { $0.old != $0.new && present[$0.ref] == $0.new }
    guard !ours.isEmpty else { return .nothingToUndo }
    try await push(ours.map { RefUpdate(ref: $0.ref, old: $0.new, new: $0.old) })
    return .undone(Evidence(summary: "took back: \(set.purpose)", body: .null))
  }

  /// Moves references of the foundation's remote together, or none of them.
  func push(_ updates: [RefUpdate]) async throws {
    let outcomes = try await workspace.repository.push(
      updates, to: workspace.remote, atomic: true, lock: workspace.lock,
      timeout: Workspace.remoteTimeout, label: "foundation")
    for update in updates {
      switch outcomes[update.ref] {
      case .done, .already: continue
      case .rejected(let reason): throw PushRefused(ref: update.ref, reason: reason)
      case .unreachable(let reason):
        throw ExplainedFailure(
          "the remote could not be reached", why: [reason],
          hints: ["nothing was pushed; `lockstep resume` goes on"])
      case nil:
        throw ExplainedFailure(
          "git said nothing about \(update.ref)", hints: ["`lockstep resume` looks again"])
      }
    }
  }

  func conflict(at update: RefUpdate, found: ObjectID?) -> Explanation {
    Explanation(
      "\(update.ref.short) on the remote is neither where it was nor where it should go",
      why: [
        "expected \(update.old?.short ?? "nothing") or \(update.new?.short ?? "nothing")",
        "found \(found?.short ?? "nothing")",
      ],
      hints: ["find out who moved it; then `lockstep resume`, or `lockstep abort`"])
  }

  private func evidence(of set: PushSet) -> Evidence {
    let refs = set.updates.map { update in
      JSONValue.object([
        "ref": .string(update.ref.description),
        "new": update.new.map { .string($0.description) } ?? .null,
      ])
    }
    return Evidence(summary: set.purpose, body: .array(refs))
  }
}

/// The remote did not take a reference.
struct PushRefused: ExplainedError {
  let ref: RefName
  let reason: String

  var explanation: Explanation {
    Explanation(
      "the remote refused to move \(ref.short)", why: [reason],
      hints: [
        "a protected branch needs a rule for the release's author; somebody else's push needs nothing",
        "then `lockstep resume`, or `lockstep abort`",
      ])
  }
}

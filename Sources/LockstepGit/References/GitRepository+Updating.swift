import LockstepCore
import LockstepSystem

extension GitRepository {
  /// Moves references in one transaction: all of them, or none.
  ///
  /// Throws ``RefConflict`` where one does not hold its old value. The new values are on the disk
  /// when this returns. An update without old and new value only checks. While git is at work the
  /// fault point `update:<first reference>:during` is reached.
  package func update(_ updates: [RefUpdate], because reason: String) async throws {
    guard !updates.isEmpty else { return }
    let command = updateCommand(updates, because: reason)
    // Somebody else's lock on a reference is gone in a moment; git itself waits only for some.
    for attempt in 1... {
      let result = try await run(command)
      if result.succeeded { return }
      if let conflict = try await conflict(of: updates) { throw conflict }
      guard attempt < 20, result.errorText.contains(".lock'") else {
        throw failure(result, of: command)
      }
      try await host.clock.sleep(.milliseconds(10 * attempt))
    }
  }

  private func updateCommand(_ updates: [RefUpdate], because reason: String) -> Command {
    var input: [UInt8] = []
    func field(_ text: String) {
      input.append(contentsOf: text.utf8)
      input.append(0)
    }
    field("start")
    for update in updates {
      let old = (update.old ?? .absent).description
      switch (update.old, update.new) {
      case (_, let new?):
        field("update \(update.ref)")
        field(new.description)
        field(old)
      case (_?, nil):
        field("delete \(update.ref)")
        field(old)
      case (nil, nil):
        field("verify \(update.ref)")
        field(old)
      }
    }
    field("prepare")
    field("commit")
    var command = Command(
      ["update-ref", "-m", ForeignText.cleaned(reason), "--no-deref", "--stdin", "-z"],
      to: "update references")
    command.input = .bytes(input)
    command.settings = GitEnvironment.durableArguments
    command.whileRunning = updates.first.map { "update:\($0.ref)" }
    return command
  }

  /// Which references do not hold their old value, or `nil` where all do.
  private func conflict(of updates: [RefUpdate]) async throws -> RefConflict? {
    let found = try await references(under: updates.map(\.ref.description))
    let values = Dictionary(
      found.map { ($0.name, $0.object) }, uniquingKeysWith: { first, _ in first })
    let differences = updates.compactMap { update -> RefConflict.Difference? in
      let value = values[update.ref]
      guard value != update.old else { return nil }
      return RefConflict.Difference(ref: update.ref, expected: update.old, found: value)
    }
    return differences.isEmpty ? nil : RefConflict(differences: differences)
  }
}

import LockstepCore
import LockstepSystem

extension DemoFleet {
  /// Commits a fix that looks harmless to the foundation and pushes it to `main` of its origin.
  ///
  /// The foundation and its own tests go on to build; `facts.broken` do not.
  ///
  /// - Returns: The commit's identifier.
  /// - Throws: An explained error when the foundation's files are not those that the demo committed,
  ///   or git fails.
  @discardableResult
  package func breakFoundation() async throws -> String {
    try await commit(DemoFoundation.harmlessFix)
  }

  /// Commits an addition to the foundation, a method that breaks nobody, and pushes it to `main` of its
  /// origin; returns and throws as ``breakFoundation()`` does.
  @discardableResult
  package func extendFoundation() async throws -> String {
    try await commit(DemoFoundation.addition)
  }

  /// Makes a commit the way a developer would, in the working clone, which is first brought up to the
  /// origin's `main`: whatever a release put there stays.
  private func commit(_ change: DemoFoundation.Change) async throws -> String {
    let workshop = DemoWorkshop(places: places, host: host)
    let clone = foundationClone
    _ = try await workshop.git(["-C", clone, "fetch", "--quiet", "origin", "main"])
    _ = try await workshop.git(["-C", clone, "merge", "--quiet", "--ff-only", "FETCH_HEAD"])
    for (path, text) in change.after {
      let file = "\(clone)/\(path)"
      guard let now = try Files.read(file), now == Array((change.before[path] ?? "").utf8) else {
        throw ExplainedFailure(
          "the demo's foundation is not as the demo made it", why: ["\(file) was changed"],
          hints: ["start a new demo in another folder"])
      }
      try Files.write(Array(text.utf8), to: file)
    }
    _ = try await workshop.git(
      ["-C", clone, "commit", "--quiet", "--all", "--message", change.message], at: change.time)
    _ = try await workshop.git(["-C", clone, "push", "--quiet", "origin", "HEAD:refs/heads/main"])
    let commit = try await workshop.git(["-C", clone, "rev-parse", "HEAD"])
    return String(commit.prefix { $0 != "\n" })
  }
}

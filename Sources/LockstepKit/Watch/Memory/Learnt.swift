internal import LockstepCore
internal import LockstepFleet
internal import LockstepSystem

/// What was learnt of one dependent.
struct Learnt<Answer: Codable & Hashable & Sendable>: Codable, Hashable, Sendable {
  /// The state that it was learnt of: a commit, or a digest. Of another state it says nothing.
  var state: String
  /// When.
  var at: Timestamp
  var answer: Answer
}

/// Asks about the dependents of a fleet one by one: as many as one look may, in turn, within its budget.
///
/// Of those whose turn has not come, what was learnt before counts, as long as it is about the same state
/// and no older than a source may be silent.
struct AskingInTurn<Item: Sendable, Answer: Codable & Hashable & Sendable>: Sendable {
  /// What came of it.
  struct Result: Sendable {
    /// The answers that count, by name.
    var known: [String: Learnt<Answer>]
    /// Why that is not everybody; `nil` where it is.
    var gap: String?
  }

  let ground: WatchGround
  let timing: Configuration.Watch.Timing
  /// How many are asked at once.
  let width: Int
  let name: @Sendable (Item) -> RepositoryName
  let state: @Sendable (Item) -> String

  /// Asks about `items`.
  ///
  /// - Parameters:
  ///   - known: What was learnt before.
  ///   - late: What counts for somebody who has not answered when the budget is spent.
  func ask(
    _ items: [Item], knowing known: [String: Learnt<Answer>], late: Answer,
    _ ask: @escaping @Sendable (Item) async -> Answer
  ) async -> Result {
    let clock = ground.workspace.host.clock
    let allowed = ground.workspace.configuration.watch.silence
    let now = clock.now()
    // The look itself has to end in time, or what was learnt is lost.
    let end = clock.elapsed() + timing.budget.duration * 9 / 10
    let all = Dictionary(items.map { (name($0), $0) }, uniquingKeysWith: { one, _ in one })
    let turn = FleetTurn(
      most: timing.dependents, budget: .zero, asked: known.mapValues(\.at), now: now)
    let answers = await forEach(turn.next(all.keys).compactMap { all[$0] }, width: width) {
      item -> (String, Learnt<Answer>)? in
      let left = end - clock.elapsed()
      guard left > .zero else { return nil }
      let answer = try? await clock.within(left) { await ask(item) }
      return (
        name(item).description, Learnt(state: state(item), at: now, answer: answer ?? late)
      )
    }
    var result = Result(known: [:])
    for (name, item) in all {
      guard let old = known[name.description], old.state == state(item),
        old.at > now || now.span(since: old.at) <= allowed
      else { continue }
      result.known[name.description] = old
    }
    for case (let name, let learnt)? in answers { result.known[name] = learnt }
    let missing = all.count - result.known.count
    if missing > 0 {
      result.gap =
        "\(missing) of \(counted(all.count, "dependent")) \(missing == 1 ? "was" : "were") not looked at "
        + "within \(allowed); they come in turn"
    }
    return result
  }
}

/// Several members on one search, for as long as their verdicts agree.
///
/// What they have in common is probed once for all of them; where their verdicts differ they part, and
/// each part goes on by itself with what is known so far.
package struct BisectionParty<Commit: Hashable & Sendable, Member: Hashable & Sendable>: Sendable {
  package typealias Search = BisectionSearch<Commit>

  private struct Group: Sendable {
    var members: [Member]
    var search: Search
  }

  private var searching: [Group]
  /// The answers so far, each with those whom it is for.
  package private(set) var answers: [(members: [Member], answer: Search.Answer)] = []

  /// Begins a search of `members`, all of whom are well with the good end and not with the bad one.
  package init(_ members: [Member], search: Search) {
    searching = members.isEmpty ? [] : [Group(members: members, search: search)]
  }

  /// The commit to probe, for whom, and how many probes that group needs with this one; `nil` when every
  /// member has its answer.
  package mutating func next() -> (commit: Commit, members: [Member], remaining: Int)? {
    while var group = searching.first {
      let remaining = group.search.remaining
      switch group.search.next() {
      case .probe(let commit):
        searching[0] = group
        return (commit, group.members, max(1, remaining))
      case .done(let answer):
        searching.removeFirst()
        answers.append((group.members, answer))
      }
    }
    return nil
  }

  /// Takes in what a probe said of each member of the group that it was for; who is missing is skipped.
  package mutating func take(_ verdicts: [Member: BisectionVerdict], of commit: Commit) {
    guard let group = searching.first else { return }
    searching.removeFirst()
    var parts: [Group] = []
    for verdict in [BisectionVerdict.good, .bad, .skipped] {
      let members = group.members.filter { (verdicts[$0] ?? .skipped) == verdict }
      guard !members.isEmpty else { continue }
      var search = group.search
      search.take(verdict, of: commit)
      parts.append(Group(members: members, search: search))
    }
    searching = parts + searching
  }
}

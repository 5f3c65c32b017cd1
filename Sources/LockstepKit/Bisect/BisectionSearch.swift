/// What is known of a commit.
package enum BisectionVerdict: String, Codable, Hashable, Sendable {
  case good, bad
  /// It says nothing: it does not build by itself, or fails for another reason.
  case skipped
}

/// Searches the first bad commit of a history, one probe after the other.
///
/// A search only decides; whoever drives it says what a probe came to. It halves the line of first
/// parents, and where the first bad commit of a line is a merge it goes on in what the merge brought in.
/// That each commit after a bad one is bad too is taken for granted; what was found is to be confirmed.
///
/// ```
///  good ── a ── b ── M ── c ── bad     first the line a b M c bad,
///                x ── y /              then, where M is the first bad one, x y M
/// ```
package struct BisectionSearch<Commit: Hashable & Sendable>: Hashable, Sendable {
  package typealias Verdict = BisectionVerdict

  /// What a search ends with.
  package enum Answer: Hashable, Sendable {
    case found(Commit)
    /// The merge brought it in, from a side that had it before it left the searched history.
    case merged(Commit)
    /// One of these, oldest first; those between say nothing.
    case range([Commit])
    /// What comes before this commit, the oldest one of the line, has it already.
    case older(Commit)
  }

  /// What to do next.
  package enum Step: Hashable, Sendable {
    case probe(Commit)
    case done(Answer)
  }

  /// A commit of the searched history and its parents, the first one first.
  package struct Node: Hashable, Sendable {
    package var commit: Commit
    package var parents: [Commit]

    package init(_ commit: Commit, parents: [Commit]) {
      self.commit = commit
      self.parents = parents
    }
  }

  package private(set) var verdicts: [Commit: Verdict]
  /// The searched line, oldest first; its last commit is bad.
  private var line: [Commit] = []
  /// The merge whose other parents are being looked into; it ends the line.
  private var merge: Commit?
  private var sides: [Commit] = []
  private var side: Commit?
  /// The history of what is taken for good.
  private var past: Set<Commit> = []
  private let order: [Commit]
  private let parents: [Commit: [Commit]]

  /// Begins a search.
  ///
  /// - Parameters:
  ///   - history: The commits that the bad one has and the good one has not, children before parents.
  ///   - good: A commit that was seen to be good.
  ///   - bad: The newest commit, which was seen to be bad.
  package init(_ history: [Node], good: Commit, bad: Commit) {
    order = history.map(\.commit)
    parents = Dictionary(
      history.map { ($0.commit, $0.parents) }, uniquingKeysWith: { first, _ in first })
    verdicts = [good: .good, bad: .bad]
    line = firstParents(of: bad)
  }

  /// Takes in what a commit came to.
  package mutating func take(_ verdict: Verdict, of commit: Commit) {
    verdicts[commit] = verdict
  }

  /// How many probes the present line still needs, where nothing is skipped.
  package var remaining: Int {
    let (low, high) = bounds
    var commits = high - low
    var probes = 0
    while commits > 1 {
      commits = (commits + 1) / 2
      probes += 1
    }
    return probes
  }

  /// Says what to do next.
  package mutating func next() -> Step {
    while !line.isEmpty {
      let (low, high) = bounds
      guard high - low == 1 else {
        if let probe = probe(between: low, and: high) { return .probe(probe) }
        return .done(.range(suspects(after: low, upTo: high)))
      }
      let found = line[high]
      // What the oldest commit of a line grew from was taken for good, and never seen.
      if low < 0, let root = parents[found]?.first {
        switch verdicts[root] {
        case nil: return .probe(root)
        case .bad: return .done(merge.map { .merged($0) } ?? .older(found))
        case .good, .skipped: break
        }
      }
      if found != merge { enter(found) }
      guard entersSide() else { return .done(.found(found)) }
    }
    return .done(.range(order.reversed()))
  }

  // MARK: - The line

  /// The last good place before the first bad one, and that; −1 is what the line grew from.
  private var bounds: (low: Int, high: Int) {
    let high = line.firstIndex { verdicts[$0] == .bad } ?? line.count - 1
    let low = line[..<max(0, high)].lastIndex { verdicts[$0] == .good } ?? -1
    return (low, high)
  }

  /// The middle; where that says nothing, ever other parts of what is left, so that a long row of
  /// commits that do not build is left behind quickly.
  private func probe(between low: Int, and high: Int) -> Commit? {
    let open = (low + 1..<high).filter { verdicts[line[$0]] == nil }
    let skipped = high - low - 1 - open.count
    let place = low + Int((Self.fraction(skipped) * Double(high - low)).rounded(.down))
    return open.min { abs($0 - place) < abs($1 - place) }.map { line[$0] }
  }

  /// 1/2, 1/4, 3/4, 1/8, 5/8, 3/8, 7/8 …: the binary digits of the number behind the point, mirrored.
  private static func fraction(_ number: Int) -> Double {
    var rest = number + 1
    var weight = 0.5
    var fraction = 0.0
    while rest > 0 {
      if rest & 1 == 1 { fraction += weight }
      rest >>= 1
      weight /= 2
    }
    return fraction
  }

  // MARK: - Merges

  /// Goes on behind `found`: what its first parent has is good.
  private mutating func enter(_ found: Commit) {
    merge = found
    side = nil
    sides = Array(parents[found]?.dropFirst() ?? [])
    if let first = parents[found]?.first { past.formUnion(history(of: first)) }
  }

  /// Takes the merge's next side as the line; `false` where there is none.
  private mutating func entersSide() -> Bool {
    guard let merge else { return false }
    // A side that was searched through without a find is good.
    if let side { past.formUnion(history(of: side)) }
    while !sides.isEmpty {
      let next = sides.removeFirst()
      let found = firstParents(of: next)
      guard !found.isEmpty else { continue }
      side = next
      line = found + [merge]
      return true
    }
    return false
  }

  private func firstParents(of commit: Commit) -> [Commit] {
    var found: [Commit] = []
    var next: Commit? = commit
    while let commit = next, let above = parents[commit], !past.contains(commit) {
      found.append(commit)
      next = above.first
    }
    return found.reversed()
  }

  /// `commit` and everything that it has, as far as it is searched.
  private func history(of commit: Commit) -> Set<Commit> {
    var found: Set<Commit> = []
    var waiting = [commit]
    while let next = waiting.popLast() {
      guard let above = parents[next], found.insert(next).inserted else { continue }
      waiting += above
    }
    return found
  }

  private func suspects(after low: Int, upTo high: Int) -> [Commit] {
    var found = history(of: line[high]).subtracting(past)
    if low >= 0 { found.subtract(history(of: line[low])) }
    for (commit, verdict) in verdicts where verdict == .good && found.contains(commit) {
      found.subtract(history(of: commit))
    }
    return order.reversed().filter(found.contains)
  }
}

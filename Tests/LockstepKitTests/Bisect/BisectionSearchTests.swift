import LockstepCore
import LockstepKit
import Testing

/// Where the search looks, and what it finds, on histories that were drawn and on random ones.
struct BisectionSearchTests {
  typealias Search = BisectionSearch<String>

  /// A history as one writes it, `commit:parent,parent`, parents first.
  private static func nodes(_ text: String) -> [Search.Node] {
    text.split(separator: " ").map { word in
      let parts = word.split(separator: ":")
      let parents = parts.count > 1 ? parts[1].split(separator: ",").map(String.init) : []
      return Search.Node(String(parts[0]), parents: parents)
    }.reversed()
  }

  /// Searches with an oracle, and returns the answer and the probes.
  private static func run(
    _ nodes: [Search.Node], good: String = "g", bad: String,
    _ verdict: (String) -> Search.Verdict
  ) -> (answer: Search.Answer, probes: [String]) {
    var search = Search(nodes, good: good, bad: bad)
    var probes: [String] = []
    while true {
      switch search.next() {
      case .probe(let commit):
        probes.append(commit)
        search.take(verdict(commit), of: commit)
        if probes.count > 500 { return (.range([]), probes) }
      case .done(let answer): return (answer, probes)
      }
    }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var history: String
    var bad: String
    /// The commits that show the failure.
    var showing: Set<String>
    var skipped: Set<String> = []
    var answer: Search.Answer
    var probes: Int?
  }

  private static let line = "a:g b:a c:b d:c e:d f:e h:f i:h"
  private static let merged = "a:g x:g y:x z:y M:a,z b:M"

  static let cases = [
    Case(
      testDescription: "the only commit", history: "a:g", bad: "a", showing: ["a"],
      answer: .found("a"), probes: 0),
    Case(
      testDescription: "eight in a row, the first", history: line, bad: "i",
      showing: ["a", "b", "c", "d", "e", "f", "h", "i"], answer: .found("a"), probes: 3),
    Case(
      testDescription: "eight in a row, the last", history: line, bad: "i", showing: ["i"],
      answer: .found("i"), probes: 3),
    Case(
      testDescription: "a neighbour that does not build leaves a range", history: line, bad: "i",
      showing: ["e", "f", "h", "i"], skipped: ["d"], answer: .range(["d", "e"])),
    Case(
      testDescription: "what does not build elsewhere is in nobody's way", history: line, bad: "i",
      showing: ["b", "c", "d", "e", "f", "h", "i"], skipped: ["d", "e"], answer: .found("b")),
    Case(
      testDescription: "inside what a merge brought in", history: merged, bad: "b",
      showing: ["y", "z", "M", "b"], answer: .found("y")),
    Case(
      testDescription: "the merge alone", history: merged, bad: "b", showing: ["M", "b"],
      answer: .found("M")),
    Case(
      testDescription: "the bad end is the merge itself", history: "a:g x:g M:a,x", bad: "M",
      showing: ["x", "M"], answer: .found("x")),
    Case(
      testDescription: "a merge of three, the third side", history: "a:g x:g y:g M:a,x,y", bad: "M",
      showing: ["y", "M"], answer: .found("y")),
    Case(
      testDescription: "a merge within a merge",
      history: "a:g x:g u:x v:u N:x,v y:N M:a,y", bad: "M", showing: ["v", "N", "y", "M"],
      answer: .found("v")),
    Case(
      testDescription: "a side that took the main line in between",
      history: "a:g x:g N:x,a y:N b:a M:b,y", bad: "M", showing: ["y", "M"], answer: .found("y")),
    Case(
      testDescription: "a side that is older than the good end, and had it all along",
      history: "a:g x:old y:x M:a,y", bad: "M", showing: ["old", "x", "y", "M"],
      answer: .merged("M")),
    Case(
      testDescription: "the whole line is older than the good end",
      history: "a:old b:a", bad: "b", showing: ["old", "a", "b"], answer: .older("a")),
    Case(
      testDescription: "a range holds what its merges brought in",
      history: "a:g x:g M:a,x b:M", bad: "b", showing: ["b"], skipped: ["M"],
      answer: .range(["x", "M", "b"])),
  ]

  @Test(arguments: cases)
  func `a drawn history`(_ item: Case) {
    let (answer, probes) = Self.run(Self.nodes(item.history), bad: item.bad) { commit in
      item.skipped.contains(commit) ? .skipped : item.showing.contains(commit) ? .bad : .good
    }
    #expect(answer == item.answer)
    #expect(Set(probes).count == probes.count)
    if let wanted = item.probes { #expect(probes.count == wanted) }
  }

  @Test(arguments: [1, 2, 3, 5, 8, 100, 1_000, 1_025])
  func `a row of commits takes no more probes than its logarithm`(count: Int) {
    let nodes = (0..<count).map {
      Search.Node("\($0)", parents: [$0 == 0 ? "g" : "\($0 - 1)"])
    }
    let most = Int.bitWidth - (count - 1).leadingZeroBitCount
    for culprit in stride(from: 0, to: count, by: max(1, count / 50)) {
      let (answer, probes) = Self.run(nodes.reversed(), bad: "\(count - 1)") { commit in
        (Int(commit) ?? -1) >= culprit ? .bad : .good
      }
      #expect(answer == .found("\(culprit)"))
      #expect(probes.count <= most)
    }
  }

  /// A random history of branches and merges; a commit is bad when the culprit is in its history.
  private struct Random {
    var nodes: [Search.Node] = []
    var pasts: [String: Set<String>] = ["g": []]

    init(seed: UInt64, commits: Int) {
      var numbers = SplitMix64(seed: seed)
      var tips = ["g"]
      for number in 0..<commits {
        let name = "\(number)"
        var parents = [tips[Int(numbers.next() % UInt64(tips.count))]]
        for _ in 0..<2 where tips.count > 1 && numbers.next() % 4 == 0 {
          let other = tips[Int(numbers.next() % UInt64(tips.count))]
          if !parents.contains(other) { parents.append(other) }
        }
        nodes.append(Search.Node(name, parents: parents))
        pasts[name] = parents.reduce(into: [name]) { $0.formUnion(pasts[$1] ?? []) }
        // Sometimes a branch begins, else the newest commit takes its parents' place.
        if numbers.next() % 3 != 0 { tips.removeAll { parents.contains($0) } }
        tips.append(name)
      }
    }

    /// The part of the history that the newest commit has, children first.
    var ofNewest: [Search.Node] {
      let past = pasts[nodes.last?.commit ?? ""] ?? []
      return nodes.reversed().filter { past.contains($0.commit) }
    }
  }

  @Test(arguments: 0..<60)
  func `the culprit is found in any history`(seed: Int) throws {
    let random = Random(seed: UInt64(seed), commits: 40)
    let history = random.ofNewest
    let bad = try #require(history.first?.commit)
    for culprit in history.map(\.commit) {
      let (answer, probes) = Self.run(history, bad: bad) { commit in
        random.pasts[commit]?.contains(culprit) == true ? .bad : .good
      }
      #expect(answer == .found(culprit))
      #expect(Set(probes).count == probes.count)
    }
  }

  @Test(arguments: 0..<60)
  func `where commits say nothing the culprit is in the range`(seed: Int) throws {
    let random = Random(seed: UInt64(seed), commits: 40)
    let history = random.ofNewest
    let bad = try #require(history.first?.commit)
    var numbers = SplitMix64(seed: UInt64(seed) &+ 1_000)
    let mute = Set(
      history.map(\.commit).filter { _ in numbers.next() % 4 == 0 }.filter { $0 != bad })
    for culprit in history.map(\.commit) {
      let (answer, probes) = Self.run(history, bad: bad) { commit in
        if mute.contains(commit) { return .skipped }
        return random.pasts[commit]?.contains(culprit) == true ? .bad : .good
      }
      switch answer {
      case .found(let found): #expect(found == culprit)
      case .range(let range): #expect(range.contains(culprit))
      case .merged, .older: Issue.record("\(answer)")
      }
      #expect(Set(probes).count == probes.count)
    }
  }

  @Test
  func `members share their probes until they part`() {
    let nodes = (0..<16).map { Search.Node("\($0)", parents: [$0 == 0 ? "g" : "\($0 - 1)"]) }
    let culprits = ["one": 3, "two": 3, "three": 12]
    var party = BisectionParty(
      ["one", "two", "three"], search: Search(nodes.reversed(), good: "g", bad: "15"))
    var probes: [(String, [String])] = []
    while let (commit, members, _) = party.next() {
      probes.append((commit, members))
      party.take(
        Dictionary(
          uniqueKeysWithValues: members.map { member in
            (member, (Int(commit) ?? 0) >= (culprits[member] ?? 0) ? .bad : .good)
          }), of: commit)
    }
    #expect(probes.first?.1 == ["one", "two", "three"])
    // One probe together, then three more for each of the two parts.
    #expect(probes.count == 7)
    #expect(
      party.answers.contains { $0.members == ["one", "two"] && $0.answer == .found("3") })
    #expect(party.answers.contains { $0.members == ["three"] && $0.answer == .found("12") })
  }
}

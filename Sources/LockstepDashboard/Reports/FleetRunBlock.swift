internal import LockstepCore
internal import LockstepGit
internal import LockstepKit
internal import LockstepVerification

/// What a page says of one dependent that is not well.
struct FleetRunBlock {
  let entry: FleetRunReport.Entry
  /// What links lead to it by.
  let anchor: String
  let isUnfolded: Bool

  private static let mostErrors = 40
  private static let mostTests = 60

  func article(with log: Markup?) -> Markup {
    let outcome = entry.outcome
    return tag(
      "article",
      ["id": anchor, "class": outcome.kind.shade, "data-outcome": outcome.kind.rawValue]
    ) {
      tag("h3") {
        "\(entry.name) "
        tag("span", ["class": outcome.kind.shade], outcome.kind.rawValue)
      }
      tag("p", FleetRunDocument.short(entry.told, 1_000))
      tag("p", ["class": "faint"], facts)
      list("New errors", outcome.newErrors.map(Self.line), most: Self.mostErrors)
      tests("Tests that fail now", outcome.failedTests)
      tests("Tests that come and go", outcome.flakyTests)
      tests("Tests that pass now", outcome.fixedTests)
      if let log { log }
    }
  }

  /// The excerpt of the log; `nil` where the run left none.
  func log(from shelf: LogShelf) -> Markup? {
    guard let path = entry.outcome.log else { return nil }
    switch shelf.excerpt(of: path) {
    case .success(let excerpt):
      return tag("details", ["open": isUnfolded ? "" : nil]) {
        tag("summary", "Log: \(path)")
        tag("pre") { Markup(lines: excerpt.lines) }
      }
    case .failure(let absence):
      return tag("p", ["class": "faint"], "Log: \(path) (\(absence.text))")
    }
  }

  private var facts: String {
    let outcome = entry.outcome
    var facts: [String] = []
    if let commit = entry.commit { facts.append("commit \(commit)") }
    if !entry.via.isEmpty {
      let names = entry.via.map(\.description).joined(separator: ", ")
      facts.append(FleetRunDocument.short("reaches the foundation through \(names)", 400))
    }
    for (side, seconds) in [
      ("baseline", outcome.baselineSeconds), ("candidate", outcome.candidateSeconds),
    ] {
      if let seconds { facts.append("\(side) \(Verification.seconds(seconds)) s") }
    }
    facts.append("all runs \(Verification.seconds(outcome.seconds)) s")
    if outcome.failuresBefore > 0 {
      facts.append("\(counted(outcome.failuresBefore, "failure")) with the baseline")
    }
    return facts.joined(separator: " · ")
  }

  private static func line(_ error: FailedCompile) -> Markup {
    tag("li") {
      tag("code", FleetRunDocument.short(error.place, 300))
      " "
      if let code = error.key.code {
        tag("strong", FleetRunDocument.short(code, 40))
        " "
      }
      FleetRunDocument.short(error.key.message, 500)
    }
  }

  private func tests(_ title: String, _ names: [TestName]) -> [Markup] {
    let lines = names.prefix(Self.mostTests).map { name in
      tag("li") { tag("code", FleetRunDocument.short(name.description, 300)) }
    }
    return list(title, lines, most: Self.mostTests, of: names.count)
  }

  private func list(_ title: String, _ lines: [Markup], most: Int, of total: Int? = nil)
    -> [Markup]
  {
    guard !lines.isEmpty else { return [] }
    let total = total ?? lines.count
    let shown = lines.prefix(most)
    return [
      tag("p", total == shown.count ? "\(title):" : "\(title), \(shown.count) of \(total):"),
      tag("ul") { Array(shown) },
    ]
  }
}

extension FleetRunReport.Entry {
  /// As much of the commit as a person compares.
  var shortCommit: String? { commit.map { String($0.description.prefix(10)) } }
}

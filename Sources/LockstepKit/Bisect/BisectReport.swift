package import LockstepCore
package import LockstepGit

/// What a bisection found.
package struct BisectReport: Codable, Hashable, Sendable {
  /// One commit, as a reader recognises it.
  package struct CommitLine: Codable, Hashable, Sendable {
    package var commit: ObjectID
    package var author: String
    /// When it was written.
    package var date: Timestamp
    package var subject: String
  }

  /// The commit that some dependents broke with.
  package struct Culprit: Codable, Hashable, Sendable {
    package var line: CommitLine
    /// Its first parent, with which they are well.
    package var parent: ObjectID?
    /// Whether it is a merge.
    package var isMerge: Bool
    package var files: [String]
    /// What it changes in the public interface, a line each, the gravest first.
    package var changes: [String]
    /// Why nothing can be said of the public interface.
    package var changesUnknown: String?
    package var dependents: [String]
  }

  /// What a bisection comes to for one dependent.
  package enum Outcome: String, Codable, Hashable, Sendable, CaseIterable {
    /// One commit, which was confirmed.
    case found
    /// Several commits; those between say nothing.
    case range
    /// What comes before the searched commits has it already.
    case older
    /// The ends do not differ.
    case notReproducible = "not-reproducible"
    /// What was found was not found again.
    case unsteady
    /// Something was in the way.
    case undecided
  }

  /// One dependent's part.
  package struct Finding: Codable, Hashable, Sendable {
    package var name: String
    package var outcome: Outcome
    package var reason: String
    package var culprit: ObjectID?
    /// The failures that begin with the culprit; with no culprit all that tell the ends apart.
    package var symptoms: [String]
    /// The failures of the bad end that come later than the culprit.
    package var later: [String]
    /// The commits of a range, oldest first.
    package var range: [CommitLine]

    package init(
      name: String, outcome: Outcome, reason: String = "", culprit: ObjectID? = nil,
      symptoms: [String] = [], later: [String] = [], range: [CommitLine] = []
    ) {
      self.name = name
      self.outcome = outcome
      self.reason = reason
      self.culprit = culprit
      self.symptoms = symptoms
      self.later = later
      self.range = range
    }
  }

  /// One commit that was tried.
  package struct Probe: Codable, Hashable, Sendable {
    package var commit: ObjectID
    package var subject: String
    /// What it came to for each dependent, with the reason where it says nothing.
    package var verdicts: [String: String]
    package var seconds: Double
  }

  package var good: FoundationSide
  package var bad: FoundationSide
  /// How many commits lie between the ends, the bad one counted.
  package var commits: Int
  package var culprits: [Culprit]
  package var dependents: [Finding]
  package var probes: [Probe]
  package var seconds: Double
  package var remarks: [String]
  /// The benchmark that decided; `nil` where dependents did.
  package var benchmark: BenchmarkAim?

  /// A benchmark that a search went by.
  package struct BenchmarkAim: Codable, Hashable, Sendable {
    package var name: String
    /// How much slower, in per cent, was bad.
    package var threshold: Double
  }

  /// The incident whose record has it.
  package var incident: String?

  /// 0 where each dependent's commit was found; 1 where one is undecided; else 10.
  package var exitStatus: ExitStatus {
    if dependents.contains(where: { $0.outcome == .undecided }) { return .failed }
    return dependents.allSatisfy { $0.outcome == .found } ? .done : .decidedNo
  }
}

extension BisectReport.CommitLine {
  init(_ info: CommitInfo) {
    self.init(
      commit: info.id, author: info.author.name, date: info.author.at, subject: info.subject)
  }
}

internal import LockstepAPIDiff
internal import LockstepCore
internal import LockstepFleet
internal import LockstepGit
internal import LockstepSystem
internal import LockstepVerification

/// Gathers what a bisection sees, and makes the report of it.
struct BisectLog: Sendable {
  private let range: BisectRange
  private var findings: [RepositoryName: BisectReport.Finding] = [:]
  private var probes: [BisectReport.Probe] = []
  private var culprits: [(info: CommitInfo, names: [RepositoryName])] = []
  private var troubled: Set<RepositoryName> = []

  init(range: BisectRange) {
    self.range = range
  }

  /// The last probe's verdicts: `sextant bad, beacon good`.
  var lastVerdicts: String {
    (probes.last?.verdicts ?? [:]).sorted { $0.key < $1.key }
      .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
  }

  func sawTrouble(_ name: RepositoryName) -> Bool { troubled.contains(name) }

  /// Takes in what a probe came to.
  mutating func take(
    _ readings: [RepositoryName: BisectionOracle.Reading], of info: CommitInfo,
    runs: [RepositoryName: SideRun]
  ) {
    guard !readings.isEmpty else { return }
    var verdicts: [String: String] = [:]
    for (name, reading) in readings {
      verdicts[name.description] =
        reading.verdict.rawValue + (reading.reason.map { " (\($0))" } ?? "")
      if reading.isTrouble { troubled.insert(name) }
    }
    probes.append(
      .init(
        commit: info.id, subject: info.subject, verdicts: verdicts,
        seconds: runs.values.reduce(0) { $0 + $1.seconds }))
  }

  /// Takes in the ends, for those whose oracle they gave.
  mutating func takeEnds(
    _ good: CommitInfo, _ bad: CommitInfo, _ before: [RepositoryName: SideRun],
    _ after: [RepositoryName: SideRun], _ oracles: [RepositoryName: BisectionOracle]
  ) {
    for (info, runs) in [(good, before), (bad, after)] {
      var readings: [RepositoryName: BisectionOracle.Reading] = [:]
      for (name, run) in runs { readings[name] = oracles[name]?.reading(of: run) }
      take(readings, of: info, runs: runs)
    }
  }

  /// Ends the search for one dependent without a commit.
  mutating func end(
    _ name: RepositoryName, _ outcome: BisectReport.Outcome, _ reason: String,
    symptoms: Set<Symptom> = [], range: [CommitInfo] = []
  ) {
    findings[name] = .init(
      name: name.description, outcome: outcome, reason: reason,
      symptoms: symptoms.map(\.words).sorted(), range: range.map(BisectReport.CommitLine.init))
  }

  /// Ends the search for one dependent with its commit.
  mutating func found(
    _ info: CommitInfo, for name: RepositoryName, seen: Set<Symptom>, of all: Set<Symptom>
  ) {
    findings[name] = .init(
      name: name.description, outcome: .found,
      reason: "breaks with \(info.id.short) \(info.subject)", culprit: info.id,
      symptoms: seen.map(\.words).sorted(),
      later: all.subtracting(seen).map(\.words).sorted())
    if let index = culprits.firstIndex(where: { $0.info.id == info.id }) {
      culprits[index].names.append(name)
    } else {
      culprits.append((info, [name]))
    }
  }

  /// Adds a word to what was found for a dependent.
  mutating func remark(_ name: RepositoryName, _ text: String) {
    guard let reason = findings[name]?.reason else { return }
    findings[name]?.reason = "\(reason); \(text)"
  }

  /// The report, each culprit with what it changed.
  func report(of story: BisectStory) async throws -> BisectReport {
    var told: [BisectReport.Culprit] = []
    for (info, names) in culprits { told.append(try await story.culprit(info, names)) }
    return BisectReport(
      good: range.good, bad: range.bad, commits: range.order.count, culprits: told,
      dependents: findings.sorted { $0.key < $1.key }.map(\.value), probes: probes, seconds: 0,
      remarks: range.remarks + story.changes.remarks
        + (story.bench.sandbox.absence.map {
          ["builds and tests were not kept apart from this machine: \($0)"]
        } ?? []))
  }
}

extension BisectStory {
  /// What is to be said of a commit that dependents broke with.
  func culprit(_ info: CommitInfo, _ names: [RepositoryName]) async throws
    -> BisectReport.Culprit
  {
    try await changes.culprit(info, names.map(\.description), progress: progress)
  }
}

extension ChangeStory {
  /// The most lines of the public interface's changes that are kept.
  private static let changeLimit = 50

  /// What is to be said of a commit: its files, and what it changes in the public interface.
  func culprit(
    _ info: CommitInfo, _ names: [String], progress: @escaping @Sendable (String) -> Void
  ) async throws -> BisectReport.Culprit {
    var culprit = BisectReport.Culprit(
      line: .init(info), parent: info.parents.first, isMerge: info.parents.count > 1, files: [],
      changes: [], dependents: names.sorted())
    guard let parent = info.parents.first else { return culprit }
    culprit.files = try await workspace.repository.changedPaths(from: parent, to: info.id)
    do {
      let difference = try await difference(
        from: FoundationSide(name: parent.short, commit: parent),
        to: FoundationSide(name: info.id.short, commit: info.id), progress: progress)
      culprit.changes = difference.difference.findings.sorted().prefix(Self.changeLimit).map {
        "\($0.bump == .major ? "breaking" : "\($0.bump)"): \($0.item): \($0.message)"
      }
      if !difference.difference.undecided.isEmpty {
        culprit.changesUnknown =
          "\(counted(difference.difference.undecided.count, "item")) could not be compared"
      }
    } catch let error as any ExplainedError {
      culprit.changesUnknown = error.explanation.oneLine
    }
    return culprit
  }
}

package import LockstepCore
internal import LockstepGit
internal import LockstepVerification

/// Joins what the shards of one fleet run found into the report of the whole run.
package struct ShardMerge: Hashable, Sendable {
  package let plan: ShardPlan
  /// The shards that have reported, by number.
  package private(set) var reports: [Int: FleetRunReport] = [:]
  private let digest: String
  private var origins: [Int: String] = [:]

  package init(_ plan: ShardPlan) throws {
    self.plan = plan
    digest = try plan.digest()
  }

  /// Takes in one shard's report; the same one twice is one.
  ///
  /// - Parameter origin: Where it was read from; errors say it.
  /// - Throws: ``ShardMergeError`` where it belongs to another run, speaks of what is not its own, or
  ///   contradicts an earlier one of the same shard.
  package mutating func add(_ report: ShardReport, from origin: String) throws(ShardMergeError) {
    guard report.baseline == plan.baseline.commit else {
      throw ShardMergeError(origin: origin, problem: .side("baseline", plan.baseline.name))
    }
    guard report.candidate == plan.candidate.commit else {
      throw ShardMergeError(origin: origin, problem: .side("candidate", plan.candidate.name))
    }
    guard report.plan == digest, (1...plan.shards.count).contains(report.shard) else {
      throw ShardMergeError(origin: origin, problem: .plan)
    }
    let own = Set(plan.names(of: report.shard))
    let said = report.report.entries.map(\.name)
    guard Set(said) == own, said.count == own.count else {
      throw ShardMergeError(
        origin: origin, problem: .dependents(own.symmetricDifference(said).sorted()))
    }
    if let known = reports[report.shard], let place = origins[report.shard] {
      guard known.withoutPlaces == report.report.withoutPlaces else {
        throw ShardMergeError(origin: origin, problem: .twice(report.shard, place))
      }
      return
    }
    reports[report.shard] = report.report
    origins[report.shard] = origin
  }

  /// The shards that have not reported, from the first.
  package var missing: [Int] {
    plan.shards.map(\.number).filter { reports[$0] == nil }
  }

  /// Whether every shard has reported.
  package var isWhole: Bool { missing.isEmpty }

  /// What is missing, in words.
  package var whatIsMissing: Explanation {
    let numbers = missing.map(\.description).joined(separator: ", ")
    let waiting = missing.flatMap(plan.names(of:)).map(\.description)
    let several = missing.count > 1
    return Explanation(
      "\(several ? "shards" : "shard") \(numbers) of \(plan.shards.count) did not report",
      why: waiting.isEmpty
        ? ["\(several ? "they have" : "it has") no dependent to answer for"]
        : [
          "nothing is known of \(waiting.prefix(8).joined(separator: ", "))"
            + (waiting.count > 8 ? " and \(waiting.count - 8) more" : "")
        ],
      hints: ["run \(several ? "these shards" : "this shard") again, and merge anew"])
  }

  /// The report of the whole run, in the order of the waves; of what nobody reported nothing is known.
  package var report: FleetRunReport {
    var entries: [RepositoryName: FleetRunReport.Entry] = [:]
    for report in reports.values {
      for entry in report.entries { entries[entry.name] = entry }
    }
    var joined = FleetRunReport(
      baseline: plan.baseline.name, candidate: plan.candidate.name, subject: plan.subject,
      sandboxAbsence: absence)
    joined.entries = plan.dependents.map { dependent in
      entries[dependent.name]
        ?? FleetRunReport.Entry(
          name: dependent.name,
          outcome: FleetOutcome(
            .unknown, reason: "shard \(dependent.shard) of \(plan.shards.count) did not report"))
    }
    joined.entries += plan.unread.map { unread in
      FleetRunReport.Entry(
        name: unread.name, outcome: FleetOutcome(.unknown, reason: unread.reason))
    }
    return joined
  }

  /// Why the programs of strangers did not run apart, on whichever machines they did not.
  private var absence: String? {
    let told = reports.sorted { $0.key < $1.key }.compactMap { number, report in
      report.entries.isEmpty ? nil : report.sandboxAbsence.map { (number, $0) }
    }
    guard let first = told.first else { return nil }
    if told.allSatisfy({ $0.1 == first.1 }), told.count == reports.count { return first.1 }
    return told.map { "on shard \($0.0): \($0.1)" }.joined(separator: "; ")
  }
}

extension FleetRunReport {
  /// The report without where its logs lie: a copy of a folder says the same.
  fileprivate var withoutPlaces: FleetRunReport {
    var report = self
    for index in report.entries.indices { report.entries[index].outcome.log = nil }
    return report
  }
}

/// A shard's report that does not belong into this run.
package struct ShardMergeError: ExplainedError, ExitStatusCarrying, Hashable {
  package enum Problem: Hashable, Sendable {
    /// It is about another commit of this side; the plan's is called so.
    case side(String, String)
    /// It was made by another division of the work.
    case plan
    /// These are missing from it, or none of its business.
    case dependents([RepositoryName])
    /// The shard has reported something else already, at this place.
    case twice(Int, String)
  }

  package let origin: String
  package let problem: Problem

  package init(origin: String, problem: Problem) {
    self.origin = origin
    self.problem = problem
  }

  package var explanation: Explanation {
    switch problem {
    case .side(let role, let name):
      Explanation(
        "\(origin) is about another \(role)",
        why: ["this run's \(role) is \(name), and the report is about another commit"],
        hints: ["leave it out, or merge it with the reports of its own run"])
    case .plan:
      Explanation(
        "\(origin) belongs to another division of the work",
        why: ["its shards were computed by another `--split`"],
        hints: ["run all shards of one file, and merge these"])
    case .dependents(let names):
      Explanation(
        "\(origin) does not answer for its own dependents",
        why: [
          "missing or foreign are "
            + names.prefix(8).map(\.description).joined(separator: ", ")
            + (names.count > 8 ? ", …" : "")
        ],
        hints: ["run this shard again"])
    case .twice(let number, let place):
      Explanation(
        "shard \(number) has reported twice, and not the same",
        why: ["once in \(place), once in \(origin)"],
        hints: ["name only the one that counts"])
    }
  }

  package var exitStatus: ExitStatus { .failed }
}

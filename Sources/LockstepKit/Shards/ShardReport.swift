internal import LockstepCore
internal import LockstepEcosystems
package import LockstepGit
internal import LockstepSystem
internal import LockstepVerification

/// What one shard of a divided fleet run found.
package struct ShardReport: Hashable, Sendable, Codable {
  package static let schema = "lockstep.shard/1"

  package var schema: String
  /// Its number, from 1.
  package var shard: Int
  /// How many shards there are.
  package var of: Int
  /// The digest of the plan that it is a part of.
  package var plan: String
  /// The two commits that were compared, for whoever reads the report without the plan.
  package var baseline: ObjectID?
  package var candidate: ObjectID?
  package var report: FleetRunReport

  package init(shard: Int, plan: ShardPlan, report: FleetRunReport) throws {
    self.schema = Self.schema
    self.shard = shard
    self.of = plan.shards.count
    self.plan = try plan.digest()
    self.baseline = plan.baseline.commit
    self.candidate = plan.candidate.commit
    self.report = report
  }
}

/// The folder in which a shard's report, the plan and the logs travel from one machine to another.
package struct ShardFolder: Hashable, Sendable {
  package let path: String

  package init(_ path: String) {
    self.path = path
  }

  private static let reportName = "shard.json"
  private static let planName = "shards.json"
  private static let logsName = "logs"
  /// How large a report may be: what 1,000 dependents say fits many times.
  private static let largest = 256 << 20
  /// How much of a log travels: its end, where the failures stand.
  private static let largestLog = 1 << 20

  /// Whether a shard's report is here.
  package var holdsReport: Bool { Files.isFile(Files.join(path, Self.reportName)) }

  /// Writes a shard's report, the plan, and the end of each log.
  ///
  /// What an earlier attempt of the same shard left is replaced.
  package func write(_ report: ShardReport, of plan: ShardPlan) throws {
    try Files.createDirectories(path)
    let logs = Files.join(path, Self.logsName)
    try Files.remove(logs)
    var report = report
    for index in report.report.entries.indices {
      let name = report.report.entries[index].name
      guard let log = report.report.entries[index].outcome.log else { continue }
      report.report.entries[index].outcome.log = nil
      guard let bytes = try? Files.read(log) else { continue }
      try Files.createDirectories(logs)
      let file = Self.logName(of: name)
      try Files.write(Array(bytes.suffix(Self.largestLog)), to: Files.join(logs, file))
      report.report.entries[index].outcome.log = "\(Self.logsName)/\(file)"
    }
    try plan.write(to: Files.join(path, Self.planName))
    // Last: a folder with a report is a whole one.
    try Files.writeAtomically(
      try JSONValue(encoding: report).bytes(pretty: true), to: Files.join(path, Self.reportName))
  }

  /// Reads a shard's report; its logs' paths lead into this folder, and to nowhere else.
  package func report() throws -> ShardReport {
    let file = Files.join(path, Self.reportName)
    var report = try ShardFile.read(ShardReport.self, from: file, limit: Self.largest)
    guard report.schema == ShardReport.schema else {
      throw ShardFileError(
        path: file,
        problem: "it is of the form `\(report.schema)`, and this program reads "
          + "`\(ShardReport.schema)`")
    }
    for index in report.report.entries.indices {
      let name = report.report.entries[index].name
      let log = Files.join(path, "\(Self.logsName)/\(Self.logName(of: name))")
      report.report.entries[index].outcome.log = Files.isFile(log) ? log : nil
    }
    return report
  }

  /// Reads the copy of the plan that the shard was run by.
  package func plan() throws -> ShardPlan {
    try ShardPlan.read(from: Files.join(path, Self.planName))
  }

  /// A name that says whose log it is, is no path, and belongs to nobody else.
  private static func logName(of name: RepositoryName) -> String {
    let readable = name.description.unicodeScalars.prefix(60).map { scalar -> Character in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "-", "_": Character(scalar)
      default: "+"
      }
    }
    let digest = FileDigest.sha256(of: Array(name.description.utf8)).prefix(8)
    return "\(String(readable))-\(digest).log"
  }
}

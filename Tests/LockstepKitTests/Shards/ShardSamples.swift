import LockstepCore
import LockstepGit
import LockstepKit
import LockstepVerification

/// A divided run that is small enough to look at.
enum ShardSamples {
  static func id(_ digit: Character) throws -> ObjectID {
    try ObjectID(parsing: String(repeating: digit, count: 40))
  }

  /// `a` and `b` in shard 1, `c` in shard 2, nothing in shard 3, `lost` in none.
  static func plan(candidate: Character = "2") throws -> ShardPlan {
    try JSONValue(
      parsing: """
        {"schema": "lockstep.shards/1", "foundation": "core",
         "baseline": {"name": "v1.0.0", "version": "1.0.0", "commit": "\(try id("1"))"},
         "candidate": {"name": "main", "version": "1.0.0", "commit": "\(try id(candidate))"},
         "release": {"version": "1.1.0", "tag": "v1.1.0", "commit": "\(try id("3"))"},
         "configuration": {"digest": "d"},
         "options": {"sandbox": "auto", "time-limit": 60, "fail-fast": false, "again": false},
         "whole": true,
         "shards": [{"number": 1, "seconds": 3, "needs": []},
                    {"number": 2, "seconds": 4, "needs": ["a"]},
                    {"number": 3, "seconds": 0, "needs": []}],
         "dependents": [
           {"name": "a", "commit": "\(try id("a"))", "shard": 1, "seconds": 1, "measured": true},
           {"name": "c", "commit": "\(try id("c"))", "shard": 2, "seconds": 4, "measured": true},
           {"name": "b", "commit": "\(try id("b"))", "shard": 1, "seconds": 2, "measured": false}],
         "unread": [{"name": "lost", "reason": "never fetched"}]}
        """
    ).decode(ShardPlan.self)
  }

  static func report(
    _ shard: Int, of plan: ShardPlan, _ outcomes: [(String, FleetOutcome.Kind)],
    absence: String? = nil, seconds: Double = 1
  ) throws -> ShardReport {
    try ShardReport(
      shard: shard, plan: plan,
      report: FleetRunReport(
        baseline: "v1.0.0", candidate: "main", sandboxAbsence: absence,
        entries: try outcomes.map { name, kind in
          .init(
            name: try RepositoryName(name),
            outcome: FleetOutcome(kind, reason: "as it is", seconds: seconds))
        }))
  }
}

package import LockstepCore
internal import LockstepGit
internal import LockstepSystem

extension ShardPlan {
  /// The most shards that a run is divided into: as many as the widest of the usual engines take.
  package static let mostShards = 1000

  /// How large a file of shards may be; a thousand dependents take a fifth of a megabyte.
  private static let largest = 64 << 20

  /// Writes the plan into a file, for every machine to read.
  package func write(to path: String) throws {
    let folder = Files.parent(of: path)
    if !Files.isDirectory(folder) { try Files.createDirectories(folder) }
    try Files.writeAtomically(try JSONValue(encoding: self).bytes(pretty: true), to: path)
  }

  /// Reads a plan from a file that somebody handed over.
  ///
  /// - Throws: ``ShardFileError`` where it is none, or says what cannot be.
  package static func read(from path: String) throws -> ShardPlan {
    let plan = try ShardFile.read(ShardPlan.self, from: path, limit: largest)
    if let problem = plan.problem { throw ShardFileError(path: path, problem: problem) }
    return plan
  }

  /// What is wrong with a plan; `nil` where it makes sense.
  private var problem: String? {
    guard schema == Self.schema else {
      return "it is of the form `\(schema)`, and this program reads `\(Self.schema)`"
    }
    guard (1...Self.mostShards).contains(shards.count),
      shards.map(\.number) == Array(1...shards.count)
    else { return "its shards are not numbered from 1" }
    var seen: Set<RepositoryName> = []
    for dependent in dependents {
      guard seen.insert(dependent.name).inserted else {
        return "\(dependent.name) is in it twice"
      }
      guard (1...shards.count).contains(dependent.shard) else {
        return "\(dependent.name) is in shard \(dependent.shard) of \(shards.count)"
      }
    }
    guard unread.allSatisfy({ seen.insert($0.name).inserted }) else {
      return "a dependent is in it twice"
    }
    guard baseline.commit != nil, candidate.commit != nil else {
      return "it names no commit of the \(baseline.commit == nil ? "baseline" : "candidate")"
    }
    guard options.seconds >= 1, options.seconds <= 1e9, options.memory.map({ $0 > 0 }) ?? true
    else { return "its limits make no sense" }
    return nil
  }
}

/// Reads the JSON files that machines hand to one another.
enum ShardFile {
  /// Reads one value, as data that anybody may have written.
  static func read<Value: Decodable>(_ type: Value.Type, from path: String, limit: Int) throws
    -> Value
  {
    guard let bytes = try Files.read(path, limit: limit) else {
      throw ShardFileError(path: path, problem: "there is no such file")
    }
    do {
      return try JSONValue(parsing: bytes).decode(type)
    } catch let error as any ExplainedError {
      let explanation = error.explanation
      throw ShardFileError(
        path: path, problem: ([explanation.what] + explanation.why).joined(separator: ": "))
    }
  }
}

/// A file of a divided run that is not what it should be.
package struct ShardFileError: ExplainedError, ExitStatusCarrying {
  package let path: String
  package let problem: String

  package var explanation: Explanation {
    Explanation(
      "\(path) cannot be used", why: [problem],
      hints: [
        "`lockstep verify --fleet --split N` writes the file of the shards",
        "`lockstep verify --fleet --shard I` writes the folder of a shard",
      ])
  }

  package var exitStatus: ExitStatus { .failed }
}

internal import LockstepCore
internal import LockstepLedger
internal import LockstepSystem
internal import LockstepVerification

/// How long each dependent took in earlier runs, by what is known nearest: a report that somebody names,
/// the fleet runs of the ledger, this machine's own cache.
struct FleetRunDurations: Sendable {
  private let cache: FleetRunCache
  private let known: [RepositoryName: Double]

  /// How many recorded runs are looked at, from the newest.
  private static let runs = 8
  private static let largest = 256 << 20

  /// - Parameter past: A report of an earlier run, `--format json`; nothing but names and seconds are
  ///   read.
  /// - Throws: ``ShardFileError`` where that report is none. A ledger that cannot be read only means
  ///   that less is known.
  static func read(
    past: String?, in workspace: Workspace, progress: (String) -> Void
  ) async throws -> FleetRunDurations {
    var known: [RepositoryName: Double] = [:]
    do {
      let ledger = workspace.ledger
      let entries = try await ledger.fetch().entries
        .filter { $0.event.kind == FleetRunRecord.kind }.suffix(runs)
      for entry in entries {
        guard
          let bytes = try await ledger.evidence(FleetRunRecord.evidenceName, of: entry.commit),
          let dependents = try? FleetRunRecord.dependents(in: bytes)
        else { continue }
        for dependent in dependents where dependent.seconds > 0 {
          known[dependent.name] = dependent.seconds
        }
      }
    } catch let error as any ExplainedError {
      progress("past durations are those of this machine alone: \(error.explanation.oneLine)")
    }
    if let past { known.merge(try seconds(in: past)) { $1 } }
    let directory = Files.join(workspace.host.cacheDirectory, "fleet-run")
    return FleetRunDurations(
      cache: FleetRunCache(directory: directory, host: workspace.host), known: known)
  }

  subscript(name: RepositoryName) -> Double? {
    known[name] ?? cache.duration(of: name).flatMap { $0 > 0 ? $0 : nil }
  }

  private static func seconds(in path: String) throws -> [RepositoryName: Double] {
    let json = try ShardFile.read(JSONValue.self, from: path, limit: largest)
    guard json["schema"] == "lockstep.verify/1", let dependents = json["dependents"]?.array else {
      throw ShardFileError(path: path, problem: "it is no report of a fleet run")
    }
    var seconds: [RepositoryName: Double] = [:]
    for dependent in dependents {
      guard let text = dependent["name"]?.string, let name = try? RepositoryName(text),
        let value = dependent["seconds"]?.number, value > 0, value.isFinite
      else { continue }
      seconds[name] = value
    }
    return seconds
  }
}

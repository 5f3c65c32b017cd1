package import LockstepCore
internal import LockstepEcosystems
package import LockstepGit
package import LockstepSystem

/// A fleet run that was divided among machines: what each of them does, and all that they have to agree
/// on. It is computed once, and every machine reads the same file.
package struct ShardPlan: Hashable, Sendable, Codable {
  /// One dependent of the run.
  package struct Dependent: Hashable, Sendable, Codable {
    package var name: RepositoryName
    /// The commit at which it is tested.
    package var commit: ObjectID
    /// The shard that answers for it, from 1.
    package var shard: Int
    /// How long it is expected to take.
    package var seconds: Double
    /// Whether that was measured in an earlier run; else it is the mean of those that were.
    package var measured: Bool
  }

  /// A dependent of which nothing could be read when the run was divided; no shard has it.
  package struct Unread: Hashable, Sendable, Codable {
    package var name: RepositoryName
    package var reason: String
  }

  /// One shard.
  package struct Shard: Hashable, Sendable, Codable {
    /// Its number, from 1.
    package var number: Int
    /// How long it is expected to take, one dependent after the other.
    package var seconds: Double
    /// Dependents of other shards that it has to work on, because its own stand on them.
    package var needs: [RepositoryName]
  }

  /// What every machine is asked for alike.
  package struct Options: Hashable, Sendable, Codable {
    package var sandbox: Sandbox.Policy
    /// The bound of one side, in seconds.
    package var seconds: Double
    /// The bound of a process's memory, in bytes.
    package var memory: Int?
    package var failFast: Bool
    package var again: Bool

    enum CodingKeys: String, CodingKey {
      case sandbox, memory, again
      case seconds = "time-limit"
      case failFast = "fail-fast"
    }
  }

  /// Where the `lockstep.toml` that counts is read from.
  package struct Settings: Hashable, Sendable, Codable {
    package var commit: ObjectID?
    package var digest: String
  }

  package static let schema = "lockstep.shards/1"

  package var schema: String
  /// The foundation's package.
  package var foundation: String
  package var baseline: FoundationSide
  package var candidate: FoundationSide
  /// What dependents are built with: the candidate, or a commit that only gives it its version.
  package var release: ReleasedVersion
  package var branch: String?
  package var configuration: Settings
  package var options: Options
  package var shards: [Shard]
  /// In the order of the waves.
  package var dependents: [Dependent]
  /// Whether all dependents are run.
  package var isWhole: Bool
  package var unread: [Unread]

  enum CodingKeys: String, CodingKey {
    case schema, foundation, baseline, candidate, release, branch, configuration, options, shards
    case dependents, unread
    case isWhole = "whole"
  }

  /// What tells this division of work from every other: the SHA-256 of its JSON without white space.
  package func digest() throws -> String {
    FileDigest.sha256(of: try JSONValue(encoding: self).bytes())
  }

  /// The dependents that shard `number` answers for.
  package func names(of number: Int) -> [RepositoryName] {
    dependents.filter { $0.shard == number }.map(\.name)
  }

  /// What the run is about.
  package var subject: FleetRunReport.Subject {
    .init(
      candidate: candidate.commit ?? release.commit, release: release,
      baseline: baseline.commit, isWhole: isWhole)
  }

  /// What the machines agree on.
  package var agreement: FleetRunAgreement {
    FleetRunAgreement(
      baseline: baseline, candidate: candidate, release: release,
      configurationCommit: configuration.commit, configurationDigest: configuration.digest,
      commits: Dictionary(
        dependents.map { ($0.name, $0.commit) }, uniquingKeysWith: { first, _ in first }))
  }

  /// The wish of shard `number`.
  ///
  /// - Parameter jobs: How many dependents this machine runs at once.
  package func wish(of number: Int, jobs: Int?) -> FleetRunWish {
    FleetRunWish(
      branch: branch, dependents: names(of: number).map(\.description),
      sandbox: options.sandbox, jobs: jobs, time: .seconds(options.seconds),
      memory: options.memory, failsFast: options.failFast, again: options.again,
      agreed: agreement)
  }
}

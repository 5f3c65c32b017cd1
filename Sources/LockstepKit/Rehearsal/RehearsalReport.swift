package import LockstepCore
package import LockstepGit

/// What a rehearsal found.
package struct RehearsalReport: Codable, Hashable, Sendable {
  /// One part of the process and how long it took.
  package struct Phase: Codable, Hashable, Sendable {
    package var name: String
    package var seconds: Double
  }

  /// One operation that was carried out on the copies.
  package struct Operation: Codable, Hashable, Sendable {
    /// The kind of operation, as plans name it.
    package var kind: String
    package var title: String
    /// Whether it came to its end.
    package var finished: Bool
    /// Why it did not.
    package var reason: String?
    package var seconds: Double
    package var phases: [Phase]

    package init(
      kind: String, title: String, finished: Bool, reason: String?, seconds: Double,
      phases: [Phase]
    ) {
      self.kind = kind
      self.title = title
      self.finished = finished
      self.reason = reason
      self.seconds = seconds
      self.phases = phases
    }
  }

  /// A dependent that a rollback would not bring back, or not by a pin.
  package struct Named: Codable, Hashable, Sendable {
    package var name: RepositoryName
    package var reason: String

    package init(name: RepositoryName, reason: String) {
      self.name = name
      self.reason = reason
    }
  }

  /// How long pinning everybody takes by one way of delivery.
  package struct Projection: Codable, Hashable, Sendable {
    /// `push` or `pull-request`.
    package var delivery: String
    /// Whose limits are counted: `GitHub`, `GitLab`.
    package var forge: String?
    package var repositories: Int
    package var seconds: Double
    /// Whether everybody is pinned within the hour that is promised.
    package var fits: Bool
  }

  /// `release 2.1.0`, `rollback of 2.1.1`.
  package var title: String
  /// The version that is taken back in it.
  package var version: Version
  /// The commit of that version, to which the rehearsal speaks.
  package var candidate: ObjectID
  package var operations: [Operation]
  /// How many dependents were pinned, each built as it was pinned.
  package var pinned: Int
  package var cannotPin: [Named]
  /// Those without a lock: they have a release when it is published, and its hotfix too.
  package var floats: [RepositoryName]
  package var projections: [Projection]
  /// How long the copies took.
  package var preparation: Double
  package var seconds: Double
  package var remarks: [String]

  package init(
    title: String, version: Version, candidate: ObjectID, operations: [Operation] = [],
    pinned: Int = 0, cannotPin: [Named] = [], floats: [RepositoryName] = [],
    projections: [Projection] = [], preparation: Double = 0, seconds: Double = 0,
    remarks: [String] = []
  ) {
    self.title = title
    self.version = version
    self.candidate = candidate
    self.operations = operations
    self.pinned = pinned
    self.cannotPin = cannotPin
    self.floats = floats
    self.projections = projections
    self.preparation = preparation
    self.seconds = seconds
    self.remarks = remarks
  }

  /// Why the way back is not ready; empty where it is.
  package var obstacles: [String] {
    let rollbacks = operations.filter { $0.kind == OperationKind.rollback }
    var found = rollbacks.isEmpty ? ["no rollback was rehearsed"] : []
    // Whom a pin would break is told by name.
    for operation in rollbacks where !operation.finished && cannotPin.isEmpty {
      found.append("\(operation.title): \(operation.reason ?? "not done")")
    }
    found += cannotPin.map { "\($0.name) cannot be pinned: \($0.reason)" }
    return found
  }

  /// Whether the way back is proven for everybody.
  package var isGreen: Bool { obstacles.isEmpty }

  /// 0 where the way back is proven, else 10.
  package var exitStatus: ExitStatus { isGreen ? .done : .decidedNo }
}

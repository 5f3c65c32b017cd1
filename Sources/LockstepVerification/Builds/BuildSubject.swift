package import LockstepCore
package import LockstepEcosystems
package import LockstepGit

/// One state of one repository, as it is to be built.
package struct BuildSubject: Sendable {
  /// One manifest of the repository that is built by itself: a workspace's root, or a package's own.
  package struct Root: Hashable, Sendable {
    /// The manifest's path in the repository.
    package var manifest: String
    /// Whether a committed lock has to stand as it is.
    package var locked: Bool
    /// Features that are switched on beside the default ones: they lead to the foundation.
    package var features: [String]

    package init(manifest: String, locked: Bool, features: [String] = []) {
      self.manifest = manifest
      self.locked = locked
      self.features = features
    }
  }

  package var name: RepositoryName
  /// Where the commit's objects are.
  package var objects: GitRepository
  package var commit: ObjectID
  package var roots: [Root]
  package var siblings: [Sibling]
  /// Versions that unlocked packages are fixed to, where the newest one is not what is meant.
  package var precise: [String: Version]
  /// What decides beside the repository's own tree, for instance the version that a registry now has.
  package var context: String

  package init(
    name: RepositoryName, objects: GitRepository, commit: ObjectID, roots: [Root],
    siblings: [Sibling] = [], precise: [String: Version] = [:], context: String
  ) {
    self.name = name
    self.objects = objects
    self.commit = commit
    self.roots = roots
    self.siblings = siblings
    self.precise = precise
    self.context = context
  }
}

/// A repository that has to lie beside another one, because a manifest names it by path.
package struct Sibling: Sendable {
  /// Relative to the top of the repository that is built, for instance `../core`.
  package var path: String
  package var objects: GitRepository
  package var commit: ObjectID

  package init(path: String, objects: GitRepository, commit: ObjectID) {
    self.path = path
    self.objects = objects
    self.commit = commit
  }
}

/// What a build says about one state of a repository.
package struct BuildVerdict: Codable, Hashable, Sendable {
  /// The three answers that a build can give.
  package enum Outcome: String, Codable, Hashable, Sendable {
    case builds
    case fails
    /// Nothing was learnt about the code; `reason` says what was in the way.
    case unknown
  }

  package var outcome: Outcome
  package var errors: [CompilerError]
  package var reason: String?
  /// The versions of each package that the build really compiled, by package name.
  package var compiled: [String: [String]]
  package var seconds: Double

  package init(
    outcome: Outcome, errors: [CompilerError] = [], reason: String? = nil,
    compiled: [String: [String]] = [:], seconds: Double = 0
  ) {
    self.outcome = outcome
    self.errors = errors
    self.reason = reason
    self.compiled = compiled
    self.seconds = seconds
  }

  /// The first thing that went wrong, in one line.
  package var summary: String {
    switch outcome {
    case .builds: "builds"
    case .unknown: reason ?? "nothing was learnt"
    case .fails:
      errors.first.map { error in
        let place = error.file.map { "\($0):\(error.line ?? 1): " } ?? ""
        let code = error.code.map { "\($0): " } ?? ""
        return "\(place)\(code)\(error.message)"
      } ?? reason ?? "does not build"
    }
  }
}

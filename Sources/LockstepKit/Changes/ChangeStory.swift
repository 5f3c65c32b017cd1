package import LockstepAPIDiff
internal import LockstepCore
package import LockstepFleet
internal import LockstepGit
internal import LockstepSystem

/// The story of `lockstep diff`: what changed in the public API between two sides of the foundation.
package struct ChangeStory: Sendable {
  package let workspace: Workspace
  /// The line that is released; `nil` where its remote was never asked.
  package let line: Line?
  /// What a reader should know of how the sides were found, a line each.
  package private(set) var remarks: [String] = []

  /// Tells what changed on a line.
  package init(workspace: Workspace, line: Line?) {
    self.workspace = workspace
    self.line = line
  }

  /// Asks the remote how the line stands; where it cannot be reached, what was fetched last counts,
  /// and a remark says so.
  ///
  /// - Parameter asking: Whether the remote is asked at all: not where both sides are named.
  package static func open(_ workspace: Workspace, branch: String? = nil, asking: Bool = true)
    async throws -> ChangeStory
  {
    var workspace = workspace
    let name = branch ?? workspace.configuration.foundation.mainBranch
    guard asking else {
      // Never fetched: then there is no line, and what is named has to be in the clone.
      let head = try await workspace.repository.resolve(Workspace.remoteHeads + name)
      let line = head == nil ? nil : try await workspace.line(name)
      return ChangeStory(workspace: workspace, line: line)
    }
    do {
      let line = try await workspace.refreshLine(branch)
      return ChangeStory(workspace: workspace, line: line)
    } catch let error as RepositoryError where error.kind == .unreachable {
      guard try await workspace.repository.resolve(Workspace.remoteHeads + name) != nil else {
        throw error
      }
      let line = try await workspace.line(name)
      try await workspace.takeConfiguration(of: line.tip)
      var story = ChangeStory(workspace: workspace, line: line)
      story.remarks = ["\(error.explanation.oneLine): what was fetched last is compared"]
      return story
    }
  }

  /// Compares the public API of two sides.
  ///
  /// The configuration that counts is the candidate's: its packages, and its matrix of features.
  ///
  /// - Parameters:
  ///   - packages: The packages to compare; those that are released where it is `nil`.
  ///   - features: The feature sets to compare; those of the configured matrix where it is `nil`.
  ///   - progress: Is told what takes time.
  /// - Throws: Explained errors where one side's API cannot be read; there is then no verdict.
  package func difference(
    from baseline: FoundationSide, to candidate: FoundationSide, packages: [String]? = nil,
    features: [FeatureSelection]? = nil,
    progress: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws -> FoundationDifference {
    var workspace = workspace
    if let commit = candidate.commit, commit != line?.tip {
      try await workspace.takeConfiguration(of: commit)
    }
    let configuration = workspace.configuration
    let host = workspace.host
    let sets = features ?? FeatureSelection.matrix(configuration.gates.features)
    async let old = source(of: baseline, as: .baseline)
    async let new = source(of: candidate, as: .candidate)
    async let usual = SurfaceComparer.usualToolchain(host: host)
    let (before, after, toolchain) = try await (old, new, usual)
    let packages = packages ?? configuration.foundation.allPackages
    let difference = try await SurfaceComparer(
      host: host, isolation: workspace.isolation, usualToolchain: toolchain, progress: progress
    ).difference(from: before, to: after, packages: packages, sets: sets)
    return FoundationDifference(
      baseline: baseline, candidate: candidate, difference: difference, packages: packages,
      features: sets.map(\.text), remarks: remarks)
  }

  /// Lays a side out in a folder and hands it to `body`: a folder as it is, a commit as an export of
  /// its files that goes afterwards.
  package func withCheckout<Result: Sendable>(
    of side: FoundationSide, _ body: (_ folder: String) async throws -> Result
  ) async throws -> Result {
    if let folder = side.folder { return try await body(folder) }
    guard let commit = side.commit else { throw side.isNowhere }
    return try await workspace.withCheckout(of: commit, body)
  }

  func source(of side: FoundationSide, as role: FoundationSide.Role) async throws -> SideSource {
    try await SideSource.read(side, as: role, from: workspace.repository, host: workspace.host)
  }
}

extension SideSource {
  /// Reads a side, whatever it is.
  static func read(
    _ side: FoundationSide, as role: FoundationSide.Role, from repository: GitRepository?,
    host: Host
  ) async throws -> SideSource {
    if let folder = side.folder {
      return try await read(side, as: role, folder: folder, host: host)
    }
    guard let commit = side.commit, let repository else { throw side.isNowhere }
    return try await read(side, as: role, commit: commit, from: repository)
  }
}

extension FoundationSide {
  fileprivate var isNowhere: ExplainedFailure {
    ExplainedFailure("\(name) is neither a commit nor a folder")
  }
}

extension FeatureSelection {
  /// The sets of the configured matrix, each once: exactly these, without the default ones unless
  /// they are named.
  ///
  /// A rule that makes many combinations counts by its two ends, no feature and every feature: what is
  /// public at all is public there, and a surface of each combination would cost a build each.
  package static func matrix(_ sets: [Configuration.FeatureSet]) -> [FeatureSelection] {
    var found: [FeatureSelection] = []
    for set in sets {
      let selections: [FeatureSelection] =
        switch set {
        case .all: [.all]
        case .of(let names): [FeatureSelection(exactly: names)]
        case .each, .powerset: [FeatureSelection(exactly: []), .all]
        }
      found += selections.filter { !found.contains($0) }
    }
    return found
  }

  /// Exactly these features; `default` among them stands for the default ones.
  package init(exactly names: [String]) {
    self.init(names: names.filter { $0 != "default" }, usesDefault: names.contains("default"))
  }

  /// Reads a set as it is written on the command line: `all`, `none`, or names with commas between,
  /// `default` among them where it is meant.
  package init(parsing text: String) throws {
    let names = text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      part.drop { $0 == " " }.prefix { $0 != " " }
    }
    switch names {
    case ["all"]: self = .all
    case ["none"]: self.init(exactly: [])
    case let names:
      guard names.allSatisfy({ !$0.isEmpty && !$0.hasPrefix("-") }) else {
        throw ExplainedFailure(
          "`\(text)` is no set of features",
          hints: ["say `all`, `none`, `default`, or names with commas between: `serde,std`"],
          exitStatus: .usage)
      }
      self.init(exactly: names.map(String.init))
    }
  }
}

internal import LockstepAPIDiff
package import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
package import LockstepGit
internal import LockstepSystem

/// The story of `lockstep guide`: drafts the migration guide of a breaking release, and checks it.
package struct GuideStory: Sendable {
  /// How the sides are found and laid out.
  package let changes: ChangeStory
  package let difference: FoundationDifference
  /// The version that the guide leads to; `nil` where no guide is needed.
  package let version: Version?

  /// Tells the guide to `version`, or to the version that follows from the difference.
  ///
  /// - Throws: Where it cannot be decided whether a guide is needed, and where no version follows.
  package init(
    _ difference: FoundationDifference, of changes: ChangeStory, to version: Version? = nil
  ) throws {
    self.changes = changes
    self.difference = difference
    guard !difference.breaking.isEmpty else {
      guard difference.required != nil else { throw GuideUndecided(difference: difference) }
      self.version = nil
      return
    }
    if let version, let baseline = difference.baseline.version, version <= baseline {
      throw ExplainedFailure(
        "\(version) is not newer than the baseline", why: ["\(baseline) is out"],
        hints: ["name the version that the guide is for"], exitStatus: .usage)
    }
    guard let version = version ?? Self.following(difference) else {
      throw ExplainedFailure(
        "no version follows from the difference",
        why: ["\(difference.baseline.name) has no version"],
        hints: ["name the version that the guide is for: `lockstep guide 3.0.0`"],
        exitStatus: .usage)
    }
    self.version = version
  }

  /// The version that follows: the candidate's own where it has a tag or a manifest that is far enough
  /// ahead, else the next one.
  private static func following(_ difference: FoundationDifference) -> Version? {
    guard let next = difference.next else { return nil }
    return difference.candidate.version.map { max($0, next) } ?? next
  }

  var configuration: Configuration { changes.workspace.configuration }

  /// What errors call the document.
  static let subject = "migration guide"

  /// The guide's path from the folder of `lockstep.toml` on; `nil` where no guide is needed.
  package var path: String? { version.map(configuration.foundation.guide.path) }

  /// The breaking changes, in the order of the guide.
  package var breaking: [GuideChange] { GuideChange.all(in: difference.difference) }

  // MARK: - The dependents

  /// What is known of the dependents: compiled now where that is asked for, else as it was recorded
  /// last, else an estimate from their sources.
  ///
  /// - Parameter compiling: Compiles every dependent against the candidate, and records the answer.
  package func impact(
    compiling: Bool, progress: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws -> GuideImpact {
    guard version != nil else { return .none }
    let workspace = changes.workspace
    if compiling {
      let report = try await ImpactStory(workspace: workspace, line: changes.line)
        .report(of: difference, progress: progress)
      try ImpactRecord.keep(report, of: difference, on: workspace.host)
      return GuideImpact(report, changes: breaking, on: workspace.host.clock.now().day)
    }
    if let record = try ImpactRecord.last(of: difference, on: workspace.host) {
      return GuideImpact(record.report, changes: breaking, on: record.at.day)
    }
    do {
      let report = try await FastImpact(workspace: workspace, line: changes.line)
        .report(of: difference, progress: progress)
      return GuideImpact(report, changes: breaking)
    } catch let error as any ExplainedError {
      // A guide without them is worth writing, and says that nobody has looked.
      return GuideImpact(source: .none, reason: error.explanation.oneLine)
    }
  }

  // MARK: - Drafting

  /// Writes the guide into the working tree, or brings it up to date.
  ///
  /// - Returns: What was done; `nil` where no guide is needed, and nothing was written.
  package func draft(_ impact: GuideImpact) throws -> GuideDraft? {
    guard let version, let path else { return nil }
    let file = LivingFile(
      directory: changes.workspace.directory, path: path, subject: Self.subject)
    let facts = GuideFacts(difference, to: version, impact: impact, configuration: configuration)
    let old = try file.read()
    let (guide, news) = try LivingDocument(parsing: old ?? "", path: path).refreshed(
      with: GuideContent(facts))
    let text = guide.text
    if text != old { try file.replace(old, by: text) }
    return GuideDraft(
      path: path, outcome: old == nil ? .created : text == old ? .unchanged : .updated, news: news,
      impact: impact, review: review(guide, path))
  }

  func review(_ guide: LivingDocument, _ path: String) -> LivingReview {
    LivingReview(of: guide, path: path, changes: breaking.map { ($0.item, $0.kinds) })
  }

  // MARK: - Checking

  /// Checks the guide of the working tree, or of a commit.
  ///
  /// - Returns: `nil` where no guide is needed.
  package func check(
    at commit: ObjectID? = nil, progress: @Sendable (String) -> Void = { _ in }
  ) async throws -> GuideVerdict? {
    guard let path else { return nil }
    let file = LivingFile(
      directory: changes.workspace.directory, path: path, subject: Self.subject)
    let found = if let commit { try await text(at: commit) } else { try file.read() }
    guard let found else {
      return GuideVerdict(
        path: path, review: LivingReview(withoutGuideAt: path, changes: breaking.count))
    }
    var verdict = GuideVerdict(path: path, review: reviewed(found, path))
    for item in difference.difference.undecided {
      verdict.obstacles.append(
        Explanation("\(item.item) could not be compared", why: [item.reason]))
    }
    let wanted = verdict.review.examples.filter { !$0.isIgnored && !$0.isEmpty }
    for (mark, side) in [
      (GuideExample.Side.before, difference.baseline), (.after, difference.candidate),
    ] {
      let examples = wanted.filter { $0.side == mark }
      guard !examples.isEmpty else { continue }
      progress("compiling \(counted(examples.count, "example")) against \(side.name)")
      do {
        verdict.problems += try await compile(examples, mark, against: side, path: path)
        verdict.compiled[mark] = examples.count
      } catch let error as any ExplainedError {
        verdict.obstacles.append(error.explanation)
      }
    }
    verdict.problems.sort()
    return verdict
  }

  private func compile(
    _ examples: [GuideExample], _ mark: GuideExample.Side, against side: FoundationSide,
    path: String
  ) async throws -> [LivingProblem] {
    let workshop = GuideWorkshop(
      host: changes.workspace.host, isolation: changes.workspace.isolation,
      packages: configuration.foundation.allPackages,
      features: configuration.gates.features, path: path)
    let folder: String
    if let commit = side.commit {
      folder = try await changes.workspace.source(at: commit)
        .workspaceFolder(of: configuration.foundation.package)
    } else {
      folder = ""
    }
    return try await changes.withCheckout(of: side) { top in
      try await workshop.problems(
        of: examples, in: Files.join(top, folder), side: side, name: mark.rawValue)
    }
  }
}

/// What drafting a guide did.
package struct GuideDraft: Sendable {
  package enum Outcome: String, Hashable, Sendable {
    case created
    case updated
    case unchanged
  }

  /// From the folder of `lockstep.toml` on.
  package let path: String
  package let outcome: Outcome
  package let news: [LivingNews]
  package let impact: GuideImpact
  /// What is still missing.
  package let review: LivingReview
}

/// What a check of a guide found out.
package struct GuideVerdict: Sendable {
  package let path: String
  package let review: LivingReview
  /// Everything that is missing or wrong, in the order of the text.
  package var problems: [LivingProblem]
  /// How many examples of each side were compiled.
  package var compiled: [GuideExample.Side: Int] = [:]
  /// What could not be checked, and why.
  package var obstacles: [Explanation] = []

  init(path: String, review: LivingReview) {
    self.path = path
    self.review = review
    problems = review.problems
  }

  /// What the check ends the program with: a decided no before what could not be checked.
  package var exitStatus: ExitStatus {
    if !problems.isEmpty { return .decidedNo }
    return obstacles.isEmpty ? .done : .failed
  }
}

/// Whether a guide is needed could not be decided.
package struct GuideUndecided: ExplainedError {
  package let difference: FoundationDifference

  package var explanation: Explanation {
    Explanation(
      "it cannot be decided whether a migration guide is needed",
      why: difference.difference.undecided.prefix(5).map {
        "\($0.item) could not be compared: \($0.reason)"
      },
      hints: ["`lockstep diff` shows what was compared"])
  }
}

internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepLedger
internal import LockstepSystem
internal import LockstepWorkflow

/// The story of `lockstep check`: is everything there that a release needs?
package struct CheckStory: Sendable {
  /// One thing that was looked at.
  package struct Finding: Sendable {
    package enum Verdict: String, Sendable {
      case good
      /// It works, but somebody should know.
      case notice
      case missing
    }

    package let subject: String
    package let verdict: Verdict
    package let detail: String
    package let hints: [String]
  }

  package let findings: [Finding]

  /// Whether nothing is missing.
  package var isReady: Bool { !findings.contains { $0.verdict == .missing } }

  package static func tell(_ workspace: Workspace) async -> CheckStory {
    var workspace = workspace
    var findings = [await git(workspace), await cargo(workspace)]
    let (remote, line) = await line(&workspace)
    findings.append(remote)
    if let line {
      findings.append(configuration(workspace))
      findings.append(await foundation(workspace, on: line))
    }
    findings.append(await record(workspace))
    findings.append(await publishing(workspace))
    findings.append(await fleet(workspace))
    findings += await forges(workspace)
    findings += people(workspace)
    findings += await organisations(workspace)
    findings.append(author(workspace))
    return CheckStory(findings: findings)
  }

  private static func git(_ workspace: Workspace) async -> Finding {
    await finding("git") {
      let version = try await workspace.repository.toolVersion()
      guard version >= Version(2, 38, 0) else {
        return .init(
          subject: "git", verdict: .missing, detail: "\(version) is too old",
          hints: ["install git 2.38 or newer: `merge-tree --write-tree` came with it"])
      }
      return .init(subject: "git", verdict: .good, detail: "\(version)", hints: [])
    }
  }

  private static func cargo(_ workspace: Workspace) async -> Finding {
    await finding("cargo") {
      .init(
        subject: "cargo", verdict: .good, detail: try await workspace.cargo.version(), hints: [])
    }
  }

  private static func line(_ workspace: inout Workspace) async -> (Finding, Line?) {
    do {
      let line = try await workspace.refreshLine()
      let released = line.baseline.map { "last released \($0.version)" } ?? "never released"
      let finding = Finding(
        subject: "remote", verdict: .good,
        detail: "\(workspace.remoteName), \(line.branch.short) at \(line.tip.short), \(released)",
        hints: [])
      return (finding, line)
    } catch {
      return (failure("remote", error), nil)
    }
  }

  /// Whether what stands on the branch could be released, and what is odd about it.
  private static func foundation(_ workspace: Workspace, on line: Line) async -> Finding {
    await finding("foundation") {
      let package = workspace.configuration.foundation.package
      let version = try await workspace.source(at: line.tip).version(of: package)
      let remarks = try await workspace.remarks(
        on: line, log: OperationLog(try await workspace.ledger.history()))
      return .init(
        subject: "foundation", verdict: remarks.isEmpty ? .good : .notice,
        detail: (["\(package) \(version)"] + remarks).joined(separator: "\n"), hints: [])
    }
  }

  private static func configuration(_ workspace: Workspace) -> Finding {
    switch workspace.standing {
    case .committed(let blob):
      Finding(
        subject: "configuration", verdict: .good, detail: "lockstep.toml (\(blob.short))", hints: []
      )
    case .committedDiffers(let blob):
      Finding(
        subject: "configuration", verdict: .notice,
        detail: "the working copy differs from the committed \(blob.short), which counts",
        hints: ["commit and push it where the change is meant"])
    case .workingCopy:
      Finding(
        subject: "configuration", verdict: .notice,
        detail: "the remote has no lockstep.toml yet; the working copy's counts",
        hints: ["commit and push it"])
    }
  }

  private static func record(_ workspace: Workspace) async -> Finding {
    await finding("ledger") {
      let history = try await workspace.ledger.fetch()
      let apart = workspace.configuration.ledger.remote != nil
      let exposure = await workspace.ledgerExposure()
      let beside = apart ? "" : ", beside the foundation: whoever reads the one reads the other"
      let isGood = exposure == .apart || exposure == .members
      return .init(
        subject: "ledger", verdict: isGood ? .good : .notice,
        detail: ([counted(history.entries.count, "event") + beside]
          + [exposure.remark].compactMap { $0 }).joined(separator: "\n"),
        hints: isGood
          ? [] : ["`[ledger] remote` keeps incidents of a public foundation apart"])
    }
  }

  private static func publishing(_ workspace: Workspace) async -> Finding {
    guard workspace.publishes else {
      return Finding(
        subject: "registry", verdict: .notice,
        detail: "nothing is published: `publish` is \"none\"",
        hints: [])
    }
    return await finding("registry") {
      let registry = try workspace.registry()
      let versions = try await registry.versions(of: workspace.configuration.foundation.package)
      let newest = versions.map(\.version).max().map { ", newest \($0)" } ?? ""
      var detail = "`\(registry.name)` has \(counted(versions.count, "version"))\(newest)"
      if case .unavailable(let reason) = registry.yanking { detail += "; no yank: \(reason)" }
      return .init(subject: "registry", verdict: .good, detail: detail, hints: [])
    }
  }

  private static func fleet(_ workspace: Workspace) async -> Finding {
    await finding("fleet") {
      let loaded = try await workspace.loadFleet(fetching: true)
      let remarks = loaded.remarks
      return .init(
        subject: "fleet", verdict: remarks.isEmpty ? .good : .notice,
        detail: ([
          "\(counted(loaded.fleet.dependents.count, "dependent")) in "
            + counted(loaded.fleet.waves.count, "wave")
        ]
          + remarks).joined(separator: "\n"), hints: [])
    }
  }

  private static func author(_ workspace: Workspace) -> Finding {
    Finding(
      subject: "author", verdict: .good,
      detail: "\(workspace.author.name) <\(workspace.author.email)> on \(workspace.author.host)",
      hints: [])
  }

  private static func finding(_ subject: String, _ look: () async throws -> Finding) async
    -> Finding
  {
    do { return try await look() } catch { return failure(subject, error) }
  }

  private static func failure(_ subject: String, _ error: any Error) -> Finding {
    let explanation =
      (error as? any ExplainedError)?.explanation ?? Explanation("it could not be asked: \(error)")
    return Finding(
      subject: subject, verdict: .missing,
      detail: ([explanation.what] + explanation.why).joined(separator: "\n"),
      hints: explanation.hints)
  }
}

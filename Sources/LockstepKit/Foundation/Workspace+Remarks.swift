internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepLedger
package import LockstepWorkflow

extension Workspace {
  /// What a person should know before something goes out from `line`, a line each.
  package func remarks(on line: Line, log: OperationLog) async throws -> [String] {
    var remarks = log.open.map { record in
      "`\(record.id)` is open, begun \(record.startedAt) by \(record.startedBy.name): nothing else "
        + "starts before `lockstep resume` or `lockstep abort`"
    }
    if let remark = try await unpushed(line) { remarks.append(remark) }
    if let remark = try await forked() { remarks.append(remark) }
    if let remark = try await drift(line) { remarks.append(remark) }
    return remarks
  }

  /// Commits of the user's branch that the remote does not have.
  private func unpushed(_ line: Line) async throws -> String? {
    guard let local = try await repository.resolve(line.branch.description), local != line.tip
    else { return nil }
    let commits = try await repository.log(from: line.tip, to: local)
    guard !commits.isEmpty else { return nil }
    let short = line.branch.short
    return
      "your `\(short)` has \(counted(commits.count, "commit")) that \(remoteName)/\(short) does "
      + "not have: what exists only here is not released"
  }

  /// A clone of a fork whose configuration releases to the fork.
  private func forked() async throws -> String? {
    guard remoteName != "upstream",
      try await repository.configuration("remote.upstream.url") != nil
    else { return nil }
    return "there is a remote `upstream`, and what goes out goes to `\(remoteName)`; in a fork's "
      + "clone say `git config lockstep.remote upstream`"
  }

  /// A tag that names another version than the manifest that it stands at.
  private func drift(_ line: Line) async throws -> String? {
    guard let baseline = line.baseline else { return nil }
    let source = try await source(at: baseline.commit)
    let package = configuration.foundation.package
    guard let written = source.manifests.manifest(ofPackage: package)?.package?.version,
      written != baseline.version
    else { return nil }
    return "the tag \(baseline.tag.short) stands at a commit whose manifest says \(written)"
  }
}

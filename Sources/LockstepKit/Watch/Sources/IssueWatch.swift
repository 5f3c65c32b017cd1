internal import LockstepCore
internal import LockstepFleet
internal import LockstepForges
internal import LockstepGit

/// Looks for open issues of the foundation with the labels that tell of a critical bug.
struct IssueWatch: Sendable {
  let ground: WatchGround
  let desk: ForgeDesk

  func look() async throws -> WatchLook {
    let source = Configuration.WatchSource.issues
    let labels = ground.workspace.configuration.watch.labels
    guard !labels.isEmpty else { return WatchLook(source, .idle(because: "no label is named")) }
    let address = ground.workspace.remote.text
    guard let place = try desk.place(of: address, .background),
      place.forge.forge.abilities.contains(.issues)
    else {
      return WatchLook(source, .idle(because: "the foundation is on no forge that is known"))
    }
    guard try await desk.tokenSource(for: address) != nil else {
      return WatchLook(
        source, .noData(because: "there is no token for \(place.forge.forge.name)"))
    }
    var found: [Int: ForgeIssue] = [:]
    for label in labels {
      // A forge takes several labels as all of them; one of them is enough here.
      let issues = try await place.forge.look {
        try await $0.issues(IssueQuery(labels: [label]), in: place.path)
      }
      for issue in issues where issue.isOpen { found[issue.number] = issue }
    }
    let released = ground.releasedAt
    let findings = found.values.sorted { $0.number < $1.number }.map { issue in
      // An issue that was there before the release is not mended by taking the release back.
      let isOfRelease =
        ground.whyNoRelease == nil
        && (released.flatMap { moment in issue.opened.map { $0 >= moment } } ?? true)
      return WatchLook.Finding(
        WatchTriggerName.criticalBug.rawValue, "issue \(place.path)#\(issue.number)",
        "\(place.path)#\(issue.number) \(printable(issue.title)) "
          + "(\(printable(issue.labels.joined(separator: ", "))))", isOfRelease: isOfRelease)
    }
    return WatchLook(source, findings: findings)
  }
}

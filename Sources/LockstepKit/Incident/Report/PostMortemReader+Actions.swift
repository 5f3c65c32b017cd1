internal import LockstepCore
internal import LockstepFleet

extension PostMortemReader {
  /// What the gaps ask for, each once, with an owner and a day that people change as they see fit.
  func actions(
    for gaps: [PostMortem.Gap], _ remarks: [PostMortem.Remark]
  ) -> [PostMortem.Proposal] {
    var found: [PostMortem.Proposal] = []
    for gap in gaps {
      guard let (key, title) = Self.remedy(for: gap),
        !found.contains(where: { $0.key == key })
      else { continue }
      let reasons = gaps.filter { Self.remedy(for: $0)?.key == key }
        .map { "\($0.check): \($0.text)" }
      found.append(proposal(key, title, reasons.joined(separator: "; ")))
    }
    if case .notBisected(let command) = causeForActions {
      found.append(
        proposal("root-cause", "Find the commit that broke it", "`\(command)` finds it"))
    }
    if remarks.contains(where: { $0.text.contains("without a committed lock") })
      || remarks.contains(where: { $0.text.contains("no wave protects them") })
    {
      found.append(
        proposal(
          "floating", "Commit lock files in the dependents that float",
          "without one a release reaches them at publication, and a pin protects nobody else"))
    }
    if remarks.contains(where: { $0.text.contains("could not be pinned") }) {
      found.append(
        proposal(
          "cannot-pin", "Make the last good version build again where it could not be pinned",
          "the way back has to be there before it is needed"))
    }
    if remarks.contains(where: { $0.text.contains("took the incident after") && $0.kind == .badly })
      || remarks.contains(where: { $0.text.contains("nobody acknowledged") })
    {
      found.append(
        proposal(
          "answering", "See that somebody answers in time",
          "contacts, rotation and times to acknowledge are in lockstep.toml"))
    }
    return found
  }

  private var causeForActions: PostMortem.Cause? {
    guard let bad = releases.bad, history.bisection(of: bad.version) == nil else { return nil }
    let good = releases.good.map { " --good \($0.version)" } ?? ""
    return .notBisected(command: "lockstep bisect --bad \(bad.version)\(good)")
  }

  private func proposal(_ key: String, _ title: String, _ reason: String) -> PostMortem.Proposal {
    let owner = configuration.contacts.first { $0.level == .primary }?.name
    return PostMortem.Proposal(
      key: key, title: title, reason: reason, owner: owner.map(discretion.text),
      due: incident.openedAt.adding(.weeks(2)).day)
  }

  /// What would close a gap; `nil` where nothing is to be done about it by rule.
  private static func remedy(for gap: PostMortem.Gap) -> (key: String, title: String)? {
    switch (gap.check, gap.standing) {
    case ("compatibility", .overridden):
      ("overrides", "Agree on who may override a verdict, and when")
    case ("compatibility", .inconclusive):
      ("comparison", "Make the public interface comparable, or release it as what it may be")
    case ("compatibility", _): nil
    case ("fleet run", .notRun), ("fleet run", .otherCommit):
      ("fleet-run", "Run the fleet on every candidate before it is released")
    case ("fleet run", .leftOut): ("whole-fleet", "Let the fleet run include every dependent")
    case ("fleet run", .overridden), ("fleet run", .failed):
      ("overrides", "Agree on who may override a verdict, and when")
    case ("fleet run", .passed): ("dependents-tests", "Add a test that fails with the bad version")
    case ("fleet run", _):
      ("unknown-dependents", "Make the dependents testable of whom nothing was learnt")
    case ("quality gates", _): ("gates", "Run the quality gates on every candidate")
    case ("rehearsal", _): ("rehearsal", "Rehearse the way back of every candidate")
    case ("contract", .notConfigured):
      ("contract", "Add a mock dependent that uses the foundation as the broken ones do")
    case ("integration", .notConfigured): nil
    case (_, .overridden): ("overrides", "Agree on who may override a verdict, and when")
    case (let check, .notRun), (let check, .skipped), (let check, .inconclusive),
      (let check, .failed):
      ("gate-\(check)", "Let the gate \(check) come to a verdict")
    case (let check, .passed):
      ("cover-\(check)", "Let the gate \(check) cover what broke")
    default: nil
    }
  }
}

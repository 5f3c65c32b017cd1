internal import LockstepCore
internal import LockstepVerification

extension FleetRunReport {
  /// The run as JUnit's XML, a test case for each dependent.
  ///
  /// A regressed dependent is a failure, an unknown one an error. One that was broken before, that is
  /// flaky or that was not run is a skipped test with its reason: nothing was proved of it, and nothing
  /// of it is the candidate's doing. So is a regressed one that somebody answers for. The dialect is the one that Jenkins and GitLab read.
  package var junit: String {
    let regressed = entries(.regressed).count
    let failures = waiver == nil ? regressed : 0
    let errors = entries(.unknown).count
    let skipped = regressed - failures + entries.count { $0.outcome.kind.isSkippedTest }
    let time = Verification.seconds(entries.reduce(0) { $0 + $1.outcome.seconds })
    var lines = [
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
      "<testsuites name=\"lockstep verify --fleet\" tests=\"\(entries.count)\" "
        + "failures=\"\(failures)\" errors=\"\(errors)\" time=\"\(time)\">",
      "<testsuite name=\"dependents\" tests=\"\(entries.count)\" failures=\"\(failures)\" "
        + "errors=\"\(errors)\" skipped=\"\(skipped)\" time=\"\(time)\">",
      "<properties>",
      "<property name=\"baseline\" value=\"\(XMLText.escaped(baseline))\"/>",
      "<property name=\"candidate\" value=\"\(XMLText.escaped(candidate))\"/>",
      "<property name=\"sandbox\" value=\"\(XMLText.escaped(apartness))\"/>",
      "</properties>",
    ]
    lines += entries.map { $0.junit(waiver: waiver) }
    return (lines + ["</testsuite>", "</testsuites>"]).joined(separator: "\n") + "\n"
  }
}

extension FleetOutcome.Kind {
  /// Whether a test's reader should take it for one that was not run.
  fileprivate var isSkippedTest: Bool {
    switch self {
    case .brokenBefore, .flaky, .skipped: true
    case .passed, .fixed, .regressed, .unknown: false
    }
  }
}

extension FleetRunReport.Entry {
  fileprivate func junit(waiver: String?) -> String {
    let head =
      "<testcase classname=\"lockstep.fleet\" name=\"\(XMLText.escaped(name.description))\" "
      + "time=\"\(Verification.seconds(outcome.seconds))\""
    let kind = outcome.kind.rawValue
    let message = XMLText.escaped("\(kind): \(told)")
    switch outcome.kind {
    case .passed, .fixed: return head + "/>"
    case .brokenBefore, .flaky, .skipped:
      return "\(head)><skipped message=\"\(message)\"/></testcase>"
    case .regressed:
      if let waiver {
        let answer = XMLText.escaped("\(kind): \(told) (overridden: \(waiver))")
        return "\(head)><skipped message=\"\(answer)\"/></testcase>"
      }
      return "\(head)><failure type=\"\(kind)\" message=\"\(message)\">"
        + XMLText.escaped(details) + "</failure></testcase>"
    case .unknown:
      return "\(head)><error type=\"\(kind)\" message=\"\(message)\">"
        + XMLText.escaped(details) + "</error></testcase>"
    }
  }

  /// What broke, a line each, and where the log is.
  private var details: String {
    let most = 100
    var lines = outcome.newErrors.prefix(most).map { "\($0.place): \($0.headline)" }
    lines += outcome.failedTests.prefix(most).map { "test fails: \($0)" }
    let left = outcome.newErrors.dropFirst(most).count + outcome.failedTests.dropFirst(most).count
    if left > 0 { lines.append("… and \(left) more") }
    if let log = outcome.log { lines.append("log: \(log)") }
    return lines.joined(separator: "\n")
  }
}

internal import LockstepCore
package import LockstepVerification

extension FleetRunReport {
  /// The outcomes in the order in which a reader wants to know of them.
  package static let order: [FleetOutcome.Kind] = [
    .regressed, .unknown, .flaky, .brokenBefore, .skipped, .fixed, .passed,
  ]

  /// The entries in that order, those of one outcome as they came.
  package var ordered: [Entry] { Self.order.flatMap(entries) }

  /// How many came out in which way: `1 regressed, 11 passed`.
  package var tally: String {
    Self.order.compactMap { kind in
      let number = entries(kind).count
      return number == 0 ? nil : "\(number) \(kind.rawValue)"
    }.joined(separator: ", ")
  }

  /// What follows from the run, in one line.
  package var conclusion: String {
    let regressed = entries(.regressed).count
    let unknown = entries(.unknown).count
    var parts: [String] = []
    if regressed > 0 {
      parts.append(
        "\(regressed) of \(counted(entries.count, "dependent")) regressed"
          + (waiver.map { " (overridden: \($0))" } ?? ""))
    }
    if unknown > 0 { parts.append("\(unknown) could not be decided") }
    if entries.isEmpty { return "nobody depends on the foundation, as far as can be seen" }
    return parts.isEmpty ? "nothing regressed" : parts.joined(separator: ", ")
  }

  /// What kept the programs of strangers from this machine, in words.
  package var apartness: String {
    sandboxAbsence.map { "build scripts and tests were not kept apart from this machine: \($0)" }
      ?? "build scripts and tests ran apart from this machine"
  }
}

extension FleetRunReport.Entry {
  /// The reason, and whom it is because of.
  package var told: String {
    let reason = outcome.reason.isEmpty ? outcome.kind.rawValue : outcome.reason
    return because.map { "because of \($0): \(reason)" } ?? reason
  }
}

extension FailedCompile {
  /// File, line and column, as a compiler writes them; the package where no file is known.
  package var place: String {
    guard let file = key.file else { return key.package }
    return "\(file):\(key.line ?? 1):\(column ?? 1)"
  }

  /// The code and the first line of the message.
  package var headline: String {
    let line = String(key.message.prefix { !$0.isNewline })
    return key.code.map { "\($0): \(line)" } ?? line
  }
}

/// What `git push --porcelain` says of each reference.
struct PushReport {
  /// The outcomes of the references that it speaks of.
  var outcomes: [RefName: PushOutcome] = [:]
  /// The references that did not stand where they were expected.
  var stale: Set<RefName> = []

  /// Reads the report: `<flag> TAB <from>:<to> TAB <summary>` for each reference.
  ///
  /// `errors` is what git wrote beside it; a server's own words are in there.
  init(parsing output: [UInt8], errors: [UInt8]) {
    let words = Self.remoteWords(in: errors)
    for line in output.split(separator: 10) {
      let fields = line.split(separator: 9, maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3, fields[0].count == 1, let flag = fields[0].first,
        let colon = fields[1].firstIndex(of: UInt8(ascii: ":")),
        let name = try? RefName(
          parsing: String(decoding: fields[1][(colon + 1)...], as: UTF8.self))
      else { continue }
      switch flag {
      case UInt8(ascii: "="): outcomes[name] = .already
      case UInt8(ascii: "!"):
        let summary = String(decoding: fields[2], as: UTF8.self)
        if summary.contains("(stale info)") { stale.insert(name) }
        outcomes[name] = .rejected(reason: Self.reason(summary, words))
      default: outcomes[name] = .done
      }
    }
  }

  /// `[remote rejected] (pre-receive hook declined)` and the hook's words become one sentence.
  private static func reason(_ summary: String, _ words: [String]) -> String {
    var reason = ForeignText.cleaned(summary)
    if let open = reason.firstIndex(of: "("), reason.hasSuffix(")") {
      reason = String(reason[reason.index(after: open)...].dropLast())
    }
    guard summary.contains("[remote rejected]"), !words.isEmpty else { return reason }
    return "\(reason): \(words.joined(separator: " "))"
  }

  private static func remoteWords(in errors: [UInt8]) -> [String] {
    ForeignText.lines(errors).compactMap { line in
      guard line.hasPrefix("remote:") else { return nil }
      let words = ForeignText.cleaned(line.dropFirst("remote:".count))
      return words.isEmpty ? nil : words
    }
  }
}

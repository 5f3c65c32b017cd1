package import LockstepCore

/// A clock that shows an earlier time than the ledger's last event bears.
package struct ClockBehindLedger: ExplainedError, Hashable {
  /// What this machine's clock shows.
  package var now: Timestamp

  /// The time of the ledger's last event.
  package var tip: Timestamp

  /// Who wrote that event.
  package var author: Author

  package init(now: Timestamp, tip: Timestamp, author: Author) {
    self.now = now
    self.tip = tip
    self.author = author
  }

  /// By how many seconds the clock is behind.
  package var seconds: Int64 { tip.secondsSince1970 - now.secondsSince1970 }

  package var explanation: Explanation {
    Explanation(
      "this machine's clock is behind the ledger by \(Span.seconds(seconds))",
      why: [
        "the clock shows \(now); the ledger's last event is of \(tip), "
          + "written by \(author.name) on \(author.host)",
        "notice periods are counted from these times, so they never run backwards",
      ],
      hints: [
        "set this machine's clock (with NTP: `timedatectl`), and repeat the command",
        "if the clock of \(author.host) was the wrong one, set it, and wait until \(tip)",
      ])
  }
}

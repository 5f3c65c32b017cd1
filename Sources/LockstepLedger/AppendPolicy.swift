/// How long an append is tried, and how long the remote may take to answer.
package struct AppendPolicy: Hashable, Sendable {
  /// How often an append is tried before it is given up as contended.
  package var attempts: Int

  /// The longest pause between two attempts.
  package var longestPause: Duration

  /// How long one exchange with the remote may take.
  package var networkTimeout: Duration

  /// A clock that is behind by no more than this is waited for, rather than refused.
  ///
  /// Times have whole seconds, so two clocks a millisecond apart can differ by one.
  package var clockPatience: Duration

  package init(
    attempts: Int = 60, longestPause: Duration = .milliseconds(800),
    networkTimeout: Duration = .seconds(120), clockPatience: Duration = .seconds(2)
  ) {
    self.attempts = attempts
    self.longestPause = longestPause
    self.networkTimeout = networkTimeout
    self.clockPatience = clockPatience
  }

  /// The pause after a lost race: doubling from 10 ms, and spread by `token`, which differs between
  /// processes, so that those who met once do not meet again and again.
  package func pause(afterAttempt attempt: Int, token: String) -> Duration {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in token.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let ceiling = min(.milliseconds(10) * (1 << min(attempt, 10)), longestPause)
    let share = Double(hash >> 11) / Double(1 << 53)
    return ceiling / 4 + ceiling * 3 / 4 * share
  }
}

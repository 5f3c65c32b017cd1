package import LockstepChannels
package import LockstepCore

/// What an announcement would say, to whom, and from when the release would be allowed.
package struct NoticePlan: Sendable {
  /// What one dependent's maintainers are told.
  package struct Letter: Sendable {
    package let name: RepositoryName
    package let message: Message
    package let channels: [String]
    /// Why it is told now, as a clause; `nil` where its earlier notice stands.
    package let reason: String?
    /// Since when its clock runs; `nil` while it does not.
    package let since: Timestamp?
    /// The channels that have not delivered its notice.
    package let missing: [String]

    /// The message's title.
    package var title: String { message.title }
    /// The message's text without any markup.
    package var plainBody: String { PlainText.write(message.body) }
  }

  package let facts: ReleaseFacts
  package let letters: [Letter]
  /// What a person should know beside it, a line each.
  package let remarks: [String]
  /// Why the record must not have it, where everybody reads that; `nil` where it may.
  package let objection: RecordTooPublic?
  /// What would be recorded; its addressees are the letters'.
  package let record: NoticeRecord
  /// Whether the ledger says all of it already, and nothing new is to be told.
  package let isRecorded: Bool

  /// The letters that are sent now.
  package var new: [Letter] { letters.filter { $0.reason != nil } }
}

/// How an announcement went.
package struct NoticeOutcome: Sendable {
  package let plan: NoticePlan
  /// What the clock says now.
  package let verdict: NoticeVerdict
  /// The channels of which nothing is to be expected, each with the reason.
  package let dead: [(channel: String, reason: String)]
  /// Messages that were not delivered: the channel and why.
  package let undelivered: [(channel: String, reason: String)]
  /// Channels whose quiet hours hold a message back, and until when.
  package let held: [(channel: String, until: Timestamp)]

  /// 0 where everybody was told.
  package var exitStatus: ExitStatus { undelivered.isEmpty ? .done : .failed }
}

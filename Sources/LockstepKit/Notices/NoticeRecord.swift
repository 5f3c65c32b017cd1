package import LockstepCore
package import LockstepGit

/// What the ledger keeps of an announcement.
package struct NoticeRecord: Codable, Hashable, Sendable {
  /// The kind of the event.
  package static let kind = "notice.announced"

  /// One dependent whose maintainers are told.
  package struct Addressee: Codable, Hashable, Sendable {
    package var name: RepositoryName
    /// The breaking changes that touch it, each as `rule item`.
    package var changes: [String]
    /// Where its maintainers are told.
    package var channels: [String]
    /// The message's key.
    package var key: String
    /// Whether it is told anew; else its earlier notice stands.
    package var isNew: Bool

    package init(
      name: RepositoryName, changes: [String], channels: [String], key: String, isNew: Bool
    ) {
      self.name = name
      self.changes = changes
      self.channels = channels
      self.key = key
      self.isNew = isNew
    }
  }

  /// What the clock belongs to: the last released version, or `initial`.
  package var series: String
  package var version: Version
  package var bump: Bump
  package var candidate: ObjectID
  /// How long the notice has to stand.
  package var notice: Span
  package var addressees: [Addressee]
  /// Whether somebody chose to record it although everybody reads the record.
  package var inPublic: Bool?

  package init(
    series: String, version: Version, bump: Bump, candidate: ObjectID, notice: Span,
    addressees: [Addressee]
  ) {
    self.series = series
    self.version = version
    self.bump = bump
    self.candidate = candidate
    self.notice = notice
    self.addressees = addressees
  }
}

/// Somebody answers for releasing without a notice.
package struct NoticeWaiver: Codable, Hashable, Sendable {
  /// The kind of the event.
  package static let kind = "notice.waived"

  package var series: String
  /// The dependents that need no notice; all of them, for the candidate below, where it is empty.
  package var dependents: [RepositoryName]
  package var candidate: ObjectID
  package var because: String

  package init(
    series: String, dependents: [RepositoryName], candidate: ObjectID, because: String
  ) {
    self.series = series
    self.dependents = dependents
    self.candidate = candidate
    self.because = because
  }
}

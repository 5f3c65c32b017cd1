package import LockstepCore
package import LockstepGit

/// Everything that the ledger tells of an incident, put in the order in which a post-mortem asks for it.
///
/// It is a fold: the same events and the same configuration give the same post-mortem, to the byte. What only
/// people know is not in it; they write it beside, in the document that ``PostMortemContent`` makes of it.
package struct PostMortem: Codable, Hashable, Sendable {
  package var incident: Heading
  package var foundation: String
  package var releases: Releases
  package var impact: Impact
  package var timeline: [Moment]
  package var detection: Detection
  package var cause: Cause
  package var remarks: [Remark]
  package var gaps: [Gap]
  package var actions: [Proposal]
  package var nextRelease: NextRelease?
  /// When the last event was that is told.
  package var asOf: Timestamp
  /// What was left out of a form that may stand in public, a line each; empty where nothing was.
  package var withheld: [String]

  /// What stands at the top.
  package struct Heading: Codable, Hashable, Sendable {
    package var id: String
    package var title: String
    package var severity: IncidentSeverity
    package var openedAt: Timestamp
    /// Empty where people's names are left out.
    package var openedBy: String
    package var acknowledgedAt: Timestamp?
    package var acknowledgedBy: String?
    package var closedAt: Timestamp?
    /// Who had which role at the end, in the order of the roles; empty where people's names are left out.
    package var roles: [Role]
  }

  /// What somebody did in the incident.
  package struct Role: Codable, Hashable, Sendable {
    package var role: IncidentRole
    package var person: String
  }

  /// The versions that it is about.
  package struct Releases: Codable, Hashable, Sendable {
    package var bad: ReleasedVersion?
    package var good: ReleasedVersion?
    package var hotfix: ReleasedVersion?
    /// When the bad version was public.
    package var publishedAt: Timestamp?
    /// When it was withdrawn from its registry.
    package var yankedAt: Timestamp?
    /// When its replacement was public.
    package var hotfixAt: Timestamp?
    /// No rollback names the bad version: it is taken to be the last one before the incident.
    package var isAssumed: Bool
  }

  /// Whom it touched, and for how long.
  package struct Impact: Codable, Hashable, Sendable {
    package var exposures: [ExposureSpan]
    /// The dependents that do not build or pass their tests with the bad version.
    package var broken: [String]
    /// Dependents that could not get it.
    package var safe: Int

    /// The hours of all dependents together.
    package var hours: Double { exposures.compactMap(\.hours).reduce(0, +) }
  }

  /// How long one dependent had the bad version, or could get it.
  package struct ExposureSpan: Codable, Hashable, Sendable {
    package var name: String
    /// `updated by the rollout`, `floats`, `follows`, `locked`, `can resolve`.
    package var how: String
    package var from: Timestamp?
    /// `nil` where it still has it.
    package var until: Timestamp?
    /// How it ended: `pinned`, `hotfix`, `still exposed`.
    package var end: String
    /// It is known only that it cannot have begun earlier.
    package var isAtMost: Bool

    /// How long it was; `nil` where one of the ends is not known.
    package var hours: Double? {
      guard let from, let until else { return nil }
      return Double(max(0, until.span(since: from).seconds)) / 3600
    }
  }

  /// One line of the course, with what proves it.
  package struct Moment: Codable, Hashable, Sendable {
    package var at: Timestamp
    package var text: String
    package var by: String
    /// The commit of the ledger.
    package var entry: ObjectID
    /// Pages that show it.
    package var links: [String]
  }

  /// Who or what noticed, and when.
  package struct Detection: Codable, Hashable, Sendable {
    package var trigger: String
    package var at: Timestamp
    /// How long the bad version was public by then, in seconds; `nil` where that is not known.
    package var after: Span?
    /// How long it took until somebody took the incident.
    package var acknowledgedAfter: Span?
  }

  /// Why it happened.
  package enum Cause: Codable, Hashable, Sendable {
    case found([BisectReport.Culprit])
    /// One of several commits; those between could not be tried.
    case narrowed([BisectRecord.Range])
    /// Nobody looked; the command that does.
    case notBisected(command: String)
    /// Told when the incident is over.
    case withheld
  }

  /// What the record shows to have gone well or badly, or better than anybody had a right to expect.
  package struct Remark: Codable, Hashable, Sendable {
    package enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
      case well, badly, lucky
    }

    package var kind: Kind
    package var text: String
  }

  /// A check that should have caught it, and why it did not.
  package struct Gap: Codable, Hashable, Sendable {
    package enum Standing: String, Codable, Hashable, Sendable {
      /// It said so, and somebody answered for going on.
      case overridden
      case failed
      case inconclusive
      case skipped
      case notRun = "not-run"
      /// It ran on another commit than the one that was released.
      case otherCommit = "other-commit"
      case notConfigured = "not-configured"
      /// It ran, and did not look at what broke.
      case leftOut = "left-out"
      /// It ran, looked, and saw nothing.
      case passed
    }

    package var check: String
    package var standing: Standing
    package var text: String
  }

  /// Something to be done, as the record suggests it.
  package struct Proposal: Codable, Hashable, Sendable {
    /// What its section is found by: a short name that stays.
    package var key: String
    package var title: String
    package var reason: String
    package var owner: String?
    /// A day, `2026-02-17`.
    package var due: String
  }

  /// How the changes that were taken back come out again.
  package struct NextRelease: Codable, Hashable, Sendable {
    package var version: Version
    package var bump: Bump
    /// The gates that have to be green.
    package var gates: [String]
    package var notice: Span
    package var approvals: Int
    package var window: Span
    /// The earliest moment, where the notice goes out when this post-mortem ends.
    package var earliest: Timestamp
    /// Whether the changes break dependents, so that a migration guide has to come with them.
    package var needsGuide: Bool
  }
}

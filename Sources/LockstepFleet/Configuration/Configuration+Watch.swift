package import LockstepCore

extension Configuration {
  /// `[watch]`: what is looked at after a release, how often, and what follows.
  package struct Watch: Hashable, Sendable {
    /// How often a source is looked at, and what one look may cost.
    package struct Timing: Hashable, Sendable {
      /// The time from one look to the next.
      package var interval: Span
      /// The longest that one look may take; after that the source has no data.
      package var budget: Span
      /// The most dependents that one look asks a remote or a forge about; a larger fleet is looked at in
      /// turn. The default keeps a look every five minutes within the requests that GitHub allows an hour.
      package var dependents: Int

      /// Creates a timing.
      package init(
        interval: Span = .minutes(5), budget: Span = .minutes(2), dependents: Int = 200
      ) {
        self.interval = interval
        self.budget = budget
        self.dependents = dependents
      }
    }

    /// The timing of every source that has none of its own.
    package var timing: Timing
    /// The sources with a timing of their own.
    package var sources: [WatchSource: Timing]
    /// The sources that are not looked at.
    package var off: [WatchSource]
    /// The sources without whose data a round has not succeeded.
    package var needs: [WatchSource]
    /// How long a source may have no data before somebody is told.
    package var silence: Span
    /// How long a pin, or a notice that nobody answered, may stand before somebody is told.
    package var overdue: Span
    /// How long a finding has to be gone before it counts as news when it comes back.
    package var calm: Span
    /// The labels of issues that tell of a critical bug.
    package var labels: [String]
    /// Files and folders with measurements, from the configuration's folder on.
    package var benchmarks: [String]
    /// A folder with advisories, instead of the tool's own.
    package var advisories: String?
    /// The least severity of which people are told; `nil` for none.
    package var tells: Severity?
    /// The least severity that opens an incident; `nil` for none.
    package var opens: Severity?

    /// Creates the default watch.
    package init() {
      timing = Timing()
      sources = [:]
      off = []
      needs = []
      silence = .days(1)
      overdue = .weeks(1)
      calm = .hours(1)
      labels = ["critical", "security"]
      benchmarks = []
      advisories = nil
      tells = .minor
      opens = .major
    }

    /// How often `source` is looked at, and how long that may take.
    package func timing(of source: WatchSource) -> Timing { sources[source] ?? timing }
  }

  /// Where a watch gets its data from.
  package enum WatchSource: String, Hashable, Sendable, CaseIterable, Codable {
    /// What the ledger says of the dependents: fleet runs, and the judged parts of a rollout.
    case fleet
    /// The forge's checks of each dependent, against their state before its update.
    case checks
    /// Measurements over time.
    case benchmarks
    /// Advisories for the foundation's and the dependents' lock files.
    case advisories
    /// Issues of the foundation with certain labels.
    case issues
    /// Whether registry, tags, forge releases, changelog and manifests agree.
    case drift
    /// Pins that were never taken back.
    case pins
    /// Notices that were not delivered, or that nobody answered.
    case notices
    /// Dependents that are behind the supported versions.
    case support
  }

  /// How bad it is when a trigger fires.
  package enum Severity: String, Hashable, Sendable, CaseIterable, Codable, Comparable {
    /// Somebody should know.
    case minor
    /// Dependents are broken, or slower.
    case major
    /// Data is lost, or a secret is out.
    case critical

    package static func < (one: Self, other: Self) -> Bool {
      (allCases.firstIndex(of: one) ?? 0) < (allCases.firstIndex(of: other) ?? 0)
    }
  }

  /// One `[[triggers.command]]`: a program that says whether something is wrong.
  package struct TriggerCommand: Hashable, Sendable {
    /// How the trigger is called.
    package var name: String
    /// The program and its arguments; it runs in the configuration's folder.
    package var run: [String]
    /// How bad it is when it fires.
    package var severity: Severity
    /// How often it is asked, and how long that may take; the watch's own where it is `nil`.
    package var timing: Watch.Timing?

    /// Creates a trigger.
    package init(
      name: String, run: [String], severity: Severity = .major, timing: Watch.Timing? = nil
    ) {
      self.name = name
      self.run = run
      self.severity = severity
      self.timing = timing
    }
  }
}

/// A least severity as the file writes it: a severity, or `never`.
enum SeverityFloor: String, CaseIterable {
  case minor
  case major
  case critical
  case never

  /// The severity; `nil` for `never`.
  var severity: Configuration.Severity? { Configuration.Severity(rawValue: rawValue) }

  init(_ severity: Configuration.Severity?) {
    self = severity.flatMap { Self(rawValue: $0.rawValue) } ?? .never
  }
}

/// One breaking change as a guide tells it: everything that changed about one item.
package struct GuideChange: Hashable, Sendable {
  /// One rule that the change breaks.
  package struct Break: Hashable, Sendable {
    /// The rule's id.
    package var kind: String
    /// What changed, in one sentence.
    package var message: String
    /// Whom it hits, and why.
    package var explanation: String
    /// A page that says so.
    package var reference: String?
    /// The declarations on both sides, and where they stand (`src/lib.rs:12`).
    package var before: Declaration?
    package var after: Declaration?

    package init(
      kind: String, message: String, explanation: String, reference: String? = nil,
      before: Declaration? = nil, after: Declaration? = nil
    ) {
      self.kind = kind
      self.message = message
      self.explanation = explanation
      self.reference = reference
      self.before = before
      self.after = after
    }
  }

  /// A declaration on one side.
  package struct Declaration: Hashable, Sendable {
    package var text: String
    package var place: String?

    package init(text: String, place: String? = nil) {
      self.text = text
      self.place = place
    }
  }

  /// The public path, or what the manifest calls it.
  package var item: String
  package var breaks: [Break]

  package init(item: String, breaks: [Break]) {
    self.item = item
    self.breaks = breaks
  }

  /// The rules' ids, each once.
  package var kinds: [String] {
    breaks.map(\.kind).reduce(into: []) { kinds, kind in
      if !kinds.contains(kind) { kinds.append(kind) }
    }
  }

  /// Whether the change is one of Rust code, so that an example can show it; what only the manifest
  /// says has no path.
  var isCode: Bool { item.contains("::") || breaks.contains { $0.before?.place != nil } }

  /// What kind of thing the item is, where its name alone does not say it.
  var noun: String? {
    guard let kind = breaks.first?.kind else { return nil }
    if kind.hasPrefix("feature_") { return "Feature" }
    if kind.hasPrefix("optional_dependency_") { return "Optional dependency" }
    if kind.hasPrefix("public_dependency_") { return "Dependency" }
    if kind.hasPrefix("library_") { return "Library" }
    return nil
  }
}

/// Where one breaking change hits one dependent.
package struct GuideHit: Hashable, Sendable {
  /// The dependent's name.
  package var dependent: String
  /// The places in it: `src/lib.rs:12`, in their order, each once.
  package var places: [String]

  package init(dependent: String, places: [String]) {
    self.dependent = dependent
    self.places = places
  }
}

/// What is known about the dependents, and how.
package struct GuideImpact: Hashable, Sendable {
  /// How it was found out.
  package enum Source: String, Hashable, Sendable {
    /// Every dependent was compiled against the candidate.
    case compiled
    /// Read off the dependents' sources: an estimate.
    case estimate
    /// Nobody looked.
    case none
  }

  package var source: Source
  /// The day on which the dependents were compiled, as `2026-02-03`.
  package var day: String?
  /// Why nobody could look, where somebody tried.
  package var reason: String?
  /// The dependents that break, by the item that is to blame; `""` for breaks that no single change
  /// explains.
  package var hits: [String: [GuideHit]]
  /// How many dependents were looked at.
  package var dependents: Int
  /// Dependents of which nothing could be learnt, sorted.
  package var unknown: [String]

  package init(
    source: Source, day: String? = nil, reason: String? = nil, hits: [String: [GuideHit]] = [:],
    dependents: Int = 0,
    unknown: [String] = []
  ) {
    self.source = source
    self.day = day
    self.reason = reason
    self.hits = hits
    self.dependents = dependents
    self.unknown = unknown
  }

  /// Nobody looked.
  package static let none = GuideImpact(source: .none)
}

/// Everything that a guide is generated from.
package struct GuideFacts: Hashable, Sendable {
  /// The foundation's package.
  package var package: String
  /// The version that the guide leads to, and the sides as the reader calls them.
  package var version: String
  package var baseline: String
  /// The breaking changes, in their order.
  package var changes: [GuideChange]
  /// What could not be compared.
  package var undecided: [String]
  package var impact: GuideImpact
  /// How long the notice stands and the release may take, as policy has it.
  package var notice: String
  package var window: String
  /// Whom to ask, a line each.
  package var contacts: [String]

  package init(
    package: String, version: String, baseline: String, changes: [GuideChange],
    undecided: [String] = [], impact: GuideImpact = .none, notice: String, window: String,
    contacts: [String] = []
  ) {
    self.package = package
    self.version = version
    self.baseline = baseline
    self.changes = changes
    self.undecided = undecided
    self.impact = impact
    self.notice = notice
    self.window = window
    self.contacts = contacts
  }
}

internal import LockstepCore

/// A post-mortem as a document that people and this program write together.
///
/// The record's part is written anew each time; people write the places between, and change owners and days
/// of the actions as they see fit.
package struct PostMortemContent: LivingContent {
  let facts: PostMortem
  private let texts: PostMortemText

  /// Makes the document of what the ledger tells.
  package init(_ facts: PostMortem) {
    self.facts = facts
    texts = PostMortemText(facts)
  }

  package var title: String {
    "# Post-mortem of \(LivingMarkdown.words(facts.incident.id)): "
      + "\(LivingMarkdown.words(facts.incident.title))\n"
  }

  package var parts: [String] { Part.allCases.map(\.rawValue) }

  /// The parts above the actions.
  enum Part: String, CaseIterable {
    case summary, impact, timeline, detection, cause, well, badly, lucky, gaps, next

    var heading: String {
      switch self {
      case .summary: "Summary"
      case .impact: "Impact"
      case .timeline: "Timeline"
      case .detection: "Trigger and detection"
      case .cause: "Root cause"
      case .well: "What went well"
      case .badly: "What went badly"
      case .lucky: "Where we were lucky"
      case .gaps: "Testing gaps"
      case .next: "The next release"
      }
    }

    /// What people have to write; `nil` where the record may be enough.
    var ask: String? {
      switch self {
      case .summary:
        "what happened and what was done, in a few sentences, for somebody who was not there."
      case .impact: "what it meant for those who use what was hit."
      case .cause: "why the change was made, and why it looked right."
      case .gaps: "which test would have told, and why there was none."
      case .timeline, .detection, .well, .badly, .lucky, .next: nil
      }
    }
  }

  package func skeleton(of part: String) -> String {
    guard let part = Part(rawValue: part) else { return "" }
    let generated =
      LivingMarker(.generated, [("name", part.rawValue)]).line + "\n"
      + LivingMarker(.generatedEnd).line + "\n"
    let place =
      part.ask.map { "\n" + LivingMarker.emptyPlace(part.rawValue, $0) }
      ?? "\n<!-- Write here what the record does not know. -->\n"
    return "\n## \(part.heading)\n\n\(generated)\(place)"
  }

  package func text(of part: String) -> String? {
    Part(rawValue: part).map { texts.text(of: $0) }
  }

  package var sectionsHeading: String {
    "\n## Actions\n\n"
      + LivingMarker.emptyPlace(
        "actions", "further actions, each with an owner and a day; “none” where there is none.")
  }

  package var subjects: [LivingSubject] {
    facts.actions.map { action in
      LivingSubject(
        item: action.key, text: texts.text(of: action),
        places: [.init(name: Self.place, skeleton: skeleton(of: action))])
    }
  }

  /// The place of an action.
  static let place = "action"
  /// How the lines begin that name an action's owner and its day.
  static let ownerLabel = "- Owner:"
  static let dueLabel = "- Due:"
  private static let actionAsk = LivingMarker.emptyLine(
    "what is done; “rejected”, with the reason, is an answer too.")

  private func skeleton(of action: PostMortem.Proposal) -> String {
    """

    \(LivingMarker(.place, [("name", Self.place)]).line)
    \(owner(of: action))
    \(Self.dueLabel) \(action.due)

    \(Self.actionAsk)

    """
  }

  private func owner(of action: PostMortem.Proposal) -> String {
    let owner = action.owner.map(LivingMarkdown.words) ?? "<!-- \(LivingMarker.empty) -->"
    return "\(Self.ownerLabel) \(owner)"
  }

  package func isGiven(_ line: Substring) -> Bool {
    line.isEmpty || line == Self.actionAsk
      || facts.actions.contains { line == owner(of: $0) || line == "\(Self.dueLabel) \($0.due)" }
      // Of an action that is gone only the proposal's form is known.
      || (facts.actions.isEmpty
        && (line.hasPrefix(Self.ownerLabel) || line.hasPrefix(Self.dueLabel)))
  }

  package func text(ofGone item: String) -> String {
    """
    ### \(LivingMarkdown.code(item))

    The record does not ask for it any more. What was written is kept here; delete the section when \
    nobody needs it.
    """
  }

  package var goneHeading: String { "## No longer proposed" }
}

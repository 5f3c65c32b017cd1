/// A migration guide's generated text and its skeleton, as a living document takes them.
package struct GuideContent: LivingContent {
  private let facts: GuideFacts
  private let texts: GuideText

  /// Makes the guide of what is known about a release.
  package init(_ facts: GuideFacts) {
    self.facts = facts
    texts = GuideText(facts)
  }

  package var title: String { GuideSkeleton.title(facts) }
  package var parts: [String] { GuideSkeleton.parts }
  package func skeleton(of part: String) -> String { GuideSkeleton.part(part, of: facts) }
  package func text(of part: String) -> String? { texts.part(part) }
  package var sectionsHeading: String { GuideSkeleton.changes }

  package var subjects: [LivingSubject] {
    facts.changes.map { change in
      LivingSubject(
        item: change.item, kinds: change.kinds, text: texts.section(of: change),
        places: [
          .init(name: "why", skeleton: GuideSkeleton.why),
          .init(name: "migrate", skeleton: GuideSkeleton.migrate(change, facts)),
        ])
    }
  }

  package func isGiven(_ line: Substring) -> Bool { GuideSkeleton.holds(line) }
  package func text(ofGone item: String) -> String { texts.gone(item) }
  package var goneHeading: String { GuideText.goneHeading }
}

/// What people find in a guide when they begin to write: headings, places, examples to fill in.
///
/// From then on it is theirs: nothing of it is written a second time.
enum GuideSkeleton {
  private static let whyAsk = "why this had to change, and what is better for it."
  private static let migrateAsk = "what to do instead, step by step."
  private static let beforeAsk = "// \(LivingMarker.empty): code as it was written for "
  private static let afterAsk = "// \(LivingMarker.empty): the same for "

  /// Every line of a section that names no version.
  private static let lines: Set<String> = [
    "", "#### Why", "#### How to migrate", "```", "```rust,before", "```rust,after",
    LivingMarker.emptyLine(whyAsk),
    LivingMarker.emptyLine(migrateAsk),
  ]

  /// Whether a line stands in every section from the beginning, so that nobody wrote it.
  static func holds(_ line: Substring) -> Bool {
    lines.contains(String(line))
      || [beforeAsk, afterAsk].contains { line.hasPrefix($0) && line.count < $0.count + 64 }
  }

  /// The parts above the sections, in their order.
  static let parts = ["summary", "timeline", "contacts"]

  /// The title of a new guide.
  static func title(_ facts: GuideFacts) -> String {
    "# Migrating to \(LivingMarkdown.escaped(facts.package)) \(facts.version)\n"
  }

  /// One of the parts above the sections; its generated text is filled in afterwards.
  static func part(_ name: String, of facts: GuideFacts) -> String {
    let generated =
      LivingMarker(.generated, [("name", name)]).line + "\n" + LivingMarker(.generatedEnd).line
      + "\n"
    switch name {
    case "timeline":
      let ask = "the days of the notice, of the release and of the end of its window."
      return "\n## Timeline\n\n\(generated)\n\(LivingMarker.emptyPlace("timeline", ask))"
    case "contacts":
      let ask = "who answers questions, and where."
      return "\n## Whom to ask\n\n\(generated)"
        + (facts.contacts.isEmpty ? "\n" + LivingMarker.emptyPlace("contacts", ask) : "")
    default: return "\n\(generated)"
    }
  }

  /// The heading above the sections of a new guide.
  static let changes = "\n## Breaking changes\n"

  /// The place *why* of a section, with its heading.
  static let why =
    "\n#### Why\n\n"
    + LivingMarker.emptyPlace("why", whyAsk)

  /// The place *how to migrate* of a section, with its heading and its examples.
  static func migrate(_ change: GuideChange, _ facts: GuideFacts) -> String {
    var text = "\n#### How to migrate\n\n" + LivingMarker.emptyPlace("migrate", migrateAsk)
    guard change.isCode else { return text }
    text += """

      ```rust,before
      \(beforeAsk)\(LivingMarkdown.plain(facts.baseline))
      ```

      ```rust,after
      \(afterAsk)\(facts.version)
      ```

      """
    return text
  }
}

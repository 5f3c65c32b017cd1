@testable import LockstepKit

/// Facts for the tests of guides.
enum GuideSamples {
  static func change(
    _ item: String, _ kinds: String..., before: String = "pub fn old()", after: String? = nil
  ) -> GuideChange {
    GuideChange(
      item: item,
      breaks: kinds.map { kind in
        GuideChange.Break(
          kind: kind, message: "`\(item)` is another one", explanation: "Whoever uses it stops.",
          reference: "https://doc.rust-lang.org/cargo/reference/semver.html",
          before: GuideChange.Declaration(text: before, place: "src/lib.rs:3"),
          after: after.map { GuideChange.Declaration(text: $0, place: "src/lib.rs:4") })
      })
  }

  static func facts(
    _ changes: [GuideChange], impact: GuideImpact = .none, undecided: [String] = [],
    contacts: [String] = ["Core team (primary), slack #core"]
  ) -> GuideFacts {
    GuideFacts(
      package: "demo", version: "3.0.0", baseline: "v2.0.5", changes: changes,
      undecided: undecided, impact: impact, notice: "2 weeks", window: "8 weeks",
      contacts: contacts)
  }

  static let rank = change("demo::Record::rank", "method_return_type_changed", after: "pub fn x()")
  static let node = change("demo::Node", "struct_missing")

  /// What the review asks for.
  static func wanted(_ changes: [GuideChange]) -> [(item: String, kinds: [String])] {
    changes.map { ($0.item, $0.kinds) }
  }

  /// A guide in which everything is written.
  static func written(_ facts: GuideFacts) -> String {
    LivingLines.split(LivingDocument.new(GuideContent(facts)).document.text).map { line in
      guard line.contains(LivingMarker.empty) else { return String(line) }
      return line.hasPrefix("//") ? "demo::call();\n" : "People wrote this.\n"
    }.joined()
  }
}

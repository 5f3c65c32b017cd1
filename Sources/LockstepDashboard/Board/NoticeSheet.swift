internal import LockstepCore
internal import LockstepKit

/// A page that says one thing, and what to do.
struct NoticeSheet {
  private let title: String
  private let text: String
  private let hints: [String]

  init(_ title: String, _ text: String, hints: [String] = []) {
    self.title = title
    self.text = text
    self.hints = hints
  }

  /// The answer to a link that takes nothing, with its status.
  static func refusing(_ reading: LinkReading) -> (status: Int, sheet: NoticeSheet) {
    let hints = [
      "open the newest message of the incident: each has a link of its own",
      "or take it in a clone of the foundation: `lockstep incident ack -x`",
    ]
    switch reading {
    case .expired(let until):
      return (
        410,
        NoticeSheet(
          "This link takes no incident any more", "It counted until \(until).", hints: hints)
      )
    case .notOurs:
      return (
        403,
        NoticeSheet(
          "This link takes no incident",
          "It was not made for this dashboard, or it was cut or changed on its way.", hints: hints)
      )
    case .unprovable, .proved:
      return (
        503,
        NoticeSheet(
          "Links cannot be answered here at the moment",
          "The dashboard does not have the key that proves them.", hints: Array(hints.dropFirst()))
      )
    }
  }

  var page: Page {
    Page(title, use: .served()) {
      tag("h1", title)
      tag("p", text)
      if !hints.isEmpty {
        tag("h2", "What to do")
        tag("ul") { for hint in hints { tag("li") { MarkdownInline(hint).markup } } }
      }
    }
  }
}

internal import LockstepCore
package import LockstepKit

/// A post-mortem as one page: how long everybody was exposed, and the document with what people wrote.
package struct PostMortemSheet {
  private let facts: PostMortem
  private let text: String

  /// - Parameter text: The document, in Markdown.
  package init(_ facts: PostMortem, text: String) {
    self.facts = facts
    self.text = text
  }

  /// The file.
  package var html: String {
    let parts = MarkdownMarkup(text).markup
    return Page("Post-mortem of \(facts.incident.id): \(facts.incident.title)") {
      // The document begins with its title.
      tag("header") {
        Array(parts.prefix(1))
        tag("p", ["class": "verdict \(shade)"], standing)
      }
      if let chart = ExposureChart(facts.impact.exposures) { chart.markup }
      Array(parts.dropFirst())
    }.html
  }

  private var shade: String {
    switch (facts.incident.closedAt, facts.incident.severity) {
    case (_?, _): "good"
    case (nil, .minor): "warn"
    case (nil, _): "bad"
    }
  }

  private var standing: String {
    facts.incident.severity.rawValue
      + (facts.incident.closedAt.map { ", closed \($0)" } ?? ", open")
  }
}

/// How long each dependent had the bad version: a bar each, on one axis of time.
struct ExposureChart {
  private let spans: [PostMortem.ExposureSpan]
  private let start: Timestamp
  private let length: Int64

  private static let most = 60
  private static let row = 22
  private static let left = 230
  private static let width = 860

  /// `nil` where nobody is known to have had it for a time.
  init?(_ exposures: [PostMortem.ExposureSpan]) {
    let known = exposures.filter { $0.from != nil }
    guard let start = known.compactMap(\.from).min(),
      let end = known.compactMap({ $0.until ?? $0.from }).max(), end > start
    else { return nil }
    spans = Array(known.prefix(Self.most))
    self.start = start
    length = end.span(since: start).seconds
  }

  var markup: Markup {
    let height = spans.count * Self.row + 26
    return tag(
      "svg",
      [
        "class": "exposures", "role": "img", "viewBox": "0 0 \(Self.width) \(height)",
        "aria-label": "How long each dependent had the bad version",
      ]
    ) {
      for (number, span) in spans.enumerated() { bar(span, at: number * Self.row + 4) }
      tag(
        "text", ["class": "faint", "x": "\(Self.left)", "y": "\(height - 6)"], "\(start)")
      tag(
        "text",
        [
          "class": "faint", "x": "\(Self.width - 4)", "y": "\(height - 6)", "text-anchor": "end",
        ], "\(start.adding(Span(seconds: length)))")
    }
  }

  private func bar(_ span: PostMortem.ExposureSpan, at y: Int) -> [Markup] {
    let from = place(span.from ?? start)
    let until = place(span.until ?? start.adding(Span(seconds: length)))
    let shade = span.until == nil ? "bad" : span.isAtMost ? "calm" : "warn"
    return [
      tag(
        "text",
        ["x": "\(Self.left - 10)", "y": "\(y + 12)", "text-anchor": "end"],
        FleetRunDocument.short(span.name, 32)),
      tag(
        "rect",
        [
          "class": shade, "x": "\(from)", "y": "\(y)", "width": "\(max(3, until - from))",
          "height": "14", "rx": "3",
        ]
      ) { tag("title", "\(span.name): \(span.how), \(span.end)") },
    ]
  }

  private func place(_ time: Timestamp) -> Int {
    let room = Int64(Self.width - Self.left - 10)
    let passed = min(max(0, time.span(since: start).seconds), length)
    // Years in seconds times pixels stay far below the bound of 64 bits.
    return Self.left + Int(passed * room / max(1, length))
  }
}

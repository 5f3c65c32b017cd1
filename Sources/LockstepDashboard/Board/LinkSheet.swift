internal import LockstepCore
internal import LockstepKit

/// What a link of a message opens: who takes what, and one button that does it.
struct LinkSheet {
  private let sheet: IncidentSheet
  private let claim: LinkClaim

  init(_ sheet: IncidentSheet, _ claim: LinkClaim) {
    self.sheet = sheet
    self.claim = claim
  }

  private var incident: Incident { sheet.incident }
  private var isFree: Bool { incident.isOpen && incident.acknowledgedAt == nil }

  var page: Page {
    Page("\(incident.id): \(incident.title)", use: isFree ? .form : .served()) {
      tag("h1", "\(incident.id): \(incident.title)")
      tag("p", ["class": "verdict \(incident.shade)"], incident.standing(at: sheet.now))
      tag(
        "p",
        "\(incident.severity.rawValue), opened \(incident.openedAt) by \(incident.openedBy), "
          + "\(age(from: incident.openedAt, to: sheet.now)) ago")
      if isFree {
        // Without an address of its own it goes to where the page came from, token and all.
        tag("form", ["class": "take", "method": "post"]) {
          tag("button", ["type": "submit"], "Take \(incident.id) as \(claim.contact)")
        }
        tag(
          "p", ["class": "faint"],
          "Whoever takes it answers for it, and nobody further is called. The link counts until "
            + "\(claim.until).")
      }
    }
  }
}

extension Incident {
  /// Who has it, in words.
  func standing(at now: Timestamp) -> String {
    if let closedAt { return "closed \(closedAt)" }
    if let acknowledgedAt, let acknowledgedBy {
      return "\(acknowledgedBy) took it \(acknowledgedAt), after "
        + age(from: openedAt, to: acknowledgedAt)
    }
    return "nobody has taken it for \(age(from: openedAt, to: now))"
  }

  /// The class of style that shows how much it matters.
  var shade: String {
    if closedAt != nil { return "good" }
    return acknowledgedAt == nil ? "bad" : "warn"
  }
}

/// The time between two moments, in its two longest units.
func age(from begin: Timestamp, to end: Timestamp) -> String {
  let words = Span(seconds: max(0, end.span(since: begin).seconds)).description.split(
    separator: " ")
  return words.prefix(4).joined(separator: " ")
}

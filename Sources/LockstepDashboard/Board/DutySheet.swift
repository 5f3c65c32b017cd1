internal import LockstepCore
internal import LockstepFleet
internal import LockstepKit

/// One incident: who has it, who was called when, what happened; and the form by which somebody takes it.
struct DutySheet {
  private let sheet: IncidentSheet
  private let canTake: Bool
  private let remark: String?

  /// - Parameters:
  ///   - canTake: Whether the dashboard has a token, so that somebody can take it here.
  ///   - remark: Why what somebody tried did not work.
  init(_ sheet: IncidentSheet, canTake: Bool, remark: String? = nil) {
    self.sheet = sheet
    self.canTake = canTake
    self.remark = remark
  }

  private var incident: Incident { sheet.incident }
  private var isFree: Bool { incident.isOpen && incident.acknowledgedAt == nil }
  private var hasForm: Bool { isFree && canTake && !sheet.contacts.isEmpty }

  var page: Page {
    Page(
      "\(incident.id): \(incident.title)",
      use: hasForm ? .form : .served(refresh: incident.isOpen ? 30 : nil)
    ) {
      tag("header") {
        tag("p") { tag("a", ["href": "../"], "← all of it") }
        tag("h1", "\(incident.id): \(incident.title)")
        tag("p", ["class": "verdict \(incident.shade)"], incident.standing(at: sheet.now))
        tag(
          "p",
          "\(incident.severity.rawValue), opened \(incident.openedAt) by \(incident.openedBy)")
        if !incident.roles.isEmpty {
          tag("p", incident.rolesInWords.joined(separator: ", "))
        }
      }
      if let remark { tag("p", ["class": "verdict bad", "role": "alert"], remark) }
      taking
      calls
      for (operation, clock) in sheet.clocks { Self.phases(of: operation, clock, at: sheet.now) }
      course
    }
  }

  @MarkupBuilder private var taking: [Markup] {
    if hasForm {
      tag("form", ["class": "take", "method": "post"]) {
        tag("label") {
          "You are"
          tag("select", ["name": "contact", "required": ""]) {
            tag("option", ["value": ""], "choose")
            for contact in sheet.contacts { tag("option", ["value": contact], contact) }
          }
        }
        tag("label") {
          "The dashboard's token"
          void(
            "input",
            [
              "name": "token", "type": "password", "required": "",
              "autocomplete": "current-password",
            ])
        }
        tag("button", ["type": "submit"], "Take \(incident.id)")
      }
    } else if isFree {
      tag("p", ["class": "faint"]) {
        "This dashboard can only be read. Take it by the link of a message, or with "
        tag("code", "lockstep incident ack \(incident.id) -x")
        "."
      }
    }
  }

  @MarkupBuilder private var calls: [Markup] {
    tag("h2", "Who was called")
    if sheet.calls.isEmpty {
      tag("p", ["class": "faint"], "nobody: no contact has to answer")
    } else {
      table(["contact", "over", "their turn", "told"]) {
        for call in sheet.calls {
          tag("tr") {
            tag("td", call.contact)
            tag("td", call.channel)
            tag("td", ["class": "word"], "\(call.at)")
            tag("td", ["class": call.toldAt == nil ? "bad" : "good"]) {
              call.toldAt?.description ?? "not yet: \(call.failure ?? "it was not tried yet")"
            }
          }
        }
      }
    }
    for call in sheet.late {
      tag("p", ["class": "bad"]) {
        "\(call.contact) (\(call.level.rawValue)) was to be called at \(call.at), and nobody has: "
        tag("code", "lockstep incident escalate -x")
        " does, and so does "
        tag("code", "lockstep watch -x")
        "."
      }
    }
    for call in sheet.next {
      tag(
        "p",
        "Next, at \(call.at): \(call.person.map { "\($0), " } ?? "")\(call.contact) (\(call.level.rawValue))."
      )
    }
    if sheet.isExhausted {
      tag("p", ["class": "bad"], "Everybody was called, and nobody answered in time.")
    }
  }

  private var course: Markup {
    tag("section") {
      tag("h2", "What happened")
      table(["when", "what", "who", "in words"]) {
        for moment in incident.course {
          tag("tr") {
            tag("td", ["class": "word"], "\(moment.at)")
            tag("td", moment.what)
            tag("td", moment.by)
            tag("td", moment.text)
          }
        }
      }
    }
  }

  /// The phases of an emergency with their clocks.
  static func phases(
    of operation: String, _ clock: EmergencyClock, at now: Timestamp
  ) -> Markup {
    tag("section") {
      tag("h3", operation)
      table(["phase", "aim", "clock"]) {
        for stage in clock.stages {
          tag("tr") {
            tag("td", ["class": "word"], stage.phase)
            tag("td", stage.aim)
            tag(
              "td", ["class": stage.isDone ? "good" : now > stage.due ? "bad" : "warn"],
              stage.text(at: now))
          }
        }
      }
    }
  }
}

/// A table with a row of headings.
func table(_ titles: [String], @MarkupBuilder _ rows: () -> [Markup]) -> Markup {
  tag("div", ["class": "scroll"]) {
    tag("table") {
      tag("thead") {
        tag("tr") { for title in titles { tag("th", ["scope": "col"], title) } }
      }
      tag("tbody") { rows() }
    }
  }
}

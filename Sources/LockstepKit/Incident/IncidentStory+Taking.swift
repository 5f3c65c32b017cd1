package import LockstepChannels
package import LockstepCore
internal import LockstepLedger
internal import LockstepSystem

extension IncidentStory {
  /// What became of a contact's wish to take an incident.
  package enum Taking: Sendable {
    /// It is theirs, and whom that was told.
    case taken(Told)
    /// Somebody took it before, and that stands.
    case before(Incident)
    /// It is closed.
    case closed(Incident)
    /// This clone knows none of that name.
    case unknown

    /// The incident afterwards.
    package var incident: Incident? {
      switch self {
      case .taken(let told): told.incident
      case .before(let incident), .closed(let incident): incident
      case .unknown: nil
      }
    }
  }

  /// Reads a link of a message, or its token, and proves that it was made with the key and still counts.
  ///
  /// - Throws: ``AcknowledgementRefused``, or that there is no key.
  package func claim(of link: String) throws -> Acknowledgement {
    guard let key = workspace.host.environment[Acknowledgement.variable],
      key.utf8.count >= Acknowledgement.leastKey
    else { throw AcknowledgementKeyMissing() }
    return try Acknowledgement.verify(link, key: Secret(key), at: workspace.host.clock.now())
  }

  /// Proves a link as ``claim(of:)`` does, and finds the incident that it takes; nothing is recorded.
  package func verify(link: String) async throws -> (incident: Incident, contact: String) {
    let claim = try claim(of: link)
    return (try await find(claim.incident), claim.contact)
  }

  /// Takes an incident for a contact, unless somebody has taken it already: whoever presses a button twice,
  /// or together with somebody else, records nothing twice.
  ///
  /// - Parameter delivers: Whether the news goes out now; else it waits in the outbox, so that nobody who
  ///   presses a button waits for a channel.
  package func take(
    _ id: String, as contact: String, via way: Incident.Way, delivers: Bool = true
  ) async throws -> Taking {
    guard
      let known = Incident.all(in: try await workspace.ledger.history()).first(where: {
        $0.id == id
      })
    else { return .unknown }
    if let settled = Self.settled(known) { return settled }
    do {
      let told = try await follow(
        known, .update, title: "\(contact) has taken \(id)",
        body: Incident.Body(
          incident: id, text: "acknowledged via \(way.rawValue)", contact: contact, via: way),
        event: Incident.Kind.acknowledged, delivers: delivers,
        with: IncidentCompany(allowed: { history in
          guard let found = Incident.all(in: history).first(where: { $0.id == id }) else { return }
          if let settled = Self.settled(found) { throw Outrun(by: settled) }
        }))
      return .taken(told)
    } catch let outrun as Outrun {
      return outrun.by
    }
  }

  /// What stands in the way of taking it; `nil` where nothing does.
  private static func settled(_ incident: Incident) -> Taking? {
    guard incident.isOpen else { return .closed(incident) }
    return incident.acknowledgedAt == nil ? nil : .before(incident)
  }

  /// Somebody was faster.
  private struct Outrun: Error {
    let by: Taking
  }
}

/// There is no key by which a link could be proved.
package struct AcknowledgementKeyMissing: ExplainedError, ExitStatusCarrying {
  package var explanation: Explanation {
    Explanation(
      "links cannot be proved here",
      why: [
        "\(Acknowledgement.variable) is not set, or shorter than \(Acknowledgement.leastKey) bytes"
      ],
      hints: ["set it to the key that the links were made with"])
  }

  package var exitStatus: ExitStatus { .configuration }
}

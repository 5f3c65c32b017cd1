/// A way to reach somebody.
///
/// A channel delivers one message once and says how that went; when to try again is the
/// ``Outbox``'s decision. It writes nothing down.
package protocol Channel: Sendable {
  /// The channel as the configuration spells it, `slack:#core-types`; it is shown, and holds no secret.
  var name: String { get }

  /// The least time between two deliveries, as the service asks for it.
  var pace: Duration { get }

  /// Looks whether the message was delivered already, for a repeat after an uncertain end.
  ///
  /// Throws ``DeliveryFailure`` where the service could not be asked.
  func observe(_ message: Message, answering root: Receipt?) async throws -> Observation

  /// Delivers the message, under its key where the service knows such a thing.
  ///
  /// - Parameter root: What the delivery of the message that this one answers was receipted with, as
  ///   far as it went over this channel.
  ///
  /// Throws ``DeliveryFailure``, and nothing else but `CancellationError`.
  func deliver(_ message: Message, answering root: Receipt?) async throws -> Receipt
}

extension Channel {
  /// No time between deliveries.
  package var pace: Duration { .zero }

  /// Cannot tell.
  package func observe(_ message: Message, answering root: Receipt?) async throws -> Observation {
    .unknown
  }
}

/// What a channel can say about an earlier delivery.
package enum Observation: Hashable, Sendable {
  /// The message is there.
  case delivered(Receipt)
  /// It is not.
  case absent
  /// The service cannot be asked that.
  case unknown
}

/// What a service said when it took a message.
package struct Receipt: Hashable, Sendable, Codable {
  /// The service's own name for the message, with which it can be answered or found again.
  package var id: String
  /// Where a person can look at it.
  package var url: String?
  /// What is weaker than asked, as a clause: `it may have arrived twice`.
  package var remark: String?

  /// Makes a receipt.
  package init(id: String, url: String? = nil, remark: String? = nil) {
    self.id = id
    self.url = url
    self.remark = remark
  }
}

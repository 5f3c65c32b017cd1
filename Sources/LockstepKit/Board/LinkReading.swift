package import LockstepCore

/// What a link of a message is worth at this moment.
package enum LinkReading: Hashable, Sendable {
  /// It was made with the key, and counts.
  case proved(LinkClaim)
  /// It was, and counted until then.
  case expired(Timestamp)
  /// It was not made with this key, or was changed.
  case notOurs
  /// There is no key to prove it with.
  case unprovable(Explanation)
}

/// What a proved link says: who may take what, and until when.
package struct LinkClaim: Hashable, Sendable {
  package let incident: String
  package let contact: String
  package let until: Timestamp

  package init(incident: String, contact: String, until: Timestamp) {
    self.incident = incident
    self.contact = contact
    self.until = until
  }
}

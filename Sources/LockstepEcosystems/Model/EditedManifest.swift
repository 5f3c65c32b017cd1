package import LockstepCore

/// A manifest or lock file with its changes made, and what they were.
package struct EditedManifest: Hashable, Sendable {
  /// One changed value.
  package struct Change: Hashable, Sendable, Codable {
    /// What it belongs to: a package's name, mostly.
    package var subject: String
    /// The text before, as the file spells it; empty where something was added.
    package var from: String
    /// The text after; empty where something was taken away.
    package var to: String
    /// Where it stood before the change.
    package var place: SourcePlace

    /// Creates a change.
    package init(subject: String, from: String, to: String, place: SourcePlace) {
      self.subject = subject
      self.from = from
      self.to = to
      self.place = place
    }
  }

  /// The file's path in its repository.
  package var path: String
  /// The file's new bytes.
  package var bytes: [UInt8]
  /// What changed, in the order of the dependencies that were given.
  package var changes: [Change]

  /// Creates an edited file.
  package init(path: String, bytes: [UInt8], changes: [Change]) {
    self.path = path
    self.bytes = bytes
    self.changes = changes
  }
}

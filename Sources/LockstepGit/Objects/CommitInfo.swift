package import LockstepCore

/// Who did something, and when; always written in UTC.
package struct Signature: Hashable, Codable, Sendable {
  /// The name.
  package var name: String
  /// The address.
  package var email: String
  /// The time.
  package var at: Timestamp

  /// Describes a person at a time.
  package init(name: String, email: String, at: Timestamp) {
    self.name = name
    self.email = email
    self.at = at
  }

  /// The line of a commit object: `Name <address> seconds +0000`.
  var line: String {
    "\(Self.clean(name)) <\(Self.clean(email))> \(max(0, at.secondsSince1970)) +0000"
  }

  /// Without the characters that git uses around names.
  static func clean(_ text: String) -> String {
    let kept = text.unicodeScalars.filter {
      $0.value >= 0x20 && $0 != "<" && $0 != ">" && $0.value != 0x7f
    }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: kept)
    return String(view)
  }
}

/// A commit as the log shows it.
package struct CommitInfo: Hashable, Sendable {
  /// Its id.
  package var id: ObjectID
  /// Its parents, the first one first.
  package var parents: [ObjectID]
  /// Its tree.
  package var tree: ObjectID
  /// Who wrote it.
  package var author: Signature
  /// Who committed it.
  package var committer: Signature
  /// The first paragraph of the message, on one line.
  package var subject: String
  /// The rest of the message, without the blank line between.
  package var body: String

  /// Describes a commit.
  package init(
    id: ObjectID, parents: [ObjectID], tree: ObjectID, author: Signature, committer: Signature,
    subject: String, body: String
  ) {
    self.id = id
    self.parents = parents
    self.tree = tree
    self.author = author
    self.committer = committer
    self.subject = subject
    self.body = body
  }
}

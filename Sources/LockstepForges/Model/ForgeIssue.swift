package import LockstepCore

/// Which issues of a repository are wanted.
package struct IssueQuery: Hashable, Sendable {
  /// The labels that an issue must have, all of them.
  package var labels: [String]
  /// Whether closed ones count too.
  package var includesClosed: Bool
  /// The moment since which something must have happened to it.
  package var since: Timestamp?

  /// Describes a query.
  package init(labels: [String] = [], includesClosed: Bool = false, since: Timestamp? = nil) {
    self.labels = labels
    self.includesClosed = includesClosed
    self.since = since
  }
}

/// An issue that is to be opened.
package struct IssueDraft: Hashable, Sendable {
  /// The title.
  package var title: String
  /// The text; the marker is put under it.
  package var body: String
  /// The labels.
  package var labels: [String]
  /// What it is found again by.
  package var marker: ForgeMarker

  /// Describes an issue.
  package init(title: String, body: String, labels: [String] = [], marker: ForgeMarker) {
    self.title = title
    self.body = body
    self.labels = labels
    self.marker = marker
  }

  /// The text as the forge gets it.
  package var markedBody: String { marker.marking(body) }
}

/// An issue as it stands on the forge.
package struct ForgeIssue: Hashable, Sendable {
  /// Its number in its repository.
  package var number: Int
  /// Whether it is open.
  package var isOpen: Bool
  /// The title.
  package var title: String
  /// The text, with the marker where it is ours.
  package var body: String
  /// The labels.
  package var labels: [String]
  /// When it was opened; `nil` where the forge does not say.
  package var opened: Timestamp?
  /// The page for people.
  package var page: String?

  /// Describes an issue.
  package init(
    number: Int, isOpen: Bool, title: String, body: String, labels: [String],
    opened: Timestamp? = nil, page: String? = nil
  ) {
    self.number = number
    self.isOpen = isOpen
    self.title = title
    self.body = body
    self.labels = labels
    self.opened = opened
    self.page = page
  }
}

/// What a comment is about.
package enum ForgeSubject: Hashable, Sendable {
  /// The pull request of that number.
  case pullRequest(Int)
  /// The issue of that number.
  case issue(Int)
}

/// A comment.
package struct ForgeComment: Hashable, Sendable {
  /// The forge's own name for it.
  package var id: String
  /// The text.
  package var text: String
  /// Who wrote it.
  package var author: String?

  /// Describes a comment.
  package init(id: String, text: String, author: String? = nil) {
    self.id = id
    self.text = text
    self.author = author
  }
}

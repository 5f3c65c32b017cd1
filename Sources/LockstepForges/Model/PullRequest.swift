package import LockstepGit

/// A pull request, or what the forge calls one, that is to be opened from a branch of the same
/// repository.
package struct PullRequestDraft: Hashable, Sendable {
  /// The branch with the changes.
  package var head: String
  /// The branch that they are to go into.
  package var base: String
  /// The title.
  package var title: String
  /// The text for people; the marker is put under it.
  package var body: String
  /// What it is found again by.
  package var marker: ForgeMarker

  /// Describes a pull request.
  package init(head: String, base: String, title: String, body: String, marker: ForgeMarker) {
    self.head = head
    self.base = base
    self.title = title
    self.body = body
    self.marker = marker
  }

  /// The text as the forge gets it.
  package var markedBody: String { marker.marking(body) }
}

/// A pull request as it stands on the forge.
package struct PullRequest: Hashable, Sendable {
  /// What became of it.
  package enum State: String, Hashable, Sendable {
    /// It waits.
    case open
    /// Its changes are on the base.
    case merged
    /// It was closed without that.
    case closed
  }

  /// Its number in its repository.
  package var number: Int
  /// What became of it.
  package var state: State
  /// The title.
  package var title: String
  /// The text, with the marker.
  package var body: String
  /// The branch with the changes.
  package var head: String
  /// The commit that the branch pointed to when the forge last looked.
  package var headCommit: ObjectID
  /// The branch that the changes are to go into.
  package var base: String
  /// Whether it could be merged without conflicts; `nil` while the forge is finding out.
  package var isMergeable: Bool?
  /// Whether the forge merges it by itself.
  package var hasAutoMerge: Bool
  /// The commit on the base that its merging made.
  package var mergeCommit: ObjectID?
  /// The page for people.
  package var page: String?

  /// Describes a pull request.
  package init(
    number: Int, state: State, title: String, body: String, head: String, headCommit: ObjectID,
    base: String, isMergeable: Bool? = nil, hasAutoMerge: Bool = false,
    mergeCommit: ObjectID? = nil, page: String? = nil
  ) {
    self.number = number
    self.state = state
    self.title = title
    self.body = body
    self.head = head
    self.headCommit = headCommit
    self.base = base
    self.isMergeable = isMergeable
    self.hasAutoMerge = hasAutoMerge
    self.mergeCommit = mergeCommit
    self.page = page
  }
}

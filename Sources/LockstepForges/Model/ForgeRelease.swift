/// A release that is to be published for a tag.
package struct ReleaseDraft: Hashable, Sendable {
  /// The tag, which exists.
  package var tag: String
  /// The title.
  package var title: String
  /// The notes, in Markdown.
  package var notes: String
  /// Whether it is shown as not ready for use.
  package var isPrerelease: Bool

  /// Describes a release.
  package init(tag: String, title: String, notes: String, isPrerelease: Bool = false) {
    self.tag = tag
    self.title = title
    self.notes = notes
    self.isPrerelease = isPrerelease
  }
}

/// A release as it stands on the forge.
package struct ForgeRelease: Hashable, Sendable {
  /// The forge's own name for it.
  package var id: String
  /// The tag.
  package var tag: String
  /// The title.
  package var title: String
  /// The notes.
  package var notes: String
  /// Whether it is shown as not ready for use.
  package var isPrerelease: Bool
  /// The page for people.
  package var page: String?

  /// Describes a release.
  package init(
    id: String, tag: String, title: String, notes: String, isPrerelease: Bool, page: String? = nil
  ) {
    self.id = id
    self.tag = tag
    self.title = title
    self.notes = notes
    self.isPrerelease = isPrerelease
    self.page = page
  }

  /// Whether it says what `draft` says.
  package func matches(_ draft: ReleaseDraft) -> Bool {
    tag == draft.tag && title == draft.title && notes == draft.notes
      && isPrerelease == draft.isPrerelease
  }
}

import LockstepCore

extension SteadyForge {
  /// Sees to it that the release of a tag says what `draft` says.
  package func ensureRelease(
    _ draft: ReleaseDraft, in path: ForgePath
  ) async throws -> ForgeRelease {
    let found = try await settle {
      try await $0.release(tagged: draft.tag, in: path)
    } perform: {
      try await $0.createRelease(draft, in: path)
    }
    if found.matches(draft) { return found }
    return try await settle { forge -> ForgeRelease? in
      let now = try await forge.release(tagged: draft.tag, in: path)
      return now.flatMap { $0.matches(draft) ? $0 : nil }
    } perform: {
      try await $0.updateRelease(found, to: draft, in: path)
    }
  }

  /// Sees to it that a comment with this marker is there, once, and returns it as it stands.
  package func ensureComment(
    _ text: String, marker: ForgeMarker, on subject: ForgeSubject, in path: ForgePath
  ) async throws -> ForgeComment {
    try await settle {
      try await $0.comments(on: subject, in: path).first { marker.isCarried(by: $0.text) }
    } perform: {
      try await $0.createComment(marker.marking(text), on: subject, in: path)
    }
  }

  /// Sees to it that an issue with the draft's marker is there, open or closed, once; returns it as it
  /// stands.
  package func ensureIssue(_ draft: IssueDraft, in path: ForgePath) async throws -> ForgeIssue {
    try await settle {
      // People change labels, so the marker alone decides.
      try await $0.issues(IssueQuery(includesClosed: true), in: path)
        .first { draft.marker.isCarried(by: $0.body) }
    } perform: {
      try await $0.createIssue(draft, in: path)
    }
  }
}

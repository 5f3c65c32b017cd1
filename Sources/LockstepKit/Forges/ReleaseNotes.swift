package import LockstepCore
internal import LockstepFleet
internal import LockstepForges
internal import LockstepGit
internal import LockstepWorkflow

/// The page of a version on the foundation's forge.
package struct ReleaseNotes: Codable, Hashable, Sendable {
  /// What is to become of it.
  package enum Purpose: Codable, Hashable, Sendable {
    /// It is published.
    case publish
    /// It says that the version was taken back, and what replaces it.
    case takeBack(replacement: Version)
  }

  package var tag: String
  package var version: Version
  package var title: String
  /// What changed, in Markdown.
  package var notes: String
  package var purpose: Purpose = .publish
}

extension Workspace {
  /// The step that brings the page of a version to the foundation's forge; `nil` where the foundation is
  /// on none that is known.
  func notesStep(
    _ id: StepID, _ notes: ReleaseNotes, phase: String
  ) throws -> Step<Action>? {
    let desk = ForgeDesk(services: configuration.services, host: host)
    guard remote.localPath == nil, let place = try desk.place(of: remote.text) else { return nil }
    let name = place.forge.forge.name
    let title =
      switch notes.purpose {
      case .publish: "publish the notes of \(notes.tag) on \(name)"
      case .takeBack: "say on \(name) that \(notes.version) was taken back"
      }
    return Step(id: id, title: title, phase: phase, action: .notes(notes))
  }

  /// What the changelog at `commit` says of a version.
  func changes(of version: Version, at commit: ObjectID) async throws -> String {
    let path = pathInRepository("CHANGELOG.md")
    let file = try await repository.read([.file(commit: commit, path: path)]).first ?? nil
    return try file.flatMap { try Changelog(bytes: $0.bytes).section(of: version) } ?? ""
  }
}

extension StoryPerformer {
  /// Brings the page of a version to the foundation's forge, once.
  ///
  /// It is found again by its tag and a marker. A page that somebody else made for the tag stays as it is.
  /// Without a token nothing is done, and said: a release does not fail for its page.
  func perform(_ notes: ReleaseNotes) async throws -> Performance {
    guard !workspace.isRehearsal else {
      return .done(Evidence(summary: "not published: on copies nobody is told"))
    }
    guard let place = try forges.place(of: workspace.remote.text) else {
      return .done(Evidence(summary: "not published: the foundation is on no forge that is known"))
    }
    guard try await forges.tokenSource(for: workspace.remote.text) != nil else {
      return .done(
        Evidence(
          summary: "not published: there is no token for \(place.forge.forge.name), "
            + "`lockstep check` says where it comes from"))
    }
    return switch notes.purpose {
    case .publish: try await publish(notes, in: place)
    case .takeBack(let replacement): try await takeBack(notes, for: replacement, in: place)
    }
  }

  private func publish(
    _ notes: ReleaseNotes, in place: ForgeDesk.Place
  ) async throws -> Performance {
    let marker = try notes.marker
    if let there = try await place.forge.look({
      try await $0.release(tagged: notes.tag, in: place.path)
    }) {
      let whose = marker.isCarried(by: there.notes) ? "published" : "somebody else's, left as it is"
      return .done(Evidence(summary: "\(whose): \(there.page ?? notes.tag)"))
    }
    let made = try await place.forge.ensureRelease(
      ReleaseDraft(
        tag: notes.tag, title: notes.title, notes: marker.marking(notes.notes),
        isPrerelease: !notes.version.prerelease.isEmpty), in: place.path)
    return .done(Evidence(summary: "published \(made.page ?? notes.tag)"))
  }

  private func takeBack(
    _ notes: ReleaseNotes, for replacement: Version, in place: ForgeDesk.Place
  ) async throws -> Performance {
    guard
      let there = try await place.forge.look({
        try await $0.release(tagged: notes.tag, in: place.path)
      })
    else { return .done(Evidence(summary: "\(notes.tag) has no page")) }
    let words = "> **Taken back.** Use \(replacement) instead."
    let text = there.notes.hasPrefix(words) ? there.notes : "\(words)\n\n\(there.notes)"
    let made = try await place.forge.ensureRelease(
      ReleaseDraft(tag: notes.tag, title: there.title, notes: text, isPrerelease: true),
      in: place.path)
    return .done(Evidence(summary: "marked \(made.page ?? notes.tag)"))
  }
}

extension ReleaseNotes {
  fileprivate var marker: ForgeMarker {
    get throws { try ForgeMarker("release/\(version)") }
  }
}

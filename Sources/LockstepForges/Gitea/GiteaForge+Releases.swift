import LockstepCore

/// Releases.
extension GiteaForge {
  package func release(tagged tag: String, in path: ForgePath) async throws -> ForgeRelease? {
    let request = RESTRequest.get(
      parts(path, "releases", "tags", tag), to: "look at the release \(tag)", at: "\(path)")
    return try await find(request, in: path).map(Self.release)
  }

  package func createRelease(
    _ draft: ReleaseDraft, in path: ForgePath
  ) async throws -> ForgeRelease {
    let request = RESTRequest.change(
      "POST", parts(path, "releases"), Self.body(of: draft),
      to: "publish the release \(draft.tag)", at: "\(path)", isContent: true)
    // A tag that is missing would be made, at whatever the default branch points to.
    guard try await hasTag(draft.tag, in: path) else {
      throw connection.error(request, .notFound, "there is no tag \(draft.tag)")
    }
    return try Self.release(try await create(request, in: path))
  }

  private func hasTag(_ tag: String, in path: ForgePath) async throws -> Bool {
    var request = RESTRequest.get(
      parts(path, "git", "refs", "tags"), to: "look at the tag \(tag)", at: "\(path)")
    request.path += tag.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard let answer = try await connection.find(request) else { return false }
    // All that begin with the name come.
    return try answer.elements().contains { try $0["ref"].text() == "refs/tags/\(tag)" }
  }

  package func updateRelease(
    _ release: ForgeRelease, to draft: ReleaseDraft, in path: ForgePath
  ) async throws -> ForgeRelease {
    let request = RESTRequest.change(
      "PATCH", parts(path, "releases", release.id), Self.body(of: draft),
      to: "update the release \(release.tag)", at: "\(path)")
    return try Self.release(try await connection.send(request))
  }

  private static func body(of draft: ReleaseDraft) -> JSONValue {
    [
      "tag_name": .string(draft.tag), "name": .string(draft.title), "body": .string(draft.notes),
      "prerelease": .boolean(draft.isPrerelease), "draft": false,
    ]
  }

  private static func release(_ answer: RESTAnswer) throws -> ForgeRelease {
    ForgeRelease(
      id: "\(try answer["id"].integer())", tag: try answer["tag_name"].text(),
      title: answer["name"].textOrEmpty, notes: answer["body"].textOrEmpty,
      isPrerelease: try answer["prerelease"].boolean(), page: answer["html_url"].value.string)
  }
}

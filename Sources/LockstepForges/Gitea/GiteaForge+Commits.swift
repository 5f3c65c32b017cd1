import LockstepCore
package import LockstepGit

/// Branches, commits and files.
extension GiteaForge {
  /// A file of a tree.
  private struct Entry {
    var id: String
    var mode: String
  }

  package func file(
    _ file: String, at commit: ObjectID, in path: ForgePath
  ) async throws -> [UInt8]? {
    var request = RESTRequest.get(
      parts(path, "contents"), query: [("ref", "\(commit)")], to: "read \(file)", at: "\(path)")
    request.path += file.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    return try await content(request, at: commit, in: path)
  }

  private func branchParts(_ name: String, in path: ForgePath) -> [String] {
    parts(path, "branches")
      + name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
  }

  package func branch(_ name: String, in path: ForgePath) async throws -> ForgeBranch? {
    let request = RESTRequest.get(
      branchParts(name, in: path), to: "look at the branch \(name)", at: "\(path)")
    guard let answer = try await find(request, in: path) else { return nil }
    return ForgeBranch(
      name: try answer["name"].text(), head: try answer["commit"]["id"].object(),
      isProtected: try answer["protected"].boolean())
  }

  package func createBranch(
    _ name: String, at commit: ObjectID, in path: ForgePath
  ) async throws {
    let request = RESTRequest.change(
      "POST", parts(path, "branches"),
      ["new_branch_name": .string(name), "old_ref_name": .string("\(commit)")],
      to: "make the branch \(name)", at: "\(path)")
    _ = try await create(request, in: path)
  }

  package func deleteBranch(
    _ name: String, at head: ObjectID, in path: ForgePath
  ) async throws {
    let request = RESTRequest.change(
      "DELETE", branchParts(name, in: path), to: "remove the branch \(name)", at: "\(path)")
    try await removeBranch(name, at: head, in: path, by: request)
  }

  package func commit(_ id: ObjectID, in path: ForgePath) async throws -> ForgeCommit? {
    let request = RESTRequest.get(
      parts(path, "git", "commits", "\(id)"),
      query: [("stat", "false"), ("verification", "false"), ("files", "false")],
      to: "look at the commit \(id.short)", at: "\(path)")
    guard let answer = try await find(request, in: path) else { return nil }
    return ForgeCommit(
      id: try answer["sha"].object(),
      parents: try answer["parents"].elements().map { try $0["sha"].object() },
      tree: try? answer["commit"]["tree"]["sha"].object(),
      message: try answer["commit"]["message"].text())
  }

  package func createCommit(
    _ draft: CommitProposal, in path: ForgePath
  ) async throws -> ObjectID {
    let request = RESTRequest.change(
      "POST", parts(path, "contents"), to: "commit to \(draft.branch)", at: "\(path)")
    return try await makeCommit(draft, in: path, by: request) { request in
      let there = try await entries(
        Set(draft.changes.map(\.path)), at: draft.expectedHead, in: path)
      return [
        "branch": .string(draft.branch), "message": .string(draft.message),
        "files": .array(
          try draft.changes.map { try operation(for: $0, on: there[$0.path], request) }),
      ]
    } read: { answer in
      // The answer's own parents are of another form in older versions.
      let id = try answer["commit"]["sha"].object()
      guard let made = try await commit(id, in: path) else {
        throw connection.error(request, .uncertain, "the commit is not to be seen")
      }
      return made
    }
  }

  /// The files of a commit that are called so, with the ids of their contents.
  private func entries(
    _ names: Set<String>, at commit: ObjectID, in path: ForgePath
  ) async throws -> [String: Entry] {
    var found: [String: Entry] = [:]
    // A tree of 100,000 files; beyond that a clone is the better way.
    for page in 1...100 {
      let request = RESTRequest.get(
        parts(path, "git", "trees", "\(commit)"),
        query: [("recursive", "true"), ("per_page", "1000"), ("page", "\(page)")],
        to: "read the tree of \(commit.short)", at: "\(path)")
      let answer = try await connection.send(request)
      let entries = try answer["tree"].elements()
      for entry in entries where entry["type"].value.string == "blob" {
        let name = try entry["path"].text()
        guard names.contains(name) else { continue }
        found[name] = Entry(id: try entry["sha"].text(), mode: try entry["mode"].text())
      }
      if found.count == names.count || answer["truncated"].value.boolean != true || entries.isEmpty
      {
        return found
      }
    }
    return found
  }

  private func operation(
    for change: ForgeFileChange, on there: Entry?, _ request: RESTRequest
  ) throws(ForgeError) -> JSONValue {
    switch (change, there) {
    case (.delete(let file), let there?):
      return ["operation": "delete", "path": .string(file), "sha": .string(there.id)]
    case (.delete(let file), nil):
      throw connection.error(request, .refused, "\(file) is not there")
    case (.write(let file, let bytes, let mode), _):
      // An update keeps the mode; nothing can set one.
      guard mode.rawValue == there?.mode ?? ForgeFileChange.Mode.regular.rawValue, mode != .link
      else {
        throw connection.error(
          request, .unsupported, "the mode of \(file) cannot be set without a clone")
      }
      var operation: [String: JSONValue] = [
        "operation": there == nil ? "create" : "update", "path": .string(file),
        "content": .string(Base64.encode(bytes)),
      ]
      if let there { operation["sha"] = .string(there.id) }
      return .object(operation)
    }
  }

  package func checks(of commit: ObjectID, in path: ForgePath) async throws -> ForgeChecks {
    let request = RESTRequest.get(
      parts(path, "commits", "\(commit)", "statuses"), to: "read the checks of \(commit.short)",
      at: "\(path)")
    // Every report comes, also those that a later one of the same name has replaced.
    var latest: [String: (id: Int, check: ForgeChecks.Check)] = [:]
    for answer in try await connection.all(request) {
      let id = try answer["id"].integer()
      let check = try Self.check(answer)
      if id > latest[check.name]?.id ?? .min { latest[check.name] = (id, check) }
    }
    if latest.isEmpty, try await self.commit(commit, in: path) == nil {
      throw connection.error(request, .notFound)
    }
    return ForgeChecks(latest.values.map(\.check))
  }

  private static func check(_ answer: RESTAnswer) throws -> ForgeChecks.Check {
    let state: ForgeChecks.State =
      switch try answer["status"].text() {
      case "success", "skipped": .green
      case "pending": .pending
      default: .red
      }
    return ForgeChecks.Check(
      name: try answer["context"].text(), state: state, page: answer["target_url"].value.string)
  }
}

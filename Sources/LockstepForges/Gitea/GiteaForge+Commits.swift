import LockstepCore
package import LockstepGit

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

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
    guard let answer = try await connection.find(request), answer["type"].value.string == "file"
    else {
      // A commit that is not there answers as a file does.
      guard try await self.commit(commit, in: path) != nil else {
        throw connection.error(request, .notFound)
      }
      return nil
    }
    guard answer["encoding"].value.string == "base64",
      let bytes = Data(base64Encoded: try answer["content"].text())
    else { throw connection.error(request, .contractChanged(field: "content")) }
    return Array(bytes)
  }

  private func branchParts(_ name: String, in path: ForgePath) -> [String] {
    parts(path, "branches")
      + name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
  }

  package func branch(_ name: String, in path: ForgePath) async throws -> ForgeBranch? {
    let request = RESTRequest.get(
      branchParts(name, in: path), to: "look at the branch \(name)", at: "\(path)")
    guard let answer = try await connection.find(request) else {
      try await ensureRepository(path)
      return nil
    }
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
    do {
      _ = try await connection.send(request)
    } catch let error as ForgeError where error.kind == .conflict {
      throw connection.error(request, .alreadyExists, error.detail)
    }
  }

  package func deleteBranch(
    _ name: String, at head: ObjectID, in path: ForgePath
  ) async throws {
    let request = RESTRequest.change(
      "DELETE", branchParts(name, in: path), to: "remove the branch \(name)", at: "\(path)")
    guard let branch = try await branch(name, in: path) else {
      throw connection.error(request, .notFound)
    }
    guard branch.head == head else {
      throw connection.error(request, .stale(actual: branch.head))
    }
    do {
      _ = try await connection.send(request)
    } catch let error as ForgeError where branch.isProtected && error.kind == .forbidden {
      throw connection.error(request, .protected, error.detail)
    }
  }

  package func commit(_ id: ObjectID, in path: ForgePath) async throws -> ForgeCommit? {
    let request = RESTRequest.get(
      parts(path, "git", "commits", "\(id)"),
      query: [("stat", "false"), ("verification", "false"), ("files", "false")],
      to: "look at the commit \(id.short)", at: "\(path)")
    guard let answer = try await connection.find(request) else {
      try await ensureRepository(path)
      return nil
    }
    return ForgeCommit(
      id: try answer["sha"].object(),
      parents: try answer["parents"].elements().map { try $0["sha"].object() },
      tree: try? answer["commit"]["tree"]["sha"].object(),
      message: try answer["commit"]["message"].text())
  }

  package func createCommit(
    _ draft: CommitProposal, in path: ForgePath
  ) async throws -> ObjectID {
    var request = RESTRequest.change(
      "POST", parts(path, "contents"), to: "commit to \(draft.branch)", at: "\(path)")
    guard let before = try await branch(draft.branch, in: path) else {
      throw connection.error(request, .notFound)
    }
    guard before.head == draft.expectedHead else {
      throw connection.error(request, .stale(actual: before.head))
    }
    guard Set(draft.changes.map(\.path)).count == draft.changes.count else {
      throw connection.error(request, .refused, "one file is changed twice")
    }
    let wanted = Set(draft.changes.map(\.path))
    let there = try await entries(wanted, at: before.head, in: path)
    request.body = [
      "branch": .string(draft.branch), "message": .string(draft.message),
      "files": .array(
        try draft.changes.map { try operation(for: $0, on: there[$0.path], request) }),
    ]
    let id: ObjectID
    do {
      id = try await connection.send(request)["commit"]["sha"].object()
    } catch let error as ForgeError
      where [.refused, .forbidden, .conflict, .notFound].contains(error.kind)
    {
      let now = try await branch(draft.branch, in: path)
      if let now, now.head != draft.expectedHead {
        throw connection.error(request, .stale(actual: now.head), error.detail)
      }
      guard now?.isProtected == true else { throw error }
      throw connection.error(request, .protected, error.detail)
    }
    guard let made = try await commit(id, in: path), made.parents == [draft.expectedHead] else {
      throw connection.error(
        request, .stale(actual: id), "the branch moved while the commit was made")
    }
    return id
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
    for change: FileChange, on there: Entry?, _ request: RESTRequest
  ) throws(ForgeError) -> JSONValue {
    switch (change, there) {
    case (.delete(let file), let there?):
      return ["operation": "delete", "path": .string(file), "sha": .string(there.id)]
    case (.delete(let file), nil):
      throw connection.error(request, .refused, "\(file) is not there")
    case (.write(let file, let bytes, let mode), _):
      // An update keeps the mode; nothing can set one.
      guard mode.rawValue == there?.mode ?? FileChange.Mode.regular.rawValue, mode != .link else {
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
    for answer in try await connection.list(request).items {
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
    return ForgeChecks.Check(name: try answer["context"].text(), state: state)
  }
}

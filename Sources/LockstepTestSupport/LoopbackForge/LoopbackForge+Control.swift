package import LockstepCore

/// What happens on the forges beside our own requests.
extension LoopbackForge {
  /// Somebody else commits; `nil` for a text removes the file. Returns the commit.
  @discardableResult
  package func commit(
    _ files: [String: String?], to repository: String, service: String, branch: String? = nil,
    message: String = "pushed by somebody else"
  ) throws -> String {
    var made = ""
    try change(repository, service: service) { value in
      let branch = branch ?? value.defaultBranch
      guard let parent = value.branches[branch] ?? value.branches[value.defaultBranch] else {
        throw ExplainedFailure("there is no branch in \(repository)")
      }
      let changes = files.mapValues { text in
        text.map { LoopbackForgeRepository.File(bytes: Array($0.utf8)) }
      }
      made = value.commit(changes, onto: parent, branch: branch, message: message)
    }
    return made
  }

  /// Makes a tag.
  package func tag(
    _ name: String, at commit: String, of repository: String, service: String
  ) throws {
    try change(repository, service: service) { $0.tags[name] = commit }
  }

  /// Protects a branch.
  package func protect(_ branch: String, of repository: String, service: String) throws {
    try change(repository, service: service) { $0.protected.insert(branch) }
  }

  /// Archives the repository.
  package func archive(_ repository: String, service: String) throws {
    try change(repository, service: service) { $0.isArchived = true }
  }

  /// Reports a check: `success`, `failure`, or `nil` while it runs.
  package func check(
    _ reference: String, of repository: String, service: String, name: String = "ci",
    conclusion: String?
  ) throws {
    try change(repository, service: service) { value in
      guard let commit = value.resolve(reference) else {
        throw ExplainedFailure("there is no \(reference) in \(repository)")
      }
      value.statuses[commit, default: [:]][name] = conclusion ?? "pending"
      value.mergeWhatWaited()
    }
  }

  /// Somebody closes a pull request.
  package func close(_ number: Int, of repository: String, service: String) throws {
    try change(repository, service: service) { $0.pulls[number]?.isOpen = false }
  }

  /// Somebody merges a pull request.
  package func merge(_ number: Int, of repository: String, service: String) throws {
    try change(repository, service: service) {
      try $0.merge(number, method: "merge", expected: nil)
    }
  }

  /// What a repository holds, for comparing: branches with their files, pull requests, releases,
  /// issues, comments; without ids.
  package func snapshot(of repository: String, service: String) throws -> JSONValue {
    var found: JSONValue = .null
    try change(repository, service: service) { found = $0.snapshot }
    return found
  }

  /// The commit that a branch points to.
  package func tip(of branch: String, in repository: String, service: String) throws -> String? {
    var found: String?
    try change(repository, service: service) { found = $0.branches[branch] }
    return found
  }
}

extension LoopbackForgeRepository {
  fileprivate var snapshot: JSONValue {
    let branches = branches.mapValues { tip in
      JSONValue.object(
        (commits[tip]?.files ?? [:]).mapValues {
          .string("\($0.mode) \(String(decoding: $0.bytes, as: UTF8.self))")
        })
    }
    let pulls = pulls.values.sorted { $0.number < $1.number }.map { pull -> JSONValue in
      [
        "number": .integer(Int64(pull.number)), "title": .string(pull.title),
        "body": .string(pull.body), "head": .string(pull.head), "open": .boolean(pull.isOpen),
        "merged": .boolean(pull.isMerged), "waits": .boolean(pull.autoMerge != nil),
      ]
    }
    let commitCount = self.branches.mapValues { tip in
      JSONValue.integer(Int64(history(of: tip)))
    }
    return [
      "branches": .object(branches), "commits": .object(commitCount), "pulls": .array(pulls),
      "releases": .array(
        releases.map {
          ["tag": .string($0.tag), "title": .string($0.title), "notes": .string($0.notes)]
        }),
      "issues": .array(
        issues.values.sorted { $0.number < $1.number }.map {
          ["title": .string($0.title), "body": .string($0.body), "open": .boolean($0.isOpen)]
        }),
      "comments": .array(comments.map { .string($0.text) }),
    ]
  }

  private func history(of commit: String) -> Int {
    var seen: Set<String> = []
    var waiting = [commit]
    while let next = waiting.popLast() {
      guard seen.insert(next).inserted else { continue }
      waiting += commits[next]?.parents ?? []
    }
    return seen.count
  }
}

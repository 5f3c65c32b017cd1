import LockstepCore
import LockstepSystem

extension GitRepository {
  /// The commit that `revision` (a branch, a tag, an id, `HEAD~2`) names, or `nil` where it names
  /// none.
  package func resolve(_ revision: String) async throws -> ObjectID? {
    guard !revision.isEmpty, !revision.utf8.contains(0) else { return nil }
    let command = Command(
      ["rev-parse", "--verify", "--quiet", "--end-of-options", "\(revision)^{commit}"],
      to: "look up `\(ForeignText.cleaned(revision))`")
    let result = try await run(command)
    if result.succeeded { return ObjectID(hexadecimal: result.output.prefix { $0 != 10 }) }
    // 1: there is no such name. 128: it is no name at all, or no commit.
    guard let code = result.exitCode, code == 1 || code == 128, Files.isDirectory(gitDirectory)
    else { throw failure(result, of: command) }
    return nil
  }

  /// The commit that a reference names, or `nil` where there is no such reference: from its own file
  /// where it has one, which counts before anything else that git would look at, else by asking git.
  package func value(of reference: RefName) async throws -> ObjectID? {
    let path = "\(gitDirectory)/\(reference)"
    if Files.isFile(path), let bytes = try Files.read(path, limit: 4_096),
      let id = ObjectID(hexadecimal: bytes.prefix { $0 != 10 })
    {
      return id
    }
    return try await resolve(reference.description)
  }

  /// Every reference whose name begins with one of `prefixes` (whole components: `refs/tags`), in
  /// the order of their names; all of them where `prefixes` is empty.
  package func references(under prefixes: [String] = []) async throws -> [Reference] {
    try await references(["for-each-ref", "--format=\(Reference.format)", "--"] + prefixes)
  }

  /// Every reference below `prefix` whose commit is `commit` or an ancestor of it.
  package func tagsMerged(
    into commit: ObjectID, under prefix: String = "refs/tags"
  ) async throws -> [Reference] {
    try await references([
      "for-each-ref", "--merged=\(commit)", "--format=\(Reference.format)", "--", prefix,
    ])
  }

  private func references(_ arguments: [String]) async throws -> [Reference] {
    let bytes = try await output(Command(arguments, to: "read the references"))
    var references: [Reference] = []
    for (reference, isNested) in Reference.parse(listing: bytes) {
      var reference = reference
      // A tag of a tag, which hardly ever occurs: git 2.39 looks only behind the first one.
      if isNested, let commit = try await resolve(reference.object.description) {
        reference.peeled = commit
      }
      references.append(reference)
    }
    return references
  }

  /// The tree of a commit.
  package func tree(of commit: ObjectID) async throws -> ObjectID {
    let bytes = try await output(
      Command(
        ["rev-parse", "--verify", "--quiet", "--end-of-options", "\(commit)^{tree}"],
        to: "look up the tree of \(commit.short)"))
    guard let id = ObjectID(hexadecimal: bytes.prefix { $0 != 10 }) else {
      throw unreadable("the id of a tree")
    }
    return id
  }

  /// Whether `ancestor` is `commit` itself or lies in its history.
  package func isAncestor(_ ancestor: ObjectID, of commit: ObjectID) async throws -> Bool {
    let command = Command(
      ["merge-base", "--is-ancestor", ancestor.description, commit.description],
      to: "compare the history of \(ancestor.short) and \(commit.short)")
    let result = try await run(command)
    switch result.termination {
    case .exited(0): return true
    case .exited(1): return false
    default: throw failure(result, of: command)
    }
  }

  /// A best common ancestor of two commits, or `nil` where they have none.
  package func mergeBase(_ a: ObjectID, _ b: ObjectID) async throws -> ObjectID? {
    let command = Command(
      ["merge-base", a.description, b.description],
      to: "compare the history of \(a.short) and \(b.short)")
    let result = try await run(command)
    if result.succeeded { return ObjectID(hexadecimal: result.output.prefix { $0 != 10 }) }
    guard result.exitCode == 1 else { throw failure(result, of: command) }
    return nil
  }

  /// The commits that `to` has and `from` has not, the newest first; all of `to`'s where `from` is
  /// `nil`, and no more than `limit` where there is one.
  package func log(
    from: ObjectID?, to: ObjectID, firstParent: Bool = false, limit: Int? = nil
  ) async throws -> [CommitInfo] {
    var arguments = [
      "log", "-z", "--format=\(CommitInfo.format)", "--encoding=UTF-8", "--no-show-signature",
      "--no-decorate", "--no-color", "--no-mailmap",
    ]
    if firstParent { arguments.append("--first-parent") }
    if let limit { arguments.append("--max-count=\(limit)") }
    arguments += ["--end-of-options", to.description]
    if let from { arguments.append("^\(from)") }
    arguments.append("--")
    let bytes = try await output(Command(arguments, to: "read the log"))
    guard let commits = CommitInfo.parse(log: bytes) else { throw unreadable("the log") }
    return commits
  }

  /// The paths in which two commits (or trees) differ, sorted by bytes; a renamed file is two.
  package func changedPaths(from: ObjectID, to: ObjectID) async throws -> [String] {
    let bytes = try await output(
      Command(
        [
          "diff-tree", "-r", "-z", "--name-only", "--no-renames", "--no-ext-diff",
          "--end-of-options", from.description, to.description, "--",
        ], to: "compare \(from.short) with \(to.short)"))
    return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Reads every setting whose name matches, in one process; of several values the last one counts.
  ///
  /// - Parameter pattern: An extended regular expression over names as git prints them: section and
  ///   key in lower case.
  package func configuration(matching pattern: String) async throws -> [String: String] {
    try await settings(matching: pattern).reduce(into: [:]) { $0[$1.name] = $1.value }
  }

  /// Reads every setting whose name matches, with all of its values, in git's order.
  func settings(matching pattern: String) async throws -> [(name: String, value: String)] {
    let command = Command(
      ["config", "--null", "--get-regexp", "--", pattern], to: "read the configuration")
    let result = try await run(command)
    // Nothing matched.
    if result.exitCode == 1 { return [] }
    guard result.succeeded else { throw failure(result, of: command) }
    return result.output.split(separator: 0).map { entry in
      let parts = entry.split(separator: 10, maxSplits: 1, omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
      return (parts[0], parts.count > 1 ? parts[1] : "")
    }
  }

  /// The last value of a configuration key as git sees it here, or `nil` where it is not set.
  package func configuration(_ key: String) async throws -> String? {
    guard !key.hasPrefix("-"), !key.isEmpty else { return nil }
    let command = Command(["config", "--null", "--get", key], to: "read the configuration")
    let result = try await run(command)
    if result.succeeded { return String(decoding: result.output.prefix { $0 != 0 }, as: UTF8.self) }
    guard result.exitCode == 1 else { throw failure(result, of: command) }
    return nil
  }

  /// The user, as git would write them into a commit; nothing is guessed from the machine's name.
  package func identity() async throws -> (name: String, email: String) {
    var command = Command(["var", "GIT_COMMITTER_IDENT"], to: "find out who you are")
    command.settings = ["-c", "user.useConfigOnly=true"]
    let result = try await run(command)
    // `Name <address> seconds zone`
    let line = result.text.prefix { $0 != "\n" }
    guard result.succeeded, let open = line.lastIndex(of: "<"), let close = line.lastIndex(of: ">"),
      open < close, open > line.startIndex
    else {
      throw RepositoryError(
        action: "find out who you are", place: gitDirectory,
        reasons: ["git has no name or no address for its commits"]
          + ForeignText.lines(result.errors).filter { $0.hasPrefix("fatal:") },
        hints: [
          "git config --global user.name \"Your Name\"",
          "git config --global user.email you@example.org",
        ])
    }
    let name = line[..<open].trimmingSuffix(" ")
    return (name, String(line[line.index(after: open)..<close]))
  }

  /// Which of `ids` exist here.
  package func existing(_ ids: [ObjectID]) async throws -> Set<ObjectID> {
    guard !ids.isEmpty else { return [] }
    var command = Command(
      ["cat-file", "--batch-check=%(objectname)", "--buffer"], to: "look for objects")
    command.input = .bytes(Array(ids.map { "\($0)\n" }.joined().utf8))
    let bytes = try await output(command)
    var found: Set<ObjectID> = []
    // A missing object's line ends with ` missing`, so that it is no id.
    for line in bytes.split(separator: 10) {
      if let id = ObjectID(hexadecimal: line) { found.insert(id) }
    }
    return found
  }

  /// The error for an answer of git that cannot be read.
  func unreadable(_ what: String) -> RepositoryError {
    RepositoryError(
      kind: .damaged, action: "read \(what)", place: gitDirectory,
      reasons: ["git's answer is not in its documented form"])
  }
}

extension Substring {
  /// The text without the character at its end.
  fileprivate func trimmingSuffix(_ character: Character) -> String {
    var text = self
    while text.last == character { text.removeLast() }
    return String(text)
  }
}

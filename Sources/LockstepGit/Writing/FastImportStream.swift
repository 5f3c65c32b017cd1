import LockstepCore

/// What `git fast-import` reads, for a list of drafts.
///
/// Every commit is made on one branch that is reset before and after: a branch without a commit is
/// never written, so that the import makes objects and touches no reference.
struct FastImportStream {
  /// A name for the branch; it never exists.
  private static let branch = "refs/lockstep/draft"

  private(set) var bytes: [UInt8] = []
  private var count = 0

  /// Appends the draft at the end of the list; `tree` is the tree that it starts from where that is
  /// not its first parent's.
  mutating func append(
    _ draft: CommitDraft, parents: [Parent], tree: Root
  ) throws(RepositoryError) {
    count += 1
    line("reset \(Self.branch)\n")
    line("commit \(Self.branch)")
    line("mark :\(count)")
    line("author \(draft.author.line)")
    line("committer \(draft.committer.line)")
    data(Array(draft.message.utf8) + (draft.message.hasSuffix("\n") ? [] : [10]))
    for (index, parent) in parents.enumerated() {
      line("\(index == 0 ? "from" : "merge") \(parent.text)")
    }
    switch tree {
    case .ofFirstParent: break
    case .empty: if !parents.isEmpty { line("deleteall") }
    case .tree(let id): line("M 040000 \(id) \"\"")
    }
    for change in draft.changes { try append(change) }
    line("")
  }

  /// Ends the stream: git is to print the id of every commit, in order.
  mutating func finish() {
    line("reset \(Self.branch)\n")
    for mark in 0..<count { line("get-mark :\(mark + 1)") }
    line("done")
  }

  /// A parent in the stream.
  enum Parent {
    case commit(ObjectID)
    /// The draft at this place in the stream, from zero.
    case draft(Int)

    fileprivate var text: String {
      switch self {
      case .commit(let id): id.description
      case .draft(let index): ":\(index + 1)"
      }
    }
  }

  /// The tree that a draft starts from.
  enum Root {
    case ofFirstParent
    case empty
    case tree(ObjectID)
  }

  private mutating func append(_ change: FileChange) throws(RepositoryError) {
    let path = try Self.quoted(change.path)
    switch change.content {
    case .deleted: line("D \(path)")
    case .bytes(let bytes, let executable):
      line("M \(executable ? "100755" : "100644") inline \(path)")
      data(bytes)
    case .blob(let id, let mode):
      guard ["100644", "100755", "120000", "160000"].contains(mode) else {
        throw RepositoryError(
          action: "write a commit", place: change.path, reasons: ["`\(mode)` is no mode of a file"])
      }
      line("M \(mode) \(id) \(path)")
    }
  }

  private mutating func line(_ text: String) {
    bytes.append(contentsOf: text.utf8)
    bytes.append(10)
  }

  private mutating func data(_ content: [UInt8]) {
    line("data \(content.count)")
    bytes.append(contentsOf: content)
    bytes.append(10)
  }

  /// A path in the quotes of the stream; throws where no tree may hold it.
  private static func quoted(_ path: String) throws(RepositoryError) -> String {
    for component in path.split(separator: "/", omittingEmptySubsequences: false) {
      let lower = component.lowercased()
      guard !component.isEmpty, component != ".", component != "..", lower != ".git",
        !component.utf8.contains(0)
      else {
        throw RepositoryError(
          action: "write a commit", place: ForeignText.cleaned(path),
          reasons: ["no file of a repository may have this path"])
      }
    }
    var text = "\""
    for scalar in path.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}

internal import LockstepCore
internal import LockstepSystem

/// A living document's file in the user's working tree: the only files there that Lockstep writes.
struct LivingFile: Hashable, Sendable {
  /// The folder of `lockstep.toml`.
  let directory: String
  /// The file's path from there on; it climbs nowhere.
  let path: String
  /// What the document is called: `migration guide`.
  let subject: String

  /// A document beyond this was not written by people.
  private static let limit = 8 << 20

  /// Where it is on this machine.
  var absolutePath: String { Files.join(directory, path) }

  /// What the file holds; `nil` where there is none.
  ///
  /// - Throws: Where it is a link, leads out of the folder, or is not UTF-8.
  func read() throws -> String? {
    try refuseLinks()
    guard let bytes = try Files.read(absolutePath, limit: Self.limit) else { return nil }
    return try Self.text(bytes, path: path, subject: subject)
  }

  /// The text of a document's bytes; what is not UTF-8 could not be kept as it is.
  static func text(_ bytes: [UInt8], path: String, subject: String) throws -> String {
    guard bytes.count <= limit else {
      throw ExplainedFailure(
        "the \(subject) is too large", why: ["\(path) has more than \(limit) bytes"])
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ExplainedFailure(
        "the \(subject) is not UTF-8", why: ["\(path) could not be kept as it is"],
        hints: ["convert it to UTF-8"])
    }
    return text
  }

  /// Replaces the file in one go, unless somebody has changed it since `old` was read.
  func replace(_ old: String?, by new: String) throws {
    try refuseLinks()
    try Files.createDirectories(Files.parent(of: absolutePath))
    try refuseLinks()
    guard try read().map({ Array($0.utf8) }) == old.map({ Array($0.utf8) }) else {
      throw ExplainedFailure(
        "the \(subject) was changed meanwhile",
        why: ["\(path) is not as it was when it was read; nothing was written"],
        hints: ["run the command again"], exitStatus: .resumable)
    }
    try Files.writeAtomically(Array(new.utf8), to: absolutePath, label: "document")
  }

  /// Refuses a path that a link leads out of the folder, and a document that is a link itself.
  private func refuseLinks() throws {
    let top = Files.canonicalPath(directory) ?? directory
    var folder = Files.parent(of: absolutePath)
    while folder.utf8.count > directory.utf8.count, !Files.exists(folder) {
      folder = Files.parent(of: folder)
    }
    let real = Files.canonicalPath(folder)
    let isInside = real == top || real?.hasPrefix(top == "/" ? "/" : top + "/") ?? false
    guard isInside else {
      throw ExplainedFailure(
        "the \(subject) would not be written into this folder",
        why: ["\(folder) leads to \(real ?? "nothing")"],
        hints: ["correct its path, or the link"],
        exitStatus: .configuration)
    }
    guard Files.exists(absolutePath) else { return }
    let name = absolutePath.split(separator: "/").last.map(String.init) ?? ""
    guard Files.isFile(absolutePath),
      Files.canonicalPath(absolutePath)
        == Files.canonicalPath(Files.parent(of: absolutePath)).map({
          Files.join($0, name)
        })
    else {
      throw ExplainedFailure(
        "the \(subject) is no file", why: ["\(path) is a link, a folder or a device"],
        hints: ["put a file in its place, or take it away"])
    }
  }
}

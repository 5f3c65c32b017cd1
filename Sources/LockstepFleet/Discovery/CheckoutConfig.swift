import LockstepCore
import LockstepSystem

/// What a local checkout says of its remote, read from its files.
///
/// A process for each of a thousand checkouts would take seconds, so the plain form in which git
/// writes a repository's own configuration is read here. Whatever is not plain (an include, a
/// continued line, a conditional) is left to git: see ``Reading/unclear``.
struct CheckoutConfig {
  /// What became of reading a folder.
  enum Reading: Equatable {
    /// The folder is no git work tree.
    case notRepository
    /// The remote's address, and the branch that its `HEAD` named when it was cloned.
    case found(address: String, branch: String?)
    /// The checkout has no remote of that name.
    case noRemote
    /// Only git can tell.
    case unclear
    /// The files could not be read.
    case unreadable(FileError)
  }

  /// A configuration of more bytes is left to git.
  private static let limit = 1 << 20

  /// Reads what the checkout in `folder` says of `remote`.
  static func read(_ folder: String, remote: String) -> Reading {
    do throws(FileError) {
      guard let common = try gitFolder(of: folder) else { return .notRepository }
      guard let bytes = try Files.read(common + "/config", limit: limit) else { return .unclear }
      switch url(of: remote, in: String(decoding: bytes, as: UTF8.self)) {
      case .unclear: return .unclear
      case .absent: return .noRemote
      case .value(let address):
        return .found(address: address, branch: try headBranch(of: remote, in: common))
      }
    } catch {
      return .unreadable(error)
    }
  }

  /// The folder with the configuration: `.git`, or for a further work tree the one it belongs to.
  private static func gitFolder(of folder: String) throws(FileError) -> String? {
    let own = folder + "/.git"
    if Files.isDirectory(own) { return own }
    guard Files.isFile(own), let bytes = try Files.read(own, limit: 1 << 16) else { return nil }
    let text = trimmed(String(decoding: bytes, as: UTF8.self)[...])
    guard text.hasPrefix("gitdir:") else { return nil }
    let target = LexicalPath.resolve(
      String(trimmed(text.dropFirst("gitdir:".count))), from: folder)
    guard let common = try Files.read(target + "/commondir", limit: 1 << 16) else { return target }
    let path = trimmed(String(decoding: common, as: UTF8.self)[...])
    return LexicalPath.resolve(String(path), from: target)
  }

  private static func headBranch(
    of remote: String, in common: String
  ) throws(FileError) -> String? {
    let path = "\(common)/refs/remotes/\(remote)/HEAD"
    guard Files.isFile(path), let bytes = try Files.read(path, limit: 1 << 16) else { return nil }
    let text = trimmed(String(decoding: bytes, as: UTF8.self)[...])
    let prefix = "ref: refs/remotes/\(remote)/"
    return text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : nil
  }

  /// What the configuration's text says of an address.
  enum Address: Equatable {
    case value(String)
    case absent
    case unclear
  }

  /// The last `url` in `[remote "name"]`.
  static func url(of remote: String, in text: String) -> Address {
    var result = Address.absent
    var isInside = false
    for line in text.split(whereSeparator: \.isNewline) {
      let line = trimmed(line)
      guard let first = line.first, first != "#", first != ";" else { continue }
      if first == "[" {
        let header = line.lowercased()
        if header.hasPrefix("[include") || !line.hasSuffix("]") { return .unclear }
        isInside = line.dropFirst(7) == " \"\(remote)\"]" && header.hasPrefix("[remote ")
        if !isInside, header.hasPrefix("[remote.") { return .unclear }
        continue
      }
      guard isInside else { continue }
      let parts = line.split(separator: "=", maxSplits: 1)
      guard parts.count == 2, trimmed(parts[0]).lowercased() == "url" else { continue }
      let value = trimmed(parts[1])
      guard !value.contains(where: { "\"\\#;".contains($0) }), !value.isEmpty else {
        return .unclear
      }
      result = .value(String(value))
    }
    return result
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop { $0.isWhitespace }
    while let last = text.last, last.isWhitespace { text = text.dropLast() }
    return text
  }
}

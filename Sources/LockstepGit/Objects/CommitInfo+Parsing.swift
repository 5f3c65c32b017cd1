import LockstepCore

extension CommitInfo {
  /// The format that is asked of `git log -z`: ten fields with a NUL after each; a message cannot
  /// hold one.
  static let format = "%H%x00%P%x00%T%x00%an%x00%ae%x00%at%x00%cn%x00%ce%x00%ct%x00%B"

  /// Reads what `git log -z` prints in ``format``, or `nil` where it is not that.
  static func parse(log bytes: [UInt8]) -> [CommitInfo]? {
    var fields = bytes.split(separator: 0, omittingEmptySubsequences: false)
    // `-z` puts a NUL between commits and, in some versions, after the last one.
    if fields.last?.isEmpty == true, fields.count % 10 == 1 { fields.removeLast() }
    guard fields.count.isMultiple(of: 10) else { return nil }
    var commits: [CommitInfo] = []
    commits.reserveCapacity(fields.count / 10)
    for start in stride(from: 0, to: fields.count, by: 10) {
      guard let commit = CommitInfo(fields: fields[start..<(start + 10)]) else { return nil }
      commits.append(commit)
    }
    return commits
  }

  private init?(fields: ArraySlice<ArraySlice<UInt8>>) {
    let texts = fields.map { String(decoding: $0, as: UTF8.self) }
    guard let id = ObjectID(hexadecimal: texts[0].utf8),
      let tree = ObjectID(hexadecimal: texts[2].utf8),
      let written = Int64(texts[5]), let committed = Int64(texts[8])
    else { return nil }
    let parents = texts[1].split(separator: " ").compactMap { ObjectID(hexadecimal: $0.utf8) }
    let (subject, body) = Self.split(message: texts[9])
    self.init(
      id: id, parents: parents, tree: tree,
      author: Signature(
        name: texts[3], email: texts[4], at: Timestamp(secondsSince1970: written)),
      committer: Signature(
        name: texts[6], email: texts[7], at: Timestamp(secondsSince1970: committed)),
      subject: subject, body: body)
  }

  /// The first paragraph on one line, and what follows the blank line after it.
  private static func split(message: String) -> (subject: String, body: String) {
    let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
    let text = lines.drop { $0.isEmpty }
    let end = text.firstIndex { $0.isEmpty } ?? text.endIndex
    var body = text[end...].drop { $0.isEmpty }
    while body.last?.isEmpty == true { body.removeLast() }
    return (text[..<end].joined(separator: " "), body.joined(separator: "\n"))
  }
}

internal import LockstepCore

/// One of the lines `[2.1.0]: https://…` that a changelog ends with.
struct ChangelogLink: Hashable {
  /// What stands in the brackets.
  let label: String
  let address: String

  init?(_ line: String) {
    guard line.hasPrefix("["), let close = line.firstIndex(of: "]") else { return nil }
    label = String(line[line.index(after: line.startIndex)..<close])
    let rest = line[line.index(after: close)...]
    guard rest.hasPrefix(": "), !label.isEmpty else { return nil }
    address = String(rest.dropFirst(2)).trimmed
    guard !address.isEmpty else { return nil }
  }

  var isUnreleased: Bool { label.lowercased() == "unreleased" }
  var version: Version? {
    try? Version(parsing: label.hasPrefix("v") ? label.dropFirst() : label[...])
  }
  func hasVersion(_ other: Version) -> Bool { version == other }

  /// Two revisions at the end of an address: `…/compare/v2.0.0...HEAD`.
  private var comparison: (head: Substring, from: Substring, dots: String, to: Substring)? {
    guard let slash = address.lastIndex(of: "/") else { return nil }
    let head = address[...slash]
    let range = address[address.index(after: slash)...]
    for dots in ["...", ".."] {
      guard let found = range.firstRange(of: dots) else { continue }
      let from = range[..<found.lowerBound]
      let to = range[found.upperBound...]
      return from.isEmpty || to.isEmpty ? nil : (head, from, dots, to)
    }
    return nil
  }

  /// The line for *Unreleased* once `tag` is out, and the one that tells what `tag` brought.
  struct Moved {
    let unreleased: String
    fileprivate let head: Substring
    fileprivate let range: String

    func released(_ version: Version) -> String { "[\(version)]: \(head)\(range)" }
  }

  /// The comparison of *Unreleased* from `tag` on; `nil` where the link is no comparison.
  func moved(to tag: String) -> Moved? {
    guard let (head, from, dots, to) = comparison, from != tag else { return nil }
    return Moved(
      unreleased: "[\(label)]: \(head)\(tag)\(dots)\(to)", head: head,
      range: "\(from)\(dots)\(tag)")
  }

  /// The link of the release after this one, in the same form; `nil` where the form is not known.
  func followed(by next: Version, tag: String) -> String? {
    if let (head, _, dots, to) = comparison {
      return "[\(next)]: \(head)\(to)\(dots)\(tag)"
    }
    guard let version, let slash = address.lastIndex(of: "/"),
      address[address.index(after: slash)...].contains(version.description)
    else { return nil }
    return "[\(next)]: \(address[...slash])\(tag)"
  }
}

extension String {
  fileprivate var trimmed: String {
    var text = self[...]
    while text.last?.isWhitespace == true { text.removeLast() }
    while text.first?.isWhitespace == true { text.removeFirst() }
    return String(text)
  }
}

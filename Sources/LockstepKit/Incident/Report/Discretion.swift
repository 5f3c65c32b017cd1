package import LockstepCore
internal import LockstepFleet

/// What of an incident may stand where everybody reads it.
///
/// A record that is kept apart from a public foundation (`[ledger] remote`) is kept apart for a reason. The
/// shareable form of a post-mortem names only those dependents that the foundation's own `lockstep.toml`
/// names, no people, and no notes; of a critical incident that is still open it tells neither title nor
/// cause. Addresses and channels are in neither form.
package struct Discretion: Sendable {
  /// Whether it is the shareable form.
  package let isShareable: Bool
  private let aliases: [(name: String, alias: String)]

  /// Everything is told.
  package static let none = Discretion(isShareable: false, aliases: [])

  /// The shareable form of what `fleet` went through.
  ///
  /// - Parameters:
  ///   - named: The dependents that may be named.
  ///   - fleet: All dependents that the record speaks of.
  package static func shareable(named: Set<RepositoryName>, fleet: Set<RepositoryName>)
    -> Discretion
  {
    let hidden = fleet.subtracting(named).sorted()
    let aliases = hidden.enumerated().map { ("\($1)", "dependent-\($0 + 1)") }
    // The longest first: a name may be a part of another one.
    return Discretion(
      isShareable: true, aliases: aliases.sorted { $0.0.utf8.count > $1.0.utf8.count })
  }

  private init(isShareable: Bool, aliases: [(name: String, alias: String)]) {
    self.isShareable = isShareable
    self.aliases = aliases
  }

  /// How many dependents are not named.
  var hidden: Int { aliases.count }

  /// A dependent's name as the form tells it.
  func name(_ name: some CustomStringConvertible) -> String {
    let text = "\(name)"
    return aliases.first { $0.name == text }?.alias ?? text
  }

  /// A person's name; empty where people are not named.
  func person(_ name: String) -> String { isShareable ? "" : name }

  /// A text of the record with the names in it as the form tells them.
  func text(_ text: String) -> String {
    guard !aliases.isEmpty else { return text }
    var result = text
    for (name, alias) in aliases { result = Self.replacing(name, by: alias, in: result) }
    return result
  }

  /// Replaces a name where it is a word of its own.
  private static func replacing(_ name: String, by alias: String, in text: String) -> String {
    var result = ""
    var rest = text[...]
    while let range = rest.firstRange(of: name) {
      result += rest[..<range.lowerBound]
      let isWord =
        !(result.last.map(isPart) ?? false)
        && !(range.upperBound < rest.endIndex && isPart(rest[range.upperBound]))
      result += isWord ? alias : String(rest[range])
      rest = rest[range.upperBound...]
    }
    return result + rest
  }

  private static func isPart(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_" || character == "-"
  }
}

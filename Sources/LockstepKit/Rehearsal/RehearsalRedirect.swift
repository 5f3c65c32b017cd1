internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit

/// Leads git away from the real repositories of a fleet, to copies of them.
///
/// It is a file of git's own settings: whatever names a repository of the fleet, by any of the addresses
/// that the fleet knows it by, reaches its copy; whatever is pushed to anything else reaches nothing.
struct RehearsalRedirect: Sendable {
  private var copies: [(address: String, copy: String)] = []
  private var known: Set<String> = []

  /// Every address that is written somewhere in the fleet.
  private let written: [AddressIdentity: Set<String>]

  init(of fleet: Fleet) {
    var all: Set<String> = []
    for dependent in fleet.dependents {
      for dependency in dependent.facts.dependencies {
        if case .git(let url, _) = dependency.source { all.insert(url) }
      }
      for entry in dependent.facts.locks.flatMap(\.packages) {
        if let git = entry.git { all.insert(git.url) }
      }
    }
    written = Dictionary(grouping: all, by: { AddressIdentity($0) })
      .mapValues { Set($0) }
  }

  /// Whether a manifest or a lock of the fleet names the repository.
  func isNamed(_ address: RemoteAddress) -> Bool {
    written[AddressIdentity(address.text)] != nil
  }

  /// Leads `address`, however it is spelt, to the repository at `copy`.
  mutating func add(_ address: RemoteAddress, to copy: String) {
    let spellings = written[AddressIdentity(address.text)] ?? []
    for text in spellings.union([address.text, address.asCargoURL]).sorted()
    where known.insert(text).inserted {
      copies.append((text, copy))
    }
  }

  /// The settings, as git reads them from a file.
  var settings: String {
    var text = ""
    for (address, copy) in copies {
      text += """
        [url \(Self.quoted(copy))]
        \tinsteadOf = \(Self.quoted(address))
        \tpushInsteadOf = \(Self.quoted(address))

        """
    }
    // git takes the longest beginning that fits: this keeps others, which begin alike, as they are.
    for other in written.values.joined().sorted() where !known.contains(other) {
      guard copies.contains(where: { other.hasPrefix($0.address) }) else { continue }
      text += "[url \(Self.quoted(other))]\n\tinsteadOf = \(Self.quoted(other))\n"
    }
    text += "[url \"file:///lockstep/rehearsal/nowhere/\"]\n"
    for beginning in ["https://", "http://", "ssh://", "git://", "file://", "git@", "/"] {
      text += "\tpushInsteadOf = \(beginning)\n"
    }
    return text
  }

  private static func quoted(_ text: String) -> String {
    let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return "\"\(escaped.filter { !$0.isNewline })\""
  }
}

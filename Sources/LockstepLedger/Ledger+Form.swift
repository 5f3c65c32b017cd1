import LockstepCore
import LockstepGit

extension Ledger {
  /// The most characters that an event's readable line may have.
  private static let lineLimit = 300

  /// `text` as one line: control characters become spaces, what is too long is cut.
  static func line(_ text: String) -> String {
    let cleaned = String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          switch scalar.properties.generalCategory {
          case .control, .lineSeparator, .paragraphSeparator, .format: " "
          default: scalar
          }
        }))
    let words = cleaned.split(separator: " ").joined(separator: " ")
    if words.isEmpty { return "(no summary)" }
    return words.count <= lineLimit ? words : words.prefix(lineLimit - 1) + "…"
  }

  /// The files of an event's tree.
  static func files(of event: Event, attachments: [String: [UInt8]]) -> [FileChange] {
    var files = [
      FileChange(
        path: eventPath, content: .bytes(event.json.bytes(pretty: true), executable: false))
    ]
    for (name, bytes) in attachments.sorted(by: { $0.key < $1.key }) {
      files.append(
        FileChange(
          path: "\(evidenceFolder)/\(name)", content: .bytes(bytes, executable: false)))
    }
    return files
  }

  /// Whether an attachment may be called so: a relative path that stays below its folder.
  static func isEvidenceName(_ name: String) -> Bool {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    return name.utf8.count <= 1024
      && parts.allSatisfy { part in
        !part.isEmpty && part != "." && part != ".." && part.lowercased() != ".git"
          && part.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
      }
  }

  /// The kinds of a batch, each once, as they name its fault points.
  static func label(of drafts: [EventDraft]) -> String {
    var kinds: [String] = []
    for draft in drafts where !kinds.contains(draft.kind) { kinds.append(draft.kind) }
    return kinds.joined(separator: "+")
  }
}

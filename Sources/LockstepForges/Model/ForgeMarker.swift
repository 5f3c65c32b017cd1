package import LockstepCore

/// What identifies something of ours on a forge whatever people make of its title.
///
/// 1 to 160 bytes of letters, digits and `. _ / @ + -`, without two hyphens in a row, so that it can
/// stand in an HTML comment.
package struct ForgeMarker: Hashable, Sendable, CustomStringConvertible {
  /// The marker itself.
  package let description: String

  /// Checks and wraps `text`.
  package init(_ text: String) throws(ForgeMarkerError) {
    let isPlain = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "/"), UInt8(ascii: "@"), UInt8(ascii: "+"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
    guard isPlain, (1...160).contains(text.utf8.count), !text.contains("--") else {
      throw ForgeMarkerError(text: String(text.prefix(160)))
    }
    description = text
  }

  /// The line that carries the marker in a text for people; a browser does not show it.
  package var comment: String { "<!-- lockstep: \(description) -->" }

  /// The line that carries the marker in the message of a commit.
  package var trailer: String { "Lockstep-Change: \(description)" }

  /// Puts the marker under `text`, once.
  package func marking(_ text: String) -> String {
    isCarried(by: text) ? text : text.isEmpty ? comment : "\(text)\n\n\(comment)"
  }

  /// Whether `text` has the marker on a line of its own, in either form.
  package func isCarried(by text: String) -> Bool {
    text.split(whereSeparator: \.isNewline).contains { line in
      let line = line.trimmingBlanks
      return line == comment || line == trailer
    }
  }
}

extension Substring {
  /// Without the blanks around it.
  fileprivate var trimmingBlanks: Substring {
    var rest = self
    while let first = rest.first, first == " " || first == "\t" { rest = rest.dropFirst() }
    while let last = rest.last, last == " " || last == "\t" { rest = rest.dropLast() }
    return rest
  }
}

/// A text that cannot be a marker.
package struct ForgeMarkerError: ExplainedError, Hashable {
  /// The beginning of the text.
  package let text: String

  /// The error in words.
  package var explanation: Explanation {
    Explanation(
      "`\(text)` cannot mark a pull request",
      why: ["a marker has 1 to 160 letters, digits and `. _ / @ + -`, without `--`"])
  }
}

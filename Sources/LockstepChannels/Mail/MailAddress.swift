package import LockstepCore

/// One mailbox: `data@example.org`, or `Data team <data@example.org>`.
///
/// Only plain addresses are taken: letters, digits and a few signs before the `@`, a domain of letters,
/// digits, dots and hyphens behind it. So none can become an option of a program, a second address or
/// a line of a header.
package struct MailAddress: Hashable, Sendable {
  /// The name that is shown, where there is one.
  package let displayName: String?
  /// `local@domain`.
  package let address: String
  /// What stands behind the `@`.
  package let domain: String

  /// Reads a mailbox; throws where it is not a plain one.
  package init(parsing text: String) throws(MailAddressError) {
    var address = text
    var name: String?
    if text.hasSuffix(">"), let open = text.lastIndex(of: "<") {
      address = String(text[text.index(after: open)...].dropLast())
      let words = MessageText.line(String(text[..<open])).split(separator: " ")
      name = words.isEmpty ? nil : words.joined(separator: " ")
    }
    guard let at = address.firstIndex(of: "@") else { throw MailAddressError(text: text) }
    let local = address[..<at]
    let domain = address[address.index(after: at)...]
    guard (1...64).contains(local.utf8.count), local.utf8.allSatisfy(Self.isLocal),
      local.first != "-", local.first != ".", local.last != ".",
      (1...255).contains(domain.utf8.count), domain.utf8.allSatisfy(Self.isDomain),
      domain.first != "-", domain.first != ".", domain.last != "."
    else { throw MailAddressError(text: text) }
    self.displayName = name
    self.address = address
    self.domain = String(domain)
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: false
    }
  }

  private static func isLocal(_ byte: UInt8) -> Bool {
    isLetterOrDigit(byte) || "!#$&'*+-/=?^_{}~.".utf8.contains(byte)
  }

  private static func isDomain(_ byte: UInt8) -> Bool {
    isLetterOrDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
  }
}

/// A text that is no plain mailbox.
package struct MailAddressError: ExplainedError, Hashable {
  /// The text that was refused.
  package let text: String

  package var explanation: Explanation {
    Explanation(
      "`\(text.prefix(128))` is not a mailbox that mail can be sent to",
      hints: ["write it as `data@example.org` or `Data team <data@example.org>`"])
  }
}

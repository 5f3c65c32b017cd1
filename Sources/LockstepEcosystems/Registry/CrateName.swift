package import LockstepCore

/// The rule for names of packages, checked before a name becomes a path, an address or an argument.
package enum CrateName {
  /// Refuses what no registry takes: anything but ASCII letters, digits, `-` and `_`, starting with
  /// a letter, of at most 64 characters.
  package static func check(_ name: String) throws(CrateNameError) {
    guard !name.isEmpty else { throw CrateNameError(name: name, why: "it is empty") }
    guard name.utf8.count <= 64 else {
      throw CrateNameError(name: name, why: "it is longer than 64 characters")
    }
    guard let first = name.utf8.first, isLetter(first) else {
      throw CrateNameError(name: name, why: "it does not start with a letter")
    }
    for scalar in name.unicodeScalars {
      let byte = UInt8(exactly: scalar.value) ?? 0
      guard
        isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
      else {
        throw CrateNameError(
          name: name, why: "a name has only ASCII letters, digits, “-” and “_”")
      }
    }
  }

  /// Refuses what cannot be the name of a registry in cargo's configuration.
  package static func check(registry name: String) throws(CrateNameError) {
    do { try check(name) } catch {
      throw CrateNameError(name: name, why: error.why, subject: "registry")
    }
  }

  /// Where the index keeps a package's file: `1/a`, `2/ab`, `3/a/abc`, `ab/cd/abcd…`, lower case.
  package static func indexPath(of name: String) throws(CrateNameError) -> String {
    try check(name)
    let lower = name.lowercased()
    switch lower.utf8.count {
    case 1: return "1/\(lower)"
    case 2: return "2/\(lower)"
    case 3: return "3/\(lower.prefix(1))/\(lower)"
    default: return "\(lower.prefix(2))/\(lower.dropFirst(2).prefix(2))/\(lower)"
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}

/// A name that no package, or no registry, can have.
package struct CrateNameError: ExplainedError, Hashable {
  package var name: String
  package var why: String
  package var subject: String

  package init(name: String, why: String, subject: String = "package") {
    self.name = name
    self.why = why
    self.subject = subject
  }

  package var explanation: Explanation {
    Explanation("“\(name)” cannot be the name of a \(subject)", why: [why], hints: [], place: nil)
  }
}

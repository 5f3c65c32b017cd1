import LockstepCore
import LockstepGit
import LockstepTOML

/// What a value has to look like, and how it is read.
struct ConfigurationForm<Value> {
  /// What became of a value.
  enum Reading {
    case fits(Value)
    case wrongType
    case wrong(message: String, hint: String?)
  }

  /// What is expected, with its article: "a string".
  let expected: String
  /// A value that fits.
  let example: String
  /// Reads a value.
  let convert: (TOMLValue) -> Reading

  /// A form that a string is read by.
  static func text(
    _ expected: String, example: String, _ convert: @escaping (String) -> Reading
  ) -> Self {
    Self(expected: expected, example: example) { value in
      guard case .string(let text) = value else { return .wrongType }
      return convert(text)
    }
  }
}

extension ConfigurationForm where Value == String {
  /// A string that is not empty and has no control characters.
  static var text: Self {
    text("a string", example: "\"text\"") { text in
      if text.isEmpty { return .wrong(message: "is empty", hint: "leave it out, or fill it in") }
      if text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
        return .wrong(message: "holds a control character", hint: "remove it")
      }
      return .fits(text)
    }
  }

  /// A string that git and Cargo could not take for an option.
  static func name(_ expected: String, example: String) -> Self {
    text(expected, example: example) { text in
      if text.isEmpty || text.hasPrefix("-")
        || text.unicodeScalars.contains(where: { $0.value <= 0x20 || $0.value == 0x7F })
      {
        return .wrong(
          message: "is no name: \(quoted(text)) is empty, starts with `-` or holds a blank",
          hint: "for example `\(example)`")
      }
      return .fits(text)
    }
  }

  /// An `https` or `http` address.
  static var webAddress: Self {
    text("an address", example: "\"https://ghe.example/api/v3\"") { text in
      guard text.hasPrefix("https://") || text.hasPrefix("http://") else {
        return .wrong(
          message: "is no web address: \(quoted(text))",
          hint: "it starts with `https://`, for example \"https://ghe.example/api/v3\"")
      }
      return .fits(text)
    }
  }

  /// A remote's address, checked but kept as written.
  static var remote: Self {
    text("an address", example: "\"git@git.example:acme/core-incidents.git\"") { text in
      switch ConfigurationForm<RemoteAddress>.address.convert(.string(text)) {
      case .fits: .fits(text)
      case .wrongType: .wrongType
      case .wrong(let message, let hint): .wrong(message: message, hint: hint)
      }
    }
  }
}

extension ConfigurationForm where Value == RemoteAddress {
  /// A repository's address.
  static var address: Self {
    text("an address", example: "\"https://git.example/billing.git\"") { text in
      do {
        return .fits(try RemoteAddress(parsing: text))
      } catch {
        return .wrong(
          message: "is no address that git may be given",
          hint: "write a URL, `user@host:path`, or a folder")
      }
    }
  }
}

extension ConfigurationForm where Value == RepositoryName {
  /// A repository's name.
  static var repository: Self {
    text("a string", example: "\"billing\"") { text in
      do {
        return .fits(try RepositoryName(text))
      } catch {
        return .wrong(
          message: "is no repository's name",
          hint: "1 to 255 characters without control characters")
      }
    }
  }
}

extension ConfigurationForm where Value == Span {
  /// A duration.
  static var span: Self {
    text("a duration", example: "\"2 weeks\"") { text in
      do {
        return .fits(try Span(parsing: text))
      } catch {
        return .wrong(
          message: "is no duration: \(quoted(text))",
          hint: "write for example \"2 weeks\", \"36 hours\" or \"90 seconds\"")
      }
    }
  }

  /// A duration of at least a second.
  static var positiveSpan: Self {
    Self(expected: span.expected, example: span.example) { value in
      let reading = span.convert(value)
      if case .fits(let span) = reading, span.seconds <= 0 {
        return .wrong(message: "has to be longer than nothing", hint: nil)
      }
      return reading
    }
  }
}

extension ConfigurationForm where Value == Timestamp {
  /// An instant in UTC, as a string or as a date of the document.
  static func instant(_ document: TOMLDocument, at path: TOMLPath) -> Self {
    let example = "\"2026-01-05T09:00:00Z\""
    return Self(expected: "an instant", example: example) { value in
      let text: String
      switch value {
      case .string(let written): text = written
      case .offsetDateTime:
        guard let range = document.range(of: path) else { return .wrongType }
        text = String(decoding: document.bytes[range], as: UTF8.self)
      default: return .wrongType
      }
      do {
        return .fits(try Timestamp(parsing: text))
      } catch {
        return .wrong(
          message: "is no instant in UTC: \(quoted(text))", hint: "write for example \(example)")
      }
    }
  }
}

extension ConfigurationForm where Value == Int {
  /// An integer within `range`.
  static func integer(in range: ClosedRange<Int>) -> Self {
    Self(expected: "an integer", example: "\(range.lowerBound)") { value in
      guard case .integer(let number) = value else { return .wrongType }
      guard let exact = Int(exactly: number), range.contains(exact) else {
        return .wrong(
          message:
            "is \(number), and has to be between \(range.lowerBound) and \(range.upperBound)",
          hint: nil)
      }
      return .fits(exact)
    }
  }
}

extension ConfigurationForm where Value == Double {
  /// A percentage: a number, or a string with `%`.
  static func percentage(upTo limit: Double) -> Self {
    Self(expected: "a percentage", example: "10") { value in
      let number: Double
      switch value {
      case .integer(let whole): number = Double(whole)
      case .float(let fraction): number = fraction
      case .string(let text):
        guard let parsed = percentage(text) else {
          return .wrong(
            message: "is no percentage: \(quoted(text))", hint: "write 10 or \"10%\"")
        }
        number = parsed
      default: return .wrongType
      }
      guard number >= 0, number <= limit else {
        return .wrong(
          message: "has to be between 0 and \(Int(limit)) per cent", hint: nil)
      }
      return .fits(number)
    }
  }

  /// The number before a `%`.
  static func percentage(_ text: String) -> Double? {
    guard text.hasSuffix("%") else { return nil }
    let digits = text.dropLast()
    guard let first = digits.first, first.isASCII, first.isNumber else { return nil }
    return Double(digits)
  }
}

extension ConfigurationForm where Value == Configuration.Threshold {
  /// A number of dependents, or a percentage of the fleet.
  static var threshold: Self {
    Self(expected: "a number of dependents or a percentage", example: "\"25%\"") { value in
      switch value {
      case .integer(let number):
        guard number >= 1, let exact = Int(exactly: number) else {
          return .wrong(message: "has to be at least 1", hint: nil)
        }
        return .fits(.count(exact))
      case .string(let text):
        guard let share = ConfigurationForm<Double>.percentage(text), share <= 100 else {
          return .wrong(
            message: "is no percentage: \(quoted(text))", hint: "write 1 or \"25%\"")
        }
        return .fits(.percent(share))
      default: return .wrongType
      }
    }
  }
}

extension ConfigurationForm where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  /// One word of a fixed set.
  static func choice(_ type: Value.Type) -> Self {
    let words = Value.allCases.map(\.rawValue)
    let list = words.map { quoted($0) }.joined(separator: ", ")
    return text("one of \(list)", example: quoted(words.first ?? "")) { text in
      if let value = Value(rawValue: text) { return .fits(value) }
      return .wrong(
        message: "is \(quoted(text)), which is none of \(list)",
        hint: nearest(to: text, among: words).map { "did you mean \(quoted($0))?" })
    }
  }
}

/// A text between quotation marks, shortened and without control characters.
func quoted(_ text: String) -> String {
  let short = text.count > 60 ? text.prefix(57) + "..." : text[...]
  let clean = String(
    String.UnicodeScalarView(
      short.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "?" : $0 }))
  return "\"\(clean)\""
}

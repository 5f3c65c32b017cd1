/// One token of Rust source: what it is, and where it begins.
struct RustToken {
  /// A punctuation mark's byte, one of the codes of ``RustSymbol``, or the number of a name.
  var symbol: UInt32
  /// The offset of its first byte.
  var start: UInt32

  var isName: Bool { symbol >= RustSymbol.firstName }
}

/// The symbols that the reader asks for by name.
enum RustSymbol {
  /// Marks of one byte are their own code.
  static func mark(_ character: Unicode.Scalar) -> UInt32 { character.value }

  static let open = mark("{")
  static let close = mark("}")
  static let openRound = mark("(")
  static let closeRound = mark(")")
  static let openSquare = mark("[")
  static let closeSquare = mark("]")
  static let less = mark("<")
  static let greater = mark(">")
  static let comma = mark(",")
  static let semicolon = mark(";")
  static let colon = mark(":")
  static let equals = mark("=")
  static let dot = mark(".")
  static let star = mark("*")
  static let bang = mark("!")
  static let hash = mark("#")
  static let ampersand = mark("&")
  static let pipe = mark("|")
  static let question = mark("?")
  static let at = mark("@")

  /// `::`
  static let path: UInt32 = 128
  /// `->`
  static let arrow: UInt32 = 129
  /// `=>`
  static let fatArrow: UInt32 = 130
  /// `..`, `...` and `..=`
  static let range: UInt32 = 131
  static let lifetime: UInt32 = 132
  static let literal: UInt32 = 133
  static let number: UInt32 = 134
  static let string: UInt32 = 135

  /// Names begin here; the keywords come first, in the order of ``Keyword``.
  static let firstName: UInt32 = 256
}

/// The words that the reader asks for.
enum Keyword: UInt32, CaseIterable {
  case `as` = 256
  case `const`
  case crate
  case dyn
  case `else`
  case `enum`
  case extern
  case fn
  case `for`
  case `if`
  case impl
  case `in`
  case `let`
  case loop
  case match
  case mod
  case mut
  case pub
  case ref
  case `return`
  case selfValue
  case selfType
  case `static`
  case `struct`
  case `super`
  case trait
  case type
  case unsafe
  case use
  case `where`
  case `while`
  case move
  case async
  case union
  case macroUse
  case macroRules
  case pathAttribute
  case derive
  case underscore
  case `default`
  case cfg
  case test

  /// As it is spelt in source.
  var spelling: String {
    switch self {
    case .selfValue: "self"
    case .selfType: "Self"
    case .macroUse: "macro_use"
    case .macroRules: "macro_rules"
    case .pathAttribute: "path"
    case .underscore: "_"
    default: "\(self)"
    }
  }

  /// Whether it can be no name of an item.
  var isReserved: Bool {
    switch self {
    case .union, .macroUse, .macroRules, .pathAttribute, .derive, .default, .cfg, .test: false
    default: true
    }
  }
}

/// An attribute as rustdoc prints it where it has no better form for it: as in the source
/// (`#[repr(C)]`), as the compiler's own notation (`#[attr = MustUse {reason: "…"}]`), or as the
/// bare name of a value without content (`non_exhaustive`).
struct AttributeText {
  private let text: String

  /// How most attributes begin that say nothing about the API.
  private static let noise = ["#[attr = Cfg", "#[attr = Inline", "#[allow", "#[attr = Cold"]

  init(_ text: String) {
    guard !Self.noise.contains(where: { text.utf8.starts(with: $0.utf8) }) else {
      self.text = ""
      return
    }
    var inner = text[...]
    while inner.last?.isWhitespace == true { inner.removeLast() }
    if inner.hasPrefix("#!["), inner.hasSuffix("]") {
      inner = inner.dropFirst(3).dropLast()
    } else if inner.hasPrefix("#["), inner.hasSuffix("]") {
      inner = inner.dropFirst(2).dropLast()
    }
    if inner.hasPrefix("unsafe("), inner.hasSuffix(")") { inner = inner.dropFirst(7).dropLast() }
    if inner.hasPrefix("attr = ") {
      inner = inner.dropFirst(7)
    } else if inner.hasPrefix("attr=\"") {
      inner = inner.dropFirst(6)
      while let last = inner.last, last == "\"" || last == ")" && !inner.contains("(") {
        inner.removeLast()
      }
    }
    self.text = String(inner)
  }

  /// The text up to the first character that is no part of a name.
  private var name: Substring { text.prefix(while: Self.isWord) }

  private static func isWord(_ character: Character) -> Bool {
    switch character {
    case "a"..."z", "A"..."Z", "0"..."9", "_": true
    default: false
    }
  }

  /// Adds what it says to `attributes`.
  func add(to attributes: inout RustAttributes) {
    guard !text.isEmpty else { return }
    switch name {
    case "non_exhaustive", "NonExhaustive": attributes.isNonExhaustive = true
    case "automatically_derived", "AutomaticallyDerived": attributes.isDerived = true
    case "track_caller", "TrackCaller": attributes.tracksCaller = true
    case "macro_export", "MacroExport": attributes.isExportedMacro = true
    case "no_mangle", "NoMangle": attributes.isNoMangle = true
    case "export_name", "ExportName": attributes.exportName = quoted.first
    case "link_section", "LinkSection": attributes.linkSection = quoted.first
    case "must_use", "MustUse": attributes.mustUse = .init(reason: quoted.first)
    case "target_feature", "TargetFeature":
      attributes.targetFeatures += quoted.flatMap { $0.split(separator: ",").map(String.init) }
    case "repr", "Repr":
      attributes.representation = representation(adding: attributes.representation)
    case "doc", "Doc":
      if text.dropFirst(3).contains("hidden"), quoted.isEmpty { attributes.isDocHidden = true }
    default:
      if Self.kept.contains(where: { name == $0 }) { attributes.others.append(text) }
    }
  }

  /// What is kept of the attributes that nothing else speaks of.
  private static let kept = ["no_std", "NoStd", "fundamental", "marker"]

  /// The texts in double quotes.
  private var quoted: [String] {
    var found: [String] = []
    var current: String?
    var isEscaped = false
    for character in text {
      if isEscaped {
        current?.append(character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "\"" {
        if let text = current { found.append(text) }
        current = current == nil ? "" : nil
      } else {
        current?.append(character)
      }
    }
    return found
  }

  private func representation(
    adding known: RustAttributes.Representation?
  ) -> RustAttributes.Representation {
    var result = known ?? RustAttributes.Representation()
    // `repr(C, align(8))` and `Repr([ReprC, ReprInt(SignedInt(I8)), ReprAlign(Align(8 bytes))])`
    // are the same once names and numbers are looked at one by one.
    var words: [Substring] = text.split { !Self.isWord($0) }
    words.removeFirst()
    for (place, word) in words.enumerated() {
      let number = words[(place + 1)...].lazy.prefix(2).compactMap { Int($0) }.first
      switch word {
      case "C", "ReprC": result.kind = .c
      case "transparent", "ReprTransparent": result.kind = .transparent
      case "simd", "ReprSimd": result.kind = .simd
      case "align", "ReprAlign": result.align = number
      case "packed", "ReprPacked": result.packed = number ?? 1
      case "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize",
        "U8", "U16", "U32", "U64", "U128", "Usize", "I8", "I16", "I32", "I64", "I128", "Isize":
        result.integer = word.lowercased()
      default: break
      }
    }
    return result
  }
}

extension RustType {
  /// The type as Rust: `&'a mut [T]`.
  package var text: String {
    var printer = RustText()
    printer.type(self)
    return printer.text
  }
}

extension RustPath {
  /// The path as Rust, as it was written: `io::Result<T>`.
  package var text: String {
    var printer = RustText()
    printer.path(self)
    return printer.text
  }
}

extension RustBound {
  /// The bound as Rust: `for<'a> Fn(&'a str)`.
  package var text: String {
    var printer = RustText()
    printer.bound(self)
    return printer.text
  }
}

extension RustGenerics {
  /// The parameters as Rust, in angle brackets; empty where there are none.
  package var text: String {
    var printer = RustText()
    printer.parameters(self)
    return printer.text
  }

  /// The `where` clause as Rust, without a space before it; empty where there is none.
  package var whereText: String {
    var printer = RustText()
    printer.predicates(self)
    return String(printer.text.drop { $0 == " " })
  }
}

extension RustFunction {
  /// The function as Rust, from its qualifiers to its `where` clause.
  package func text(named name: String) -> String {
    var printer = RustText()
    printer.function(self, named: name)
    return printer.text
  }
}

extension RustAttributes {
  /// What counts of the attributes, as Rust, each one by itself.
  package var texts: [String] {
    var texts: [String] = []
    if let deprecation {
      var parts: [String] = []
      if let since = deprecation.since { parts.append("since = \"\(since)\"") }
      if let note = deprecation.note { parts.append("note = \"\(note)\"") }
      texts.append(
        parts.isEmpty ? "#[deprecated]" : "#[deprecated(\(parts.joined(separator: ", ")))]")
    }
    if isDocHidden { texts.append("#[doc(hidden)]") }
    if isNonExhaustive { texts.append("#[non_exhaustive]") }
    if let mustUse {
      texts.append(mustUse.reason.map { "#[must_use = \"\($0)\"]" } ?? "#[must_use]")
    }
    if let representation { texts.append("#[repr(\(representation.text))]") }
    if isNoMangle { texts.append("#[no_mangle]") }
    if let exportName { texts.append("#[export_name = \"\(exportName)\"]") }
    if let linkSection { texts.append("#[link_section = \"\(linkSection)\"]") }
    if !targetFeatures.isEmpty {
      texts.append("#[target_feature(enable = \"\(targetFeatures.joined(separator: ","))\")]")
    }
    if tracksCaller { texts.append("#[track_caller]") }
    if isExportedMacro { texts.append("#[macro_export]") }
    return texts + others.map { "#[\($0)]" }
  }
}

extension RustAttributes.Representation {
  /// What stands in the parentheses: `C, align(8)`.
  package var text: String {
    var parts: [String] = []
    switch kind {
    case .rust: if integer == nil, align == nil, packed == nil { parts.append("Rust") }
    case .c: parts.append("C")
    case .transparent: parts.append("transparent")
    case .simd: parts.append("simd")
    }
    if let integer { parts.append(integer) }
    if let align { parts.append("align(\(align))") }
    if let packed { parts.append(packed == 1 ? "packed" : "packed(\(packed))") }
    return parts.joined(separator: ", ")
  }
}

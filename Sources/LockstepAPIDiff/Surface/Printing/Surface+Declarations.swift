extension Surface {
  /// The item as Rust declares it, on one line, without attributes and bodies:
  /// `pub fn push(&mut self, element: T)`, `pub struct Pair<T>`, `One { a: u8 }`.
  package func declaration(of id: ItemID) -> String {
    let item = self[id]
    var printer = RustText()
    if item.visibility == .public, !item.namespaces.contains(.macros) || item.isReexport {
      printer.write("pub ")
    }
    declare(item, with: &printer)
    return printer.text
  }

  /// The item with what is in it, on one line: the public fields of a struct or union, the variants
  /// of an enum, the items of a trait. Of other items the same as ``declaration(of:)``.
  package func fullDeclaration(of id: ItemID) -> String {
    let head = declaration(of: id)
    switch self[id].kind {
    case .structure(let value):
      return head + body(of: value.fields, value.shape, value.hasStrippedFields)
    case .union(let value): return head + body(of: value.fields, .named, value.hasStrippedFields)
    case .enumeration(let value):
      let parts = value.variants.map { declaration(of: $0) }
      return
        "\(head) { \((parts + (value.hasStrippedVariants ? [".."] : [])).joined(separator: ", ")) }"
    case .trait(let value):
      let parts = value.items.map { item -> String in
        if case .function(let function) = self[item].kind, function.hasBody {
          return declaration(of: item) + " { … }"
        }
        return declaration(of: item) + ";"
      }
      return parts.isEmpty ? "\(head) {}" : "\(head) { \(parts.joined(separator: " ")) }"
    default: return head
    }
  }

  /// The head of an impl: `unsafe impl<T: Send> Sync for Cell<T>`.
  package func declaration(of id: ImplementationID) -> String {
    let value = self[id]
    var printer = RustText()
    if value.isUnsafe { printer.write("unsafe ") }
    printer.write("impl")
    printer.parameters(value.generics)
    printer.write(" ")
    if let trait = value.trait {
      if value.isNegative { printer.write("!") }
      printer.path(trait)
      printer.write(" for ")
    }
    printer.type(value.type)
    printer.predicates(value.generics)
    return printer.text
  }

  private func declare(_ item: RustItem, with printer: inout RustText) {
    switch item.kind {
    case .module: printer.write("mod \(item.name)")
    case .function(let function): printer.function(function, named: item.name)
    case .structure(let value): generic("struct", item, value.generics, with: &printer)
    case .enumeration(let value): generic("enum", item, value.generics, with: &printer)
    case .union(let value): generic("union", item, value.generics, with: &printer)
    case .variant(let value): declare(item, value, with: &printer)
    case .field(let type):
      printer.write("\(item.name): ")
      printer.type(type)
    case .trait(let value): declare(item, value, with: &printer)
    case .traitAlias(let generics, let bounds):
      generic("trait", item, generics, with: &printer)
      printer.write(" = ")
      printer.bounds(bounds)
    case .typeAlias(let generics, let type):
      generic("type", item, generics, with: &printer)
      printer.write(" = ")
      printer.type(type)
    case .constant(let type, let value): declare("const", item, type, value, with: &printer)
    case .staticVariable(let type, let isMutable, let isUnsafe):
      if isUnsafe { printer.write("unsafe ") }
      declare(isMutable ? "static mut" : "static", item, type, nil, with: &printer)
    case .associatedConstant(let type, let value):
      declare("const", item, type, value, with: &printer)
    case .associatedType(let generics, let bounds, let type):
      printer.write("type \(item.name)")
      printer.parameters(generics)
      if !bounds.isEmpty {
        printer.write(": ")
        printer.bounds(bounds)
      }
      if let type {
        printer.write(" = ")
        printer.type(type)
      }
      printer.predicates(generics)
    case .macro(let source): printer.write(String(source.prefix { $0 != "{" && $0 != "(" }).trimmed)
    case .proceduralMacro(.derive, _): printer.write("#[derive(\(item.name))]")
    case .proceduralMacro(.attribute, _): printer.write("#[\(item.name)]")
    case .proceduralMacro(.functionLike, _): printer.write("\(item.name)!()")
    case .reexport(let value): declare(item, value, with: &printer)
    case .externType: printer.write("type \(item.name)")
    case .primitive: printer.write(item.name)
    }
  }

  private func generic(
    _ word: String, _ item: RustItem, _ generics: RustGenerics, with printer: inout RustText
  ) {
    printer.write("\(word) \(item.name)")
    printer.parameters(generics)
    printer.predicates(generics)
  }

  private func declare(
    _ word: String, _ item: RustItem, _ type: RustType, _ value: String?,
    with printer: inout RustText
  ) {
    printer.write("\(word) \(item.name): ")
    printer.type(type)
    if let value { printer.write(" = \(value)") }
  }

  private func declare(_ item: RustItem, _ value: RustTrait, with printer: inout RustText) {
    if value.isUnsafe { printer.write("unsafe ") }
    if value.isAuto { printer.write("auto ") }
    printer.write("trait \(item.name)")
    printer.parameters(value.generics)
    if !value.supertraits.isEmpty {
      printer.write(": ")
      printer.bounds(value.supertraits)
    }
    printer.predicates(value.generics)
  }

  private func declare(_ item: RustItem, _ value: RustVariant, with printer: inout RustText) {
    printer.write(item.name)
    switch value.shape {
    case .unit: break
    case .tuple:
      printer.write("(")
      printer.list(items(value.fields)) { printer, field in
        if case .field(let type) = field.kind { printer.type(type) }
      }
      printer.write(value.hasStrippedFields ? ", ..)" : ")")
    case .named:
      let parts = value.fields.map { declaration(of: $0) }
      printer.write(braces(parts + (value.hasStrippedFields ? [".."] : [])))
    }
    if value.hasExplicitDiscriminant, let discriminant = value.discriminant {
      printer.write(" = \(discriminant)")
    }
  }

  private func declare(_ item: RustItem, _ value: RustReexport, with printer: inout RustText) {
    if value.word == "crate" {
      printer.write("extern crate \(value.source)")
      if value.source != item.name { printer.write(" as \(item.name)") }
      return
    }
    printer.write("use \(value.source)")
    if value.isGlob {
      printer.write("::*")
    } else if value.source.split(separator: ":").last.map(String.init) != item.name {
      printer.write(" as \(item.name)")
    }
  }

  private func body(of fields: [ItemID], _ shape: RustShape, _ areStripped: Bool) -> String {
    let hasPrivate = areStripped || items(fields).contains { $0.visibility != .public }
    switch shape {
    case .unit: return ""
    case .tuple:
      let parts = items(fields).map { field -> String in
        guard field.visibility == .public, case .field(let type) = field.kind else { return "_" }
        return "pub \(type.text)"
      }
      return "(\((parts + (areStripped ? ["_"] : [])).joined(separator: ", ")))"
    case .named:
      let parts = items(fields).filter { $0.visibility == .public }.map { declaration(of: $0.id) }
      return braces(parts + (hasPrivate ? [".."] : []))
    }
  }

  private func braces(_ parts: [String]) -> String {
    parts.isEmpty ? " {}" : " { \(parts.joined(separator: ", ")) }"
  }
}

extension RustItem {
  fileprivate var isReexport: Bool {
    if case .reexport = kind { true } else { false }
  }
}

extension String {
  /// The text without spaces at its end.
  fileprivate var trimmed: String {
    var text = self
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}

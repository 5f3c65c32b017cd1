/// Writes Rust as a reader of the documentation knows it, on one line.
struct RustText {
  private(set) var text = ""

  mutating func write(_ part: some StringProtocol) { text += part }

  /// Writes values with a separator between them.
  mutating func list<Value>(
    _ values: some Sequence<Value>, separator: String = ", ",
    _ write: (inout RustText, Value) -> Void
  ) {
    var isFirst = true
    for value in values {
      if !isFirst { text += separator }
      isFirst = false
      write(&self, value)
    }
  }

  mutating func type(_ type: RustType) {
    switch type {
    case .path(let path): self.path(path)
    case .generic(let name): write(name)
    case .primitive(let name): write(name == "never" ? "!" : name)
    case .tuple(let types):
      write("(")
      list(types) { $0.type($1) }
      write(types.count == 1 ? ",)" : ")")
    case .slice(let element):
      write("[")
      self.type(element)
      write("]")
    case .array(let element, let length):
      write("[")
      self.type(element)
      write("; \(length)]")
    case .reference(let target, let lifetime, let isMutable):
      write("&")
      if let lifetime { write("\(lifetime) ") }
      if isMutable { write("mut ") }
      operand(target)
    case .pointer(let target, let isMutable):
      write(isMutable ? "*mut " : "*const ")
      operand(target)
    case .functionPointer(let function): functionPointer(function)
    case .dynamic(let traits, let lifetime):
      write("dyn ")
      list(traits, separator: " + ") { $0.traitBound($1) }
      if let lifetime { write(" + \(lifetime)") }
    case .opaque(let bounds):
      write("impl ")
      self.bounds(bounds)
    case .associated(let value): associated(value)
    case .pattern(let base, let text):
      self.type(base)
      write(" is \(text)")
    case .inferred: write("_")
    }
  }

  /// Writes a type behind `&` or `*`, where a sum of bounds needs parentheses.
  private mutating func operand(_ type: RustType) {
    let isSum =
      switch type {
      case .dynamic(let traits, let lifetime): traits.count > 1 || lifetime != nil
      case .opaque(let bounds): bounds.count > 1
      default: false
      }
    if isSum { write("(") }
    self.type(type)
    if isSum { write(")") }
  }

  private mutating func associated(_ value: RustAssociated) {
    let hasPlainTrait = value.trait.map { $0.arguments == RustArguments.none } ?? true
    if case .generic(let name) = value.owner, hasPlainTrait {
      write(name)
    } else if let trait = value.trait {
      write("<")
      type(value.owner)
      write(" as ")
      path(trait)
      write(">")
    } else {
      type(value.owner)
    }
    write("::\(value.name)")
    arguments(value.arguments)
  }

  mutating func path(_ path: RustPath) {
    write(path.written)
    arguments(path.arguments)
  }

  private mutating func arguments(_ arguments: RustArguments) {
    switch arguments {
    case .none: break
    case .returnTypeNotation: write("(..)")
    case .parenthesized(let inputs, let output):
      write("(")
      list(inputs) { $0.type($1) }
      write(")")
      result(output)
    case .angle(let arguments, let constraints):
      write("<")
      list(arguments) { $0.argument($1) }
      if !arguments.isEmpty, !constraints.isEmpty { write(", ") }
      list(constraints) { $0.constraint($1) }
      write(">")
    }
  }

  private mutating func argument(_ argument: RustArgument) {
    switch argument {
    case .lifetime(let name): write(name)
    case .type(let type): self.type(type)
    case .constant(let text): write(text)
    case .inferred: write("_")
    }
  }

  private mutating func constraint(_ constraint: RustConstraint) {
    write(constraint.name)
    arguments(constraint.arguments)
    equal(constraint.kind)
  }

  private mutating func equal(_ kind: RustConstraint.Kind) {
    switch kind {
    case .type(let type):
      write(" = ")
      self.type(type)
    case .constant(let text): write(" = \(text)")
    case .bounds(let bounds):
      write(": ")
      self.bounds(bounds)
    }
  }

  mutating func bounds(_ bounds: [RustBound]) {
    list(bounds, separator: " + ") { $0.bound($1) }
  }

  mutating func bound(_ bound: RustBound) {
    switch bound {
    case .trait(let bound): traitBound(bound)
    case .outlives(let name): write(name)
    case .captures(let names): write("use<\(names.joined(separator: ", "))>")
    }
  }

  mutating func traitBound(_ bound: RustTraitBound) {
    quantified(bound.quantified)
    switch bound.modifier {
    case .none: break
    case .maybe: write("?")
    case .maybeConst: write("[const] ")
    }
    path(bound.path)
  }

  private mutating func quantified(_ parameters: [RustParameter]) {
    guard !parameters.isEmpty else { return }
    write("for<")
    list(parameters) { $0.parameter($1) }
    write("> ")
  }

  /// Writes the parameters in angle brackets, without those that stand for `impl Trait`.
  mutating func parameters(_ generics: RustGenerics) {
    let declared = generics.declared
    guard !declared.isEmpty else { return }
    write("<")
    list(declared) { $0.parameter($1) }
    write(">")
  }

  private mutating func parameter(_ parameter: RustParameter) {
    switch parameter.kind {
    case .lifetime(let outlives):
      write(parameter.name)
      if !outlives.isEmpty { write(": \(outlives.joined(separator: " + "))") }
    case .type(let bounds, let value):
      write(parameter.name)
      if !bounds.isEmpty {
        write(": ")
        self.bounds(bounds)
      }
      if let value {
        write(" = ")
        type(value)
      }
    case .constant(let type, let value):
      write("const \(parameter.name): ")
      self.type(type)
      if let value { write(" = \(value)") }
    }
  }

  /// Writes the `where` clause, with a space before it.
  mutating func predicates(_ generics: RustGenerics) {
    guard !generics.predicates.isEmpty else { return }
    write(" where ")
    list(generics.predicates) { $0.predicate($1) }
  }

  private mutating func predicate(_ predicate: RustPredicate) {
    switch predicate {
    case .bound(let type, let bounds, let parameters):
      quantified(parameters)
      self.type(type)
      write(":")
      if !bounds.isEmpty { write(" ") }
      self.bounds(bounds)
    case .outlives(let name, let others): write("\(name): \(others.joined(separator: " + "))")
    case .equal(let type, let kind):
      self.type(type)
      equal(kind)
    }
  }

  private mutating func functionPointer(_ function: RustFunction) {
    quantified(function.generics.parameters)
    qualifiers(function)
    write("fn(")
    list(function.inputs) { $0.type($1.type) }
    if function.isVariadic { write(function.inputs.isEmpty ? "..." : ", ...") }
    write(")")
    result(function.output)
  }

  mutating func qualifiers(_ function: RustFunction) {
    if function.isConst { write("const ") }
    if function.isAsync { write("async ") }
    if function.isUnsafe { write("unsafe ") }
    if function.abi != "Rust" { write("extern \"\(function.abi)\" ") }
  }

  mutating func result(_ output: RustType?) {
    guard let output else { return }
    write(" -> ")
    type(output)
  }

  /// Writes a function from its qualifiers to its `where` clause.
  mutating func function(_ function: RustFunction, named name: String) {
    qualifiers(function)
    write("fn \(name)")
    parameters(function.generics)
    write("(")
    list(function.inputs) { $0.input($1) }
    if function.isVariadic { write(function.inputs.isEmpty ? "..." : ", ...") }
    write(")")
    result(function.output)
    predicates(function.generics)
  }

  private mutating func input(_ input: RustFunction.Argument) {
    if input.name == "self" {
      switch input.type {
      case .generic("Self"): return write("self")
      case .reference(.generic("Self"), let lifetime, let isMutable):
        return write("&\(lifetime.map { "\($0) " } ?? "")\(isMutable ? "mut " : "")self")
      default: break
      }
    }
    if !input.name.isEmpty { write("\(input.name): ") }
    type(input.type)
  }
}

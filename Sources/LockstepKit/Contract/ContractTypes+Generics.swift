internal import LockstepAPIDiff

extension ContractTypes {
  /// Types in which the parameters of `generics` stand for themselves.
  init(_ surface: Surface, keeping generics: [RustGenerics]) {
    self.init(surface)
    isGeneric = true
    for parameter in generics.flatMap(\.declared) { names[parameter.name] = parameter.name }
  }

  /// Parameters with their bounds, as a declaration has them in angle brackets and behind `where`.
  ///
  /// - Parameter extra: Lifetimes that are declared beside those of `generics`.
  mutating func declaration(
    of generics: [RustGenerics], extra: [String] = []
  ) -> (parameters: String, clause: String)? {
    place = .bound
    var lifetimes: [String] = []
    var others: [String] = []
    for parameter in generics.flatMap(\.declared) {
      switch parameter.kind {
      case .lifetime(let outlives):
        let bounds = outlives.isEmpty ? "" : ": \(outlives.joined(separator: " + "))"
        lifetimes.append(parameter.name + bounds)
      case .type(let found, _):
        guard let text = bounds(found) else { return nil }
        others.append(parameter.name + (text.isEmpty ? "" : ": \(text)"))
      case .constant(let type, _):
        guard let text = value(type) else { return nil }
        others.append("const \(parameter.name): \(text)")
      }
    }
    let declared = Set(generics.flatMap(\.declared).map(\.name))
    lifetimes += extra.filter { !declared.contains($0) }
    var predicates: [String] = []
    for predicate in generics.flatMap(\.predicates) {
      guard let text = text(predicate) else { return nil }
      if !text.isEmpty { predicates.append(text) }
    }
    let all = (lifetimes + others).joined(separator: ", ")
    return (
      all.isEmpty ? "" : "<\(all)>",
      predicates.isEmpty ? "" : " where \(predicates.joined(separator: ", "))"
    )
  }

  /// Bounds with `+` between them; `nil` where another crate cannot name one.
  mutating func bounds(_ bounds: [RustBound]) -> String? {
    let outer = place
    place = .bound
    defer { place = outer }
    var parts: [String] = []
    for bound in bounds {
      switch bound {
      case .captures: continue
      case .outlives(let name): parts.append(name)
      case .trait(let trait):
        guard let text = text(trait.path), trait.modifier != .maybeConst else { return nil }
        let quantified = trait.quantified.map(\.name).joined(separator: ", ")
        parts.append(
          (quantified.isEmpty ? "" : "for<\(quantified)> ")
            + (trait.modifier == .maybe ? "?" : "") + text)
      }
    }
    return parts.joined(separator: " + ")
  }

  private mutating func text(_ predicate: RustPredicate) -> String? {
    switch predicate {
    case .outlives(let name, let others):
      return others.isEmpty ? "" : "\(name): \(others.joined(separator: " + "))"
    case .bound(let type, let found, let quantified):
      guard let text = value(type), let bounds = bounds(found) else { return nil }
      let names = quantified.map(\.name).joined(separator: ", ")
      return bounds.isEmpty ? "" : (names.isEmpty ? "" : "for<\(names)> ") + "\(text): \(bounds)"
    case .equal: return nil
    }
  }

  /// A function that calls `path` with arguments of its own, as every caller could write it.
  ///
  /// - Parameter returning: Whether it hands on what `path` returns, which then has a type that can be
  ///   written.
  mutating func caller(
    of function: RustFunction, at path: String, owner: RustGenerics, returning: Bool
  ) -> String? {
    guard !function.isVariadic, let inputs = inputs(of: function) else { return nil }
    var output = ""
    if returning {
      guard !function.isAsync else { return nil }
      place = .output
      if let type = function.output {
        guard let text = text(type) else { return nil }
        output = " -> \(text)"
      }
    }
    guard let (parameters, clause) = declaration(of: [owner, function.generics], extra: lifetimes)
    else { return nil }
    let names = inputs.indices.map { "a\($0)" }
    let arguments = zip(names, inputs).map { "\($0): \($1)" }.joined(separator: ", ")
    var call = "\(path)(\(names.joined(separator: ", ")))"
    if function.isUnsafe { call = "unsafe { \(call) }" }
    if !returning { call = "let _ = \(call);" }
    return "{ fn caller\(parameters)(\(arguments))\(output)\(clause) { \(call) } }"
  }
}

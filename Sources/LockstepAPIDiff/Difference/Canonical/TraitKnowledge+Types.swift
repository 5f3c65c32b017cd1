extension TraitKnowledge {
  /// Whether a canonical type meets a canonical bound.
  ///
  /// - Parameter facts: what is asked of the parameters that the type can have.
  func type(_ type: RustType, meets bound: RustBound, given facts: Set<BoundFact>) -> Answer {
    guard case .trait(let wanted) = bound else { return .yes }
    if wanted == .sized { return isSized(type) ? .yes : .no }
    switch type {
    case .generic:
      let own = facts.filter { $0.subject == type }
      return own.contains { follows(bound, from: $0.bound) } ? .yes : .no
    case .dynamic(let traits, _):
      return traits.contains { follows(bound, from: .trait($0)) } ? .yes : .unknown
    case .opaque(let bounds):
      return bounds.contains { follows(bound, from: $0) } ? .yes : .unknown
    default: break
    }
    if let answer = conversion(type, wanted.path) { return answer }
    switch type {
    case .primitive(let name): return primitive(name, wanted.path)
    case .path(let path): return named(path, wanted.path, facts)
    case .reference(let target, _, let isMutable):
      return reference(to: target, isMutable, bound, wanted.path, facts)
    case .functionPointer(let function): return pointer(function, wanted.path)
    case .slice(let element), .array(let element, _):
      if StandardTypes.ofElements.contains(wanted.path.resolved) {
        return self.type(element, meets: bound, given: facts)
      }
      return sequence(element, wanted.path)
    case .tuple(let elements) where StandardTypes.ofElements.contains(wanted.path.resolved):
      let answers = Set(elements.map { self.type($0, meets: bound, given: facts) })
      return answers.contains(.no) ? .no : answers.contains(.unknown) ? .unknown : .yes
    default: return .unknown
    }
  }

  private func isSized(_ type: RustType) -> Bool {
    switch type {
    case .slice, .dynamic, .primitive("str"): false
    case .path(let path): !["std::path::Path", "std::ffi::os_str::OsStr"].contains(path.resolved)
    default: true
    }
  }

  /// `Into`, `From`, `AsRef`, `Borrow`: what the standard library converts.
  private func conversion(_ type: RustType, _ wanted: RustPath) -> Answer? {
    guard case .angle(let given, _) = wanted.arguments, given.count == 1,
      case .type(let other) = given[0]
    else { return nil }
    switch wanted.resolved {
    case "core::convert::Into", "core::convert::From", "core::convert::TryInto",
      "core::convert::TryFrom", "core::borrow::Borrow":
      if other == type { return .yes }
      if case .path(let option) = other, option.resolved == "core::option::Option",
        case .angle([.type(type)], _) = option.arguments
      {
        return .yes
      }
      guard ["core::convert::Into", "core::convert::TryInto"].contains(wanted.resolved),
        let from = Self.key(type), let to = Self.key(other)
      else { return nil }
      return StandardTraits.conversions[from]?.contains(to) == true ? .yes : nil
    case "core::convert::AsRef":
      if case .reference(let target, _, _) = type { return conversion(target, wanted) }
      if case .slice = type, type == other { return .yes }
      if case .array(let element, _) = type, .slice(element) == other { return .yes }
      if case .path(let path) = type, path.resolved == "alloc::vec::Vec",
        case .angle(let own, _) = path.arguments, case .type(let element)? = own.first,
        .slice(element) == other
      {
        return .yes
      }
      guard let from = Self.key(type), let to = Self.key(other) else { return nil }
      return StandardTraits.references[from]?.contains(to) == true ? .yes : nil
    default: return nil
    }
  }

  private static func key(_ type: RustType) -> String? {
    switch type {
    case .primitive(let name): name
    case .path(let path): path.resolved
    case .reference(.primitive("str"), _, _): "&str"
    case .slice(.primitive("u8")): "[u8]"
    default: nil
    }
  }

  private func primitive(_ name: String, _ wanted: RustPath) -> Answer {
    let numbers = [
      "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize",
      "f32", "f64",
    ]
    guard numbers.contains(name) || name == "bool" || name == "char" else { return .unknown }
    let trait = wanted.resolved
    if StandardTraits.ofScalars.contains(trait) { return .yes }
    if StandardTraits.ofExactScalars.contains(trait) { return name.hasPrefix("f") ? .no : .yes }
    if StandardTraits.ofNumbers.contains(trait) { return numbers.contains(name) ? .yes : .no }
    return .unknown
  }

  private func named(_ path: RustPath, _ wanted: RustPath, _ facts: Set<BoundFact>) -> Answer {
    let surface = identities.surface(.after)
    if let item = surface.items(at: path.resolved, in: .types).first {
      let has = surface.implementations(of: item.id).contains {
        guard !$0.isNegative, let trait = $0.trait else { return false }
        let name = trait.item.map { identities.name(of: $0, on: .after) } ?? trait.resolved
        return name == wanted.resolved
      }
      return has ? .yes : .no
    }
    if let answer = container(path, wanted, facts) { return answer }
    guard case .angle(let own, _) = path.arguments, case .type(let element)? = own.first,
      path.resolved == "alloc::vec::Vec" || path.resolved == "core::option::Option"
    else { return .unknown }
    return sequence(element, wanted)
  }

  /// What the standard library's own types have: always, or where their parameters have it.
  private func container(_ path: RustPath, _ wanted: RustPath, _ facts: Set<BoundFact>) -> Answer? {
    let trait = wanted.resolved
    guard let known = StandardTypes.table[path.resolved] else { return nil }
    if known.always.contains(trait) { return .yes }
    if known.never.contains(trait) { return .no }
    guard known.byParameters.contains(trait) else { return nil }
    guard case .angle(let own, _) = path.arguments else { return .unknown }
    var result = Answer.yes
    for case .type(let element) in own {
      switch self.type(element, meets: .trait(RustTraitBound(path: wanted)), given: facts) {
      case .yes: continue
      case .no: return .no
      case .unknown: result = .unknown
      }
    }
    return result
  }

  /// `IntoIterator` of what holds elements by value.
  private func sequence(_ element: RustType, _ wanted: RustPath) -> Answer {
    guard wanted.resolved == "core::iter::traits::collect::IntoIterator" else { return .unknown }
    guard case .angle(_, let constraints) = wanted.arguments, !constraints.isEmpty else {
      return .yes
    }
    return constraints.allSatisfy { $0.name == "Item" && $0.kind == .type(element) } ? .yes : .no
  }

  private func reference(
    to target: RustType, _ isMutable: Bool, _ bound: RustBound, _ wanted: RustPath,
    _ facts: Set<BoundFact>
  ) -> Answer {
    switch wanted.resolved {
    case "core::marker::Copy", "core::clone::Clone": return isMutable ? .no : .yes
    case "core::fmt::Debug", "core::fmt::Display", "core::hash::Hash", "core::cmp::PartialEq",
      "core::cmp::Eq", "core::cmp::PartialOrd", "core::cmp::Ord", "alloc::string::ToString":
      return type(target, meets: bound, given: facts)
    case "core::ops::function::Fn", "core::ops::function::FnOnce", "core::ops::function::FnMut":
      return type(target, meets: bound, given: facts)
    case "core::iter::traits::collect::IntoIterator":
      guard case .slice(let element) = target else { return .unknown }
      guard case .angle(_, let constraints) = wanted.arguments else { return .yes }
      return constraints.allSatisfy {
        guard case .type(.reference(element, _, isMutable)) = $0.kind else { return false }
        return true
      } ? .yes : .unknown
    default: return .unknown
    }
  }

  private func pointer(_ function: RustFunction, _ wanted: RustPath) -> Answer {
    switch wanted.resolved {
    case "core::ops::function::Fn", "core::ops::function::FnOnce", "core::ops::function::FnMut":
      guard case .parenthesized(let inputs, let output) = wanted.arguments else { return .unknown }
      return inputs == function.inputs.map(\.type) && output == function.output ? .yes : .unknown
    case "core::marker::Copy", "core::clone::Clone", "core::marker::Send", "core::marker::Sync":
      return .yes
    default: return .unknown
    }
  }
}

/// The variances of a surface's own types, worked out of their fields, private ones included.
///
/// The compiler infers them in the same way: it begins with parameters that are not met and takes
/// in every field until nothing changes.
struct Variances {
  private let surface: Surface
  private var known: [ItemID: [Variance]] = [:]

  /// Works out the variances of every type with parameters.
  init(of surface: Surface) {
    self.surface = surface
    let types = surface.items.filter {
      $0.kind.isNominalType && $0.generics?.declared.isEmpty == false
    }
    for item in types {
      known[item.id] = (item.generics?.declared ?? []).map { _ in .absent }
    }
    var isChanging = true
    while isChanging {
      isChanging = false
      for item in types {
        let found = variances(of: item)
        if found != known[item.id] {
          known[item.id] = found
          isChanging = true
        }
      }
    }
  }

  /// The variances of a type's parameters in their order; nothing for what has none.
  subscript(id: ItemID) -> [Variance] { known[id] ?? [] }

  private func variances(of item: RustItem) -> [Variance] {
    var walk = VarianceWalk(surface: surface, known: known)
    for type in surface.fieldTypes(of: item) { walk.visit(type, in: .covariant) }
    return (item.generics?.declared ?? []).map {
      if case .constant = $0.kind { .invariant } else { walk.found[$0.name] ?? .absent }
    }
  }
}

extension Surface {
  /// The types of all fields of a struct, an enum's variants, a union.
  fileprivate func fieldTypes(of item: RustItem) -> [RustType] {
    var owners = [item]
    if case .enumeration(let value) = item.kind { owners = items(value.variants) }
    return owners.flatMap { items($0.parts) }.compactMap {
      if case .field(let type) = $0.kind { type } else { nil }
    }
  }
}

/// Notes in which places a type has which parameter.
private struct VarianceWalk {
  let surface: Surface
  let known: [ItemID: [Variance]]
  /// The parameters, lifetimes among them, by their names.
  var found: [String: Variance] = [:]
  private var depth = 0

  init(surface: Surface, known: [ItemID: [Variance]]) {
    self.surface = surface
    self.known = known
  }

  private mutating func note(_ name: String?, _ place: Variance) {
    guard let name, place != .absent else { return }
    found[name] = (found[name] ?? .absent).joined(with: place)
  }

  mutating func visit(_ type: RustType, in place: Variance) {
    guard depth < Canonicalizer.deepest else { return }
    depth += 1
    defer { depth -= 1 }
    switch type {
    case .generic(let name): note(name, place)
    case .primitive, .inferred: break
    case .tuple(let elements): elements.forEach { visit($0, in: place) }
    case .slice(let element), .array(let element, _), .pattern(let element, _):
      visit(element, in: place)
    case .reference(let target, let lifetime, let isMutable):
      note(lifetime, place)
      visit(target, in: isMutable ? place.around(.invariant) : place)
    case .pointer(let target, let isMutable):
      visit(target, in: isMutable ? place.around(.invariant) : place)
    case .functionPointer(let function):
      function.inputs.forEach { visit($0.type, in: place.around(.contravariant)) }
      function.output.map { visit($0, in: place) }
    case .dynamic(let traits, let lifetime):
      note(lifetime, place)
      traits.forEach { visit($0.path.arguments, in: place.around(.invariant)) }
    case .opaque(let bounds):
      for case .trait(let bound) in bounds {
        visit(bound.path.arguments, in: place.around(.invariant))
      }
    case .associated(let value):
      visit(value.owner, in: place.around(.invariant))
      if let trait = value.trait { visit(trait.arguments, in: place.around(.invariant)) }
    case .path(let path): visit(path, in: place)
    }
  }

  /// Every argument in one kind of place: a trait's, and those of what nobody knows.
  private mutating func visit(_ arguments: RustArguments, in place: Variance) {
    switch arguments {
    case .none, .returnTypeNotation: break
    case .angle(let given, let constraints):
      given.forEach { visit($0, in: place) }
      for constraint in constraints {
        if case .type(let type) = constraint.kind { visit(type, in: place) }
      }
    case .parenthesized(let inputs, let output):
      inputs.forEach { visit($0, in: place) }
      output.map { visit($0, in: place) }
    }
  }

  private mutating func visit(_ argument: RustArgument, in place: Variance) {
    switch argument {
    case .lifetime(let name): note(name, place)
    case .type(let type): visit(type, in: place)
    case .constant, .inferred: break
    }
  }

  private mutating func visit(_ path: RustPath, in place: Variance) {
    guard let item = path.item else {
      let inner = Self.ofStandardTypes[path.resolved] ?? .unknown
      visit(path.arguments, in: place.around(inner))
      return
    }
    guard case .angle(let given, _) = path.arguments else { return }
    if case .typeAlias(let generics, let target) = surface[item].kind {
      var meant: [String: RustType] = [:]
      for (parameter, argument) in zip(generics.declared, given) {
        switch argument {
        case .type(let type): meant[parameter.name] = type
        case .lifetime(let name): meant[parameter.name] = .generic(name)
        case .constant, .inferred: break
        }
      }
      visit(target.replacing(meant), in: place)
      return
    }
    for (argument, inner) in zip(given, known[item] ?? []) {
      visit(argument, in: place.around(inner))
    }
  }

  /// How types of the standard library change with their parameters (from its documentation and the
  /// Reference's chapter on subtyping); all parameters of one type alike.
  private static let ofStandardTypes: [String: Variance] = {
    let covariant = [
      "core::marker::PhantomData", "core::option::Option", "core::result::Result",
      "core::mem::manually_drop::ManuallyDrop", "core::mem::maybe_uninit::MaybeUninit",
      "core::ptr::non_null::NonNull", "core::pin::Pin", "core::num::wrapping::Wrapping",
      "core::cmp::Reverse", "core::ops::range::Range", "core::ops::range::RangeInclusive",
      "core::ops::range::RangeFrom", "core::ops::range::RangeTo", "core::ops::range::Bound",
      "core::ops::control_flow::ControlFlow", "core::task::poll::Poll",
      "core::slice::iter::Iter", "core::str::iter::Chars", "core::str::iter::CharIndices",
      "alloc::boxed::Box", "alloc::rc::Rc", "alloc::rc::Weak", "alloc::sync::Arc",
      "alloc::sync::Weak", "alloc::vec::Vec", "alloc::vec::into_iter::IntoIter",
      "alloc::borrow::Cow", "alloc::string::String",
      "alloc::collections::vec_deque::VecDeque", "alloc::collections::linked_list::LinkedList",
      "alloc::collections::btree::map::BTreeMap", "alloc::collections::btree::set::BTreeSet",
      "alloc::collections::binary_heap::BinaryHeap", "std::collections::hash::map::HashMap",
      "std::collections::hash::set::HashSet",
    ]
    let invariant = [
      "core::cell::Cell", "core::cell::RefCell", "core::cell::UnsafeCell",
      "core::cell::once::OnceCell", "core::cell::lazy::LazyCell", "core::cell::RefMut",
      "core::sync::atomic::AtomicPtr", "core::slice::iter::IterMut",
      "std::sync::poison::mutex::Mutex", "std::sync::poison::rwlock::RwLock",
      "std::sync::mutex::Mutex", "std::sync::rwlock::RwLock", "std::sync::once_lock::OnceLock",
      "std::sync::lazy_lock::LazyLock", "std::sync::mpsc::Sender", "std::sync::mpsc::Receiver",
      "std::thread::local::LocalKey",
    ]
    var table: [String: Variance] = [:]
    for name in covariant { table[name] = .covariant }
    for name in invariant { table[name] = .invariant }
    return table
  }()
}

/// What became of a function's signature, as a caller sees it.
struct FunctionChange: Sendable {
  /// What became of the result.
  enum Output: Hashable, Sendable {
    /// The same type.
    case same
    /// A type that does for everybody who used the old one: an `impl Trait` that promises more.
    case narrowed
    /// Another type.
    case changed
    /// Nothing any more.
    case removed
    /// Something, where there was nothing.
    case added
  }

  /// Whether the number of arguments, `self` left out, changed.
  var hasOtherCount = false
  /// The places of arguments that take something else now.
  var changedInputs: [Int] = []
  /// The places of arguments that take more than before.
  var generalizedInputs: [Int] = []
  /// What became of the result.
  var output = Output.same
  /// How `self` was taken, and is.
  var receivers: (before: RustFunction.Receiver, after: RustFunction.Receiver)
  /// Whether the type of a `self: Type` changed.
  var hasOtherReceiverType = false
  /// Whether callers who name the type parameters have to name another number of them.
  var hasOtherTypeParameters = false
  /// Whether callers who name the constants have to name another number of them.
  var hasOtherConstantParameters = false
  /// Whether the type parameters stand in another order.
  var hasReorderedTypes = false
  /// Whether the constants stand in another order.
  var hasReorderedConstants = false
  /// What is asked of the parameters in addition.
  var addedFacts: [BoundFact] = []
  /// What is asked no longer.
  var removedFacts: [BoundFact] = []
  /// What the impl asks in addition.
  var addedOuterFacts: [BoundFact] = []
  /// What the impl asks no longer.
  var removedOuterFacts: [BoundFact] = []
  /// Whether the result holds on to more lifetimes.
  var capturesMore = false
  /// Whether it became `async`, or no longer is.
  var hasOtherAsync = false

  /// Compares two signatures; `outer` says what the impl's parameters stand for.
  init(from old: Signature, to new: Signature, outer: [String: RustType], _ traits: TraitKnowledge)
  {
    let new = new.replacing(outer)
    var unifier = Unifier(marks: ["#"])
    receivers = (old.receiver, new.receiver)
    hasOtherReceiverType =
      old.receiver == .other && new.receiver == .other && old.receiverType != new.receiverType
    if old.receiver == new.receiver, let first = new.receiverType, let second = old.receiverType {
      _ = unifier.match(first, second)
    }
    hasOtherAsync = old.isAsync != new.isAsync
    guard old.inputs.count == new.inputs.count else {
      hasOtherCount = true
      return
    }
    compareInputs(old, new, &unifier)
    compareFacts(old, new, unifier.bindings, outer, traits)
    compareParameters(old, new, unifier.bindings)
    compareOutput(old, new, unifier.bindings, traits)
    if let before = old.captures, let after = new.captures {
      let named = after.map { unifier.bindings.lifetime($0) }
      let isHeld = output == .same || output == .narrowed
      capturesMore = isHeld && !Set(named).isSubset(of: before)
      if capturesMore { output = .same }
    }
  }

  /// The change as far as it is none of types: the number of arguments, how `self` is taken.
  var withoutTypes: FunctionChange {
    var result = self
    (result.changedInputs, result.generalizedInputs) = ([], [])
    (result.addedFacts, result.removedFacts) = ([], [])
    (result.addedOuterFacts, result.removedOuterFacts) = ([], [])
    if output == .changed || output == .narrowed, !hasOtherAsync { result.output = .same }
    return result
  }

  private mutating func compareInputs(_ old: Signature, _ new: Signature, _ unifier: inout Unifier)
  {
    var claims: [String: String] = [:]
    if let type = new.receiverType, let own = old.receiverType {
      _ = Self.isRenaming(type, own, unifier.bindings, &claims)
    }
    for (place, (before, after)) in zip(old.inputs, new.inputs).enumerated() {
      var attempt = unifier
      if attempt.match(after, before) {
        unifier = attempt
        if !Self.isRenaming(after, before, unifier.bindings, &claims) {
          generalizedInputs.append(place)
        }
        continue
      }
      // `&mut T` is taken where `&T` is wanted.
      if case .reference(let wanted, _, false) = after, case .reference(let given, _, true) = before
      {
        attempt = unifier
        if attempt.match(wanted, given) {
          unifier = attempt
          generalizedInputs.append(place)
          continue
        }
      }
      changedInputs.append(place)
    }
  }

  /// Whether the general type is the special one with other names: no two of its parameters, and
  /// none of its lifetimes and `'static`, became one.
  ///
  /// - Parameter claims: Which parameter stands for which of the old ones, in the arguments before.
  private static func isRenaming(
    _ general: RustType, _ special: RustType, _ bindings: [String: RustType],
    _ claims: inout [String: String]
  ) -> Bool {
    var names: [String: RustType] = [:]
    for (name, type) in bindings.sorted(by: { $0.key < $1.key }) {
      guard case .generic(let other) = type, other != "'static", general.mentionsOrLives(name),
        claims[other, default: name] == name
      else { continue }
      claims[other] = name
      names[name] = type
    }
    return general.replacing(names) == special
  }

  private mutating func compareFacts(
    _ old: Signature, _ new: Signature, _ bindings: [String: RustType],
    _ outer: [String: RustType], _ traits: TraitKnowledge
  ) {
    let own = Self.compare(old.facts, new.facts, bindings, given: old.outerFacts, traits)
    (addedFacts, removedFacts) = (own.added, own.removed)
    addedFacts += Self.ownFacts(new.facts, notIn: old.facts, bindings, traits)
    let around = Self.compare(old.outerFacts, new.outerFacts, outer, given: [], traits)
    (addedOuterFacts, removedOuterFacts) = (around.added, around.removed)
    // What only moved between the impl and the method is the same.
    let all = bindings.merging(outer) { first, _ in first }
    let later = Set(new.facts.union(new.outerFacts).map { $0.replacing(all) })
    addedOuterFacts.removeAll { $0.follows(from: old.facts, traits) }
    removedFacts.removeAll { $0.follows(from: later, traits) }
    removedOuterFacts.removeAll { $0.follows(from: later, traits) }
    // An argument that took one type and now takes whatever meets a bound takes something else
    // where that type does not meet it.
    for (name, type) in bindings {
      if case .generic(let other) = type, other.hasPrefix("#") { continue }
      let asked = new.facts.filter { $0.subject == .generic(name) && $0.value == nil }
      let isMet = asked.allSatisfy {
        let bound = $0.bound.replacing(bindings)
        return traits.type(type, meets: bound, given: old.facts.union(old.outerFacts)) == .yes
      }
      guard !isMet else { continue }
      let places = generalizedInputs.filter { new.inputs[$0].mentions(name) }
      changedInputs += places
      generalizedInputs.removeAll { places.contains($0) }
    }
    changedInputs.sort()
  }

  /// What a method of a trait asks of `Self` in addition.
  private static func ownFacts(
    _ new: Set<BoundFact>, notIn old: Set<BoundFact>, _ bindings: [String: RustType],
    _ traits: TraitKnowledge
  ) -> [BoundFact] {
    new.filter { fact in
      guard fact.subject == .generic("Self"), fact.value == nil else { return false }
      let bound = fact.bound.replacing(bindings)
      return !old.contains {
        $0.subject == fact.subject && traits.follows(bound, from: $0.bound)
      }
    }
  }

  /// What is asked in addition, and what no longer, in the old one's terms.
  static func compare(
    _ old: Set<BoundFact>, _ new: Set<BoundFact>, _ bindings: [String: RustType],
    given others: Set<BoundFact>, _ traits: TraitKnowledge
  ) -> (added: [BoundFact], removed: [BoundFact]) {
    var added: [BoundFact] = []
    var translated: Set<BoundFact> = []
    for fact in new {
      let own = BoundFact(
        fact.subject.replacing(bindings), fact.bound.replacing(bindings),
        value: fact.value?.replacing(bindings))
      translated.insert(own)
      if old.contains(own) || others.contains(own) { continue }
      if case .generic(let name) = fact.subject, let type = bindings[name] {
        // A parameter that stands for a type of its own is judged with its argument.
        guard case .generic = type else { continue }
      } else if case .generic(let name) = own.subject, !name.hasPrefix("'") {
        // A parameter that nobody could name before asks nothing of the old callers.
        guard old.contains(where: { $0.subject == own.subject }) else { continue }
      }
      if own.value == nil, own.subject.isConcrete {
        // Nobody chooses what is asked of a type that is fixed: it has the trait, or it has not.
        if traits.type(own.subject, meets: own.bound, given: old) == .no { added.append(own) }
        continue
      }
      if own.value == nil,
        old.contains(where: {
          $0.subject == own.subject && traits.follows(own.bound, from: $0.bound)
        })
      {
        continue
      }
      added.append(own)
    }
    let known = Set(translated.map(\.subject))
    let removed = old.subtracting(translated).filter { fact in
      known.contains(fact.subject)
        && !translated.contains {
          $0.subject == fact.subject && traits.follows(fact.bound, from: $0.bound)
        }
    }
    return (added, Array(removed))
  }

  private mutating func compareParameters(
    _ old: Signature, _ new: Signature, _ bindings: [String: RustType]
  ) {
    let types = new.typeParameters.map { $0.replacing(bindings) }
    if old.typeParameters.count == types.count {
      hasReorderedTypes = old.typeParameters != types && Set(old.typeParameters) == Set(types)
    } else {
      let isInferred = new.typeParameters.allSatisfy {
        if case .generic(let name) = $0 { bindings[name] != nil } else { true }
      }
      hasOtherTypeParameters = !(old.typeParameters.isEmpty && isInferred)
    }
    let constants = new.constantParameters.map { bindings.constant($0) }
    if old.constantParameters.count == constants.count {
      hasReorderedConstants =
        old.constantParameters != constants && Set(old.constantParameters) == Set(constants)
    } else {
      let isInferred = new.constantParameters.allSatisfy { bindings[$0] != nil }
      hasOtherConstantParameters = !(old.constantParameters.isEmpty && isInferred)
    }
  }

  private mutating func compareOutput(
    _ old: Signature, _ new: Signature, _ bindings: [String: RustType], _ traits: TraitKnowledge
  ) {
    var (was, now) = (old.output, new.output?.replacing(bindings))
    if hasOtherAsync {
      // `async fn f() -> T` is `fn f() -> impl Future<Output = T>`.
      if old.isAsync { was = .future(of: was) }
      if new.isAsync { now = .future(of: now) }
    }
    let implied = new.implied.map { bindings.lifetime($0) }
    switch (was, now) {
    case (nil, nil): output = .same
    case (nil, _?): output = .added
    case (_?, nil): output = .removed
    case (let before?, let after?):
      if before == after {
        output = .same
      } else if Self.does(
        after.forgetting(implied), for: before.forgetting(implied),
        borrowedFor: old.receiverType?.lifetimes.first, facts: old.facts.union(old.outerFacts),
        traits)
      {
        output = .narrowed
      } else {
        output = .changed
      }
    }
  }

  /// Whether a result does for everybody who got the other one.
  ///
  /// - Parameter borrow: How long `self` is borrowed; the lifetimes of its type are longer.
  private static func does(
    _ new: RustType, for old: RustType, borrowedFor borrow: String?, facts: Set<BoundFact>,
    _ traits: TraitKnowledge
  ) -> Bool {
    if case .opaque(let promised) = old {
      if case .opaque(let given) = new {
        return promised.allSatisfy { want in given.contains { traits.follows(want, from: $0) } }
      }
      return promised.allSatisfy { traits.type(new, meets: $0, given: facts) != .no }
    }
    let (first, second) = (old.lifetimes, new.lifetimes)
    guard first.count == second.count, old.erasingLifetimes == new.erasingLifetimes else {
      return false
    }
    return zip(first, second).allSatisfy {
      $0 == $1 || $1 == "'static" || ($0 == borrow && $0.hasPrefix("'#") && $1.hasPrefix("'%"))
    }
  }
}

extension Signature {
  /// The lifetime that a result which holds on to nothing else outlives anyway.
  fileprivate var implied: String? {
    guard let captures, captures.count < 2, typeParameters.isEmpty else { return nil }
    return captures.first
  }
}

extension RustType {
  /// `impl Future<Output = T>`, which is what an `async` function returns.
  fileprivate static func future(of output: RustType?) -> RustType {
    let constraint = RustConstraint(name: "Output", kind: .type(output ?? .tuple([])))
    return .opaque([
      .trait(
        RustTraitBound(
          path: RustPath(
            written: "Future", resolved: "core::future::future::Future",
            arguments: .angle([], constraints: [constraint]))))
    ])
  }

  /// An `impl Trait` without the promise to outlive a lifetime.
  fileprivate func forgetting(_ lifetime: String?) -> RustType {
    guard let lifetime, case .opaque(let bounds) = self else { return self }
    return .opaque(bounds.filter { $0 != .outlives(lifetime) })
  }
}

extension [String: RustType] {
  /// The constant that stands in the place of `name`.
  func constant(_ name: String) -> String {
    if case .primitive(let value)? = self[name] { value } else { name }
  }
}

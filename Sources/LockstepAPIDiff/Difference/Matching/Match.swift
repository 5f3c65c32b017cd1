/// An item of the baseline, of the candidate, or of both.
package struct Match: Sendable {
  /// What part it plays.
  package var role: Role
  /// The public path by which it is found.
  package var path: String
  /// The baseline's item; `nil` where it is new.
  package var before: RustItem?
  /// The candidate's item; `nil` where it is gone.
  package var after: RustItem?
  /// What the item belongs to, on both sides.
  var owner: Owner?
  /// What became of a function's signature; `nil` where nothing did.
  var function: FunctionChange?
  /// What became of a type's or a trait's parameters.
  var generics: GenericsDelta?
  /// Whether an associated type asks more, and less, of its own parameters and of `Self`.
  var ownFacts = (added: false, removed: false)
  /// Whether the type of a field, a constant, an alias changed.
  var hasOtherType = false
  /// Where the item, gone from its path, can be found now.
  package var foundAt: String?

  /// A type, a trait or a variant, as it was and as it is.
  struct Owner: Sendable {
    var before: RustItem
    var after: RustItem
  }

  init(_ role: Role, _ path: String, before: RustItem?, after: RustItem?, owner: Owner? = nil) {
    self.role = role
    self.path = path
    self.before = before
    self.after = after
    self.owner = owner
  }

  /// Whether the item's trait can be implemented by dependents of the baseline.
  var isOfOpenTrait: Bool {
    if case .trait(let value)? = owner?.before.kind { value.sealing.isOpen } else { false }
  }
}

extension Match {
  /// Whether a function, a field, a constant is to the letter what it was, and means the same.
  var isUntouched: Bool {
    guard let before, let after, function == nil, generics == nil, !hasOtherType else {
      return false
    }
    return before.name == after.name && before.kind == after.kind
      && before.attributes == after.attributes && before.visibility == after.visibility
  }
}

extension Match.Owner {
  /// Whether both sides declare the same parameters, with the same names.
  var hasSameGenerics: Bool {
    (before.generics ?? RustGenerics()) == (after.generics ?? RustGenerics())
  }
}

/// What became of the generic parameters of a type or a trait.
struct GenericsDelta: Sendable {
  /// The parameters, counted.
  var counts: GenericsChange
  /// Whether type parameters with the same names stand in another order.
  var hasReorderedTypes = false
  /// Whether constants with the same names stand in another order.
  var hasReorderedConstants = false
  /// The parameters whose default is another.
  var changedDefaults: [String] = []
  /// The parameters that have a default now.
  var addedDefaults: [String] = []
  /// What is asked of parameters in addition.
  var addedFacts: [BoundFact] = []
  /// What is asked no longer.
  var removedFacts: [BoundFact] = []
}

/// An implementation of a trait that came, went or changed.
struct ImplementationMatch: Sendable {
  /// What became of it.
  enum State: Hashable, Sendable {
    case removed, added, tightened, relaxed, otherTypes
  }

  /// What became of it.
  var state: State
  /// The path of the type that it is for, or of the trait where the type is not ours.
  var path: String
  /// The baseline's.
  var before: ImplementationID?
  /// The candidate's.
  var after: ImplementationID?
  /// The implementation itself: the baseline's, or the new one.
  var value: RustImplementation
  /// The trait's canonical name.
  var trait: String
  /// The type's item, of the candidate.
  var owner: RustItem?
  /// What exactly: a bound, a type.
  var detail = ""
}

/// Something that could not be compared.
package struct Undecided: Hashable, Sendable {
  /// The item's path.
  package var item: String
  /// What stands in the way.
  package var reason: String

  /// Tells what could not be compared, and why.
  package init(item: String, reason: String) {
    self.item = item
    self.reason = reason
  }
}

import LockstepCore

extension Rule {
  /// `struct A;`, `struct A(…);`, `struct A { … }`.
  static let structShapes: [Rule] = [
    Rule(
      "unit_struct_changed_kind", .major, "the unit struct `{item}` has fields or braces now",
      why: "Its name alone is no value any more.", see: CargoBook.structTupleNormal,
      .pairs(.structure) { match, comparison in
        match.changesShape(from: .unit, comparison)
      }),
    Rule(
      "tuple_struct_to_plain_struct", .major, "the tuple struct `{item}` has named fields now",
      why: "Fields are called otherwise, and it is built in another way.",
      see: CargoBook.structTupleNormal,
      .pairs(.structure) { match, comparison in
        match.changesShape(from: .tuple, comparison)
      }),
    Rule(
      "plain_struct_to_tuple_struct", .major, "the struct `{item}` has no named fields any more",
      why: "Fields are called otherwise, and it is built in another way.",
      see: CargoBook.structTupleNormal,
      .pairs(.structure) { match, comparison in
        match.changesShape(from: .named, comparison)
      }),
  ]
}

extension Match {
  /// Whether a struct that had this shape has another, and somebody can tell.
  func changesShape(from shape: RustShape, _ comparison: Comparison) -> Bool {
    guard case .structure(let old)? = before?.kind, case .structure(let new)? = after?.kind,
      let before, old.shape == shape, new.shape != shape
    else { return false }
    // `S {}` is a literal of each of the shapes.
    if shape == .named, old.fields.isEmpty, new.shape == .unit || new.fields.isEmpty {
      return false
    }
    return comparison.before.isConstructible(before) || comparison.before.hasPublicFields(before)
  }
}

import LockstepCore

extension Rule {
  /// Methods and constants of types.
  static let associatedItems: [Rule] = [
    Rule(
      "inherent_method_missing", .major, "the method `{item}` is gone, or no longer public{detail}",
      why: "Calls do not compile.", see: CargoBook.itemRemove, .missing(.method)),
    Rule(
      "inherent_method_added", .minor, "the method `{item}` is new",
      why: "A trait's method of the same name is hidden by it, which is rare.",
      see: CargoBook.inherentItem, .added(.method)),
    Rule(
      "inherent_associated_pub_const_missing", .major,
      "the constant `{item}` is gone, or no longer public",
      why: "Uses do not compile.", see: CargoBook.itemRemove, .missing(.associatedConstant)),
    Rule(
      "inherent_associated_pub_const_added", .minor, "the constant `{item}` is new",
      why: "Nobody can have used it.", see: CargoBook.inherentItem, .added(.associatedConstant)),
    Rule(
      "inherent_associated_const_type_changed", .major, "the constant `{item}` has another type",
      why: "Uses as what it was do not compile.", see: CargoBook.constants,
      .pairs(.associatedConstant) { match, _ in match.hasOtherType }),
    Rule(
      "inherent_associated_type_missing", .major, "the associated type `{item}` is gone",
      why: "Uses do not compile.", see: CargoBook.itemRemove, .missing(.associatedType)),
  ]
}

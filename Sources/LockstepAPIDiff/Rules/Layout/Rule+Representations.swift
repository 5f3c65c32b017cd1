import LockstepCore

extension Rule {
  /// `#[repr(…)]`.
  static let representations: [Rule] = [
    repr(
      "repr_c_removed", .major, "is no longer laid out as in C", CargoBook.reprCRemove
    ) { $0.kind == .c && $1.kind != .c },
    repr("repr_c_added", .minor, "is laid out as in C now", CargoBook.reprCAdd) {
      $0.kind == .rust && $1.kind == .c
    },
    repr("repr_align_added", .major, "has an alignment of its own now", CargoBook.reprAlignAdd) {
      $0.align == nil && $1.align != nil
    },
    repr(
      "repr_align_removed", .major, "has no alignment of its own any more",
      CargoBook.reprAlignRemove
    ) { $0.align != nil && $1.align == nil },
    repr("repr_align_changed", .major, "has another alignment", CargoBook.reprAlignChange) {
      $0.align != nil && $1.align != nil && $0.align != $1.align
    },
    repr("repr_packed_added", .major, "is packed now", CargoBook.reprPackedAdd) {
      $0.packed == nil && $1.packed != nil
    },
    repr("repr_packed_removed", .major, "is no longer packed", CargoBook.reprPackedRemove) {
      $0.packed != nil && $1.packed == nil
    },
    repr("repr_packed_changed", .major, "is packed otherwise", CargoBook.reprPackedChange) {
      $0.packed != nil && $1.packed != nil && $0.packed != $1.packed
    },
    transparent("struct_repr_transparent_removed", "struct", .structure),
    transparent("enum_repr_transparent_removed", "enum", .enumeration),
    repr(
      "repr_transparent_added", .minor, "is laid out as its one field now",
      CargoBook.reprTransparentAdd
    ) { $0.kind == .rust && $1.kind == .transparent },
    repr(
      "enum_repr_int_added", .minor, "has a number of a fixed size behind it now",
      CargoBook.reprIntAdd
    ) { $0.integer == nil && $1.integer != nil },
    repr(
      "enum_repr_int_removed", .major, "has no number of a fixed size behind it any more",
      CargoBook.reprIntRemove
    ) { $0.integer != nil && $1.integer == nil },
    repr(
      "enum_repr_int_changed", .major, "has a number of another size behind it",
      CargoBook.reprIntChange
    ) { $0.integer != nil && $1.integer != nil && $0.integer != $1.integer },
  ]

  private static func transparent(_ id: String, _ noun: String, _ role: Role) -> Rule {
    Rule(
      id, .major, "the \(noun) `{item}` is no longer laid out as its one field",
      why: "Code that passes one for the other, over a foreign interface above all, is wrong now.",
      see: CargoBook.reprTransparentRemove,
      .pairs(role) { match, comparison in
        guard let (old, new) = match.representations, let before = match.before else {
          return false
        }
        return old.kind == .transparent && new.kind != .transparent
          && comparison.before.isTransparencyPromised(before)
      })
  }

  private static func repr(
    _ id: String, _ bump: Bump, _ what: String, _ link: String,
    _ condition:
      @escaping @Sendable (
        RustAttributes.Representation, RustAttributes.Representation
      ) -> Bool
  ) -> Rule {
    Rule(
      id, bump, "`{item}` \(what)",
      why: "The layout of a type with a `repr` is known outside: foreign interfaces and `unsafe` "
        + "code build on it.",
      see: link,
      Strategy { comparison in
        [Role.structure, .enumeration, .union].flatMap { role in
          Strategy.pairs(role) { match, _ in
            match.representations.map { condition($0.before, $0.after) } ?? false
          }.find(comparison)
        }
      })
  }
}

extension Match {
  /// How the type is laid out, on either side.
  var representations:
    (before: RustAttributes.Representation, after: RustAttributes.Representation)?
  {
    guard let before, let after, !hasOtherKind else { return nil }
    return (
      before.attributes.representation ?? RustAttributes.Representation(),
      after.attributes.representation ?? RustAttributes.Representation()
    )
  }
}

extension Surface {
  /// Whether dependents may rely on `repr(transparent)`: the one field is theirs to see, or generic.
  func isTransparencyPromised(_ item: RustItem) -> Bool {
    guard case .structure = item.kind else { return true }
    return items(item.parts).contains {
      if $0.visibility == .public && !$0.attributes.isDocHidden { return true }
      if case .field(.generic) = $0.kind { return true }
      return false
    }
  }
}

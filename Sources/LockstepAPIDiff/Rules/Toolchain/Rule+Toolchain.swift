import LockstepCore

extension Rule {
  /// What the package asks of the toolchain, and in which forms it is built.
  static let toolchain: [Rule] = [
    Rule(
      "rust_version_raised", .minor, "a newer Rust is needed: {detail}",
      why: "With an older toolchain the package does not build; by convention that is no breaking "
        + "change.",
      see: CargoBook.rustVersion,
      .manifest { old, new in
        guard let now = new.rustVersion, RustVersion(now) > RustVersion(old.rustVersion ?? "")
        else {
          return []
        }
        return [
          ManifestChange(
            name: "rust-version", before: old.rustVersion, after: now, detail: now)
        ]
      }),
    Rule(
      "no_std_removed", .major, "`{item}` needs the standard library now",
      why: "Where there is none it does not build.", see: CargoBook.noStd,
      Strategy { comparison in
        comparison.before.isNoStd && !comparison.after.isNoStd
          ? [
            Sighting(
              path: comparison.before.crate, before: .text("#![no_std]"), after: nil)
          ] : []
      }),
    Rule(
      "library_missing", .major, "the package has no library any more",
      why: "Nobody can depend on it.", see: CargoBook.itemRemove,
      .manifest { old, new in
        old.libraryKinds.isEmpty || !new.libraryKinds.isEmpty
          ? [] : [ManifestChange(name: old.name, before: old.libraryKinds.joined(separator: ", "))]
      }),
    Rule(
      "library_kind_missing", .major, "the library is no longer built as `{item}`",
      why: "Whoever links it in that form finds nothing.", see: CargoBook.environment,
      .manifest { old, new in
        guard !new.libraryKinds.isEmpty else { return [] }
        return old.linkedKinds.subtracting(new.linkedKinds).sorted().map {
          ManifestChange(
            name: $0, before: old.libraryKinds.joined(separator: ", "),
            after: new.libraryKinds.joined(separator: ", "))
        }
      }),
    Rule(
      "library_renamed", .major, "the library `{item}` bears another name",
      why: "Every path begins with the name.", see: CargoBook.itemRemove,
      Strategy { comparison in
        let (old, new) = (comparison.before.crate, comparison.after.crate)
        return old == new ? [] : [Sighting(path: old, before: .text(old), after: .text(new))]
      }),
    Rule(
      "links_added", .major, "the package links the native library `{item}` now, alone of all",
      why: "Cargo refuses a build in which two packages link the same.", see: CargoBook.environment,
      .manifest { old, new in
        guard let now = new.links, now != old.links else { return [] }
        return [ManifestChange(name: now, before: old.links, after: now)]
      }),
  ]
}

extension PackageFacts {
  /// The forms in which the library is built; `lib` and `rlib` are the same.
  var linkedKinds: Set<String> { Set(libraryKinds.map { $0 == "rlib" ? "lib" : $0 }) }
}

/// A version of Rust as a manifest has it: one to three numbers.
struct RustVersion: Hashable, Comparable {
  private let parts: [Int]

  /// Reads a version; what is no number counts as 0.
  init(_ text: String) {
    let read = text.split(separator: ".").prefix(3).map { Int($0) ?? 0 }
    parts = read + Array(repeating: 0, count: 3 - read.count)
  }

  static func < (left: RustVersion, right: RustVersion) -> Bool {
    left.parts.lexicographicallyPrecedes(right.parts)
  }
}

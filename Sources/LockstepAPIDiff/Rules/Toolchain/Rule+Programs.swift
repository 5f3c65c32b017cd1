import LockstepCore

extension Rule {
  /// The programs that `cargo install` brings.
  static let programs: [Rule] = [
    Rule(
      "program_missing", .major, "the program `{item}` is no longer part of the package",
      why: "Whoever installs the package for it, and every script that calls it, lacks it.",
      see: CargoBook.applications,
      .manifest { old, new in
        Set(old.programs).subtracting(new.programs).sorted().map {
          ManifestChange(name: $0, before: $0)
        }
      }),
    Rule(
      "program_added", .minor, "the package brings the program `{item}`",
      why: "Nobody can have called it.", see: CargoBook.applications,
      .manifest { old, new in
        Set(new.programs).subtracting(old.programs).sorted().map {
          ManifestChange(name: $0, after: $0)
        }
      }),
  ]
}

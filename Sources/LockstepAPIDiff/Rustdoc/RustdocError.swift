package import LockstepCore

/// Why rustdoc's JSON could not be read.
package enum RustdocError: ExplainedError, Hashable {
  /// The bytes are not JSON, or end too early.
  case notJSON(offset: Int, expected: String)
  /// A value is not of the kind that the format has in this place.
  case unexpected(offset: Int, what: String)
  /// The document has no format version.
  case noFormatVersion
  /// The document has a format version that cannot be read.
  case unknownFormatVersion(Int)
  /// Types are nested deeper than any program's.
  case nestedTooDeeply(offset: Int)
  /// The document does not hold the module that it calls its root.
  case noRoot

  /// The format versions that can be read; Rust 1.84 was the first release with one of them, and
  /// Rust 1.95 writes the last. Version 47 was never used.
  package static let knownFormatVersions = 36...57

  /// The error in words.
  package var explanation: Explanation {
    let known = Self.knownFormatVersions
    switch self {
    case .notJSON(let offset, let expected):
      return Explanation(
        "rustdoc's output is not valid JSON",
        why: ["at byte \(offset) \(expected) was expected"],
        hints: ["run it again; a full disk or a killed rustdoc leaves such a file"])
    case .unexpected(let offset, let what):
      return Explanation(
        "rustdoc's output is not what its format version promises",
        why: ["at byte \(offset): \(what)"])
    case .noFormatVersion:
      return Explanation(
        "rustdoc's output does not name its format version",
        why: ["it ends without a key `format_version`"])
    case .unknownFormatVersion(let version):
      return Explanation(
        "the rustdoc JSON format \(version) is not known",
        why: ["known are the versions \(known.lowerBound) to \(known.upperBound)"],
        hints: [
          version > known.upperBound
            ? "choose an older toolchain, for example with RUSTUP_TOOLCHAIN, or a newer Lockstep"
            : "choose a newer toolchain, for example with RUSTUP_TOOLCHAIN (Rust 1.84 or later)"
        ])
    case .nestedTooDeeply(let offset):
      return Explanation(
        "rustdoc's output nests types too deeply",
        why: ["at byte \(offset) they are more than \(JSONReader.depthLimit) deep"])
    case .noRoot:
      return Explanation(
        "rustdoc's output does not hold the crate's root module",
        why: ["the id under `root` is not in `index`, or is not a module"])
    }
  }
}

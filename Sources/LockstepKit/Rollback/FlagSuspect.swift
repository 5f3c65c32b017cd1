package import LockstepCore

/// A feature of the foundation that changed with the bad version: perhaps the trouble is behind it.
///
/// It is a hint for people. Alone it decides that who cannot be pinned does without it, where the code builds
/// without it: better than to stay with all of what went wrong.
package struct FlagSuspect: Codable, Hashable, Sendable {
  package var feature: String
  /// The changed files that speak of it, sorted.
  package var files: [String]
  /// Whether the last good version has no such feature.
  package var isNew: Bool
  /// Whether it is on by default with the bad version, and was not before.
  package var isNewDefault: Bool
  /// The exposed dependents whose requirement switches it on, the most exposed first.
  package var users: [RepositoryName] = []
  /// Those of them who switch on no other suspect: where they cannot be pinned they do without it.
  package var fallback: [RepositoryName] = []

  /// Why it is one, in a few words: `new, src/simd.rs`.
  package var reason: String {
    let words = (isNew ? ["new"] : []) + (isNewDefault ? ["on by default now"] : [])
    let more = files.count > 3 ? ["and \(files.count - 3) more"] : []
    return (words + files.prefix(3) + more).joined(separator: ", ")
  }
}

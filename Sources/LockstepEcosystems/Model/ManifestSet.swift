/// The manifests and lock files of one repository, by their paths in it.
///
/// Whoever reads the repository fills it, from a commit or a folder; nothing is read from disk
/// here.
package struct ManifestSet: Hashable, Sendable, ExpressibleByDictionaryLiteral {
  /// The files' bytes by path.
  package var files: [String: [UInt8]]

  /// Creates a set of these files.
  package init(_ files: [String: [UInt8]] = [:]) { self.files = files }

  /// Creates a set of files given as text.
  package init(dictionaryLiteral elements: (String, String)...) {
    files = Dictionary(elements.map { ($0, Array($1.utf8)) }, uniquingKeysWith: { $1 })
  }

  /// The bytes of one file.
  package subscript(path: String) -> [UInt8]? {
    get { files[path] }
    set { files[path] = newValue }
  }

  /// The paths, sorted.
  package var paths: [String] { files.keys.sorted() }

  /// The set with `edits` put in.
  package func applying(_ edits: [EditedManifest]) -> ManifestSet {
    var copy = self
    for edit in edits { copy.files[edit.path] = edit.bytes }
    return copy
  }
}

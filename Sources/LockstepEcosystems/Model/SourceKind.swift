/// Where a dependency is taken from when the manifest's own repository is built.
package enum SourceKind: Hashable, Sendable, Codable {
  /// A registry: its configured name, the address of its index where the manifest gives that
  /// (`registry-index`), or nil for the default one.
  case registry(name: String?)
  /// A git repository, as addressed in the manifest.
  case git(url: String, reference: GitReference)
  /// A folder, relative to the folder of the manifest that holds the requirement.
  case path(String)

  /// The word that reports use: `registry`, `git` or `path`.
  package var word: String {
    switch self {
    case .registry: "registry"
    case .git: "git"
    case .path: "path"
    }
  }
}

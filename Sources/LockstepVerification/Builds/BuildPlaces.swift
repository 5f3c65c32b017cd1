internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepSystem

/// Says where in the repositories the files lie that a compiler names.
///
/// Scratch folders and caches have other names each time; a place in a repository has not.
struct BuildPlaces {
  /// The folder in which the repositories lie side by side, and what is built among them.
  let top: String
  /// The folders of further repositories.
  let siblings: [String]
  /// The folder in which the tool runs, which relative names begin from.
  let folder: String

  /// The file as a reader finds it: relative to the repository that is built; `NAME/…` for one that
  /// lies beside it; `{NAME}/…` for what the tool fetched; else as it was.
  func shown(_ file: String) -> String {
    let path = file.hasPrefix("/") ? file : Files.normalised(Files.join(folder, file))
    for top in Set([top, Files.canonicalPath(top) ?? top]) {
      if let rest = Self.rest(of: path, below: top) { return rest }
    }
    for sibling in siblings {
      for place in Set([sibling, Files.canonicalPath(sibling) ?? sibling]) {
        guard let rest = Self.rest(of: path, below: place) else { continue }
        let name = place.split(separator: "/").last ?? ""
        return "\(name)/\(rest)"
      }
    }
    if let fetched = Self.parts(of: path, after: "/git/checkouts/"), fetched.count > 2 {
      // NAME-HASH/REVISION/…
      let name = fetched[0].split(separator: "-").dropLast().joined(separator: "-")
      return "{\(name)}/" + fetched.dropFirst(2).joined(separator: "/")
    }
    for place in ["/registry/src/", CargoRunner.steadySources + "/"] {
      guard let fetched = Self.parts(of: path, after: place), fetched.count > 2 else { continue }
      return "{\(fetched[1])}/" + fetched.dropFirst(2).joined(separator: "/")
    }
    return file
  }

  private static func rest(of path: String, below folder: String) -> String? {
    path.hasPrefix(folder + "/") ? String(path.dropFirst(folder.utf8.count + 1)) : nil
  }

  private static func parts(of path: String, after marker: String) -> [Substring]? {
    guard let range = path.firstRange(of: marker) else { return nil }
    return path[range.upperBound...].split(separator: "/")
  }
}

extension CompilerError {
  /// The same error with every file as a reader finds it.
  func shown(by places: BuildPlaces) -> CompilerError {
    var error = self
    error.file = file.map(places.shown)
    error.mentions = mentions.map { mention in
      var mention = mention
      mention.file = places.shown(mention.file)
      return mention
    }
    return error
  }
}

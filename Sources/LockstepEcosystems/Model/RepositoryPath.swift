/// Paths inside a repository: separated by `/`, without a leading one, `""` for the root.
package enum RepositoryPath {
  /// Joins `relative` to `folder` and resolves `.` and `..`.
  ///
  /// - Returns: nil where the path is absolute or leaves the repository.
  package static func join(_ folder: String, _ relative: String) -> String? {
    guard !relative.hasPrefix("/") else { return nil }
    var parts = folder.split(separator: "/")
    for part in relative.split(separator: "/") where part != "." {
      if part == ".." {
        guard parts.popLast() != nil else { return nil }
      } else {
        parts.append(part)
      }
    }
    return parts.joined(separator: "/")
  }

  /// The folder that `path` lies in.
  package static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return String(path[..<slash])
  }

  /// The last part of `path`.
  package static func name(of path: String) -> Substring {
    guard let slash = path.lastIndex(of: "/") else { return path[...] }
    return path[path.index(after: slash)...]
  }

  /// The file called `name` in `folder`.
  package static func file(_ name: String, in folder: String) -> String {
    folder.isEmpty ? name : "\(folder)/\(name)"
  }

  /// Whether `path` is `folder` or lies below it.
  package static func isInside(_ path: String, _ folder: String) -> Bool {
    folder.isEmpty || path == folder || path.hasPrefix(folder + "/")
  }
}

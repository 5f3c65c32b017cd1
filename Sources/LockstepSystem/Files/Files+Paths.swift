extension Files {
  /// Appends a relative path to a folder's; an empty part changes nothing.
  package static func join(_ folder: String, _ path: String) -> String {
    guard !path.isEmpty else { return folder }
    guard !folder.isEmpty else { return path }
    return folder.hasSuffix("/") ? folder + path : "\(folder)/\(path)"
  }

  /// Folds `.` and `..` of an absolute path away, without asking the file system.
  package static func normalised(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }
}

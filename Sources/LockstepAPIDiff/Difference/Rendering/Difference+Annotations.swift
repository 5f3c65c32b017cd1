import LockstepCore

extension Difference {
  /// The difference as workflow commands of GitHub Actions, one line for each finding: a breaking
  /// change is an error, every other one a notice.
  ///
  /// - Parameter folder: the package's folder in the repository, where that is not the root.
  package func annotations(folder: String = "") -> String {
    var lines = findings.map { $0.annotation(folder: folder) }
    lines += undecided.map {
      "::error title=not compared::" + Finding.data("\($0.item): \($0.reason)")
    }
    return lines.map { $0 + "\n" }.joined()
  }
}

extension Finding {
  fileprivate func annotation(folder: String) -> String {
    var properties: [String] = []
    // A place that only the baseline has is no line of what is being looked at.
    if let place = after?.place {
      let path = folder.isEmpty ? place.path : "\(folder)/\(place.path)"
      properties.append("file=" + Self.property(path))
      properties.append("line=\(place.line)")
    }
    properties.append("title=" + Self.property(kind))
    let command = bump == .major ? "error" : "notice"
    return "::\(command) \(properties.joined(separator: ","))::" + Self.data(message)
  }

  /// Text after the second `::`: nothing in it can end the line.
  fileprivate static func data(_ text: String) -> String {
    text.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
  }

  /// Text in a property: nothing in it can end the property.
  private static func property(_ text: String) -> String {
    data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
  }
}

internal import LockstepCore

/// A line that GitHub Actions takes from a step's output for an annotation.
///
/// A forge shows ten errors and ten warnings of a step and drops the rest without a word, so whoever has
/// more says so in the last one (see ``lines(_:)``).
struct WorkflowCommand: Hashable {
  enum Level: String {
    case error, warning, notice
  }

  var level: Level
  var title: String
  var text: String

  /// How many annotations of one level a step may have.
  static let most = 10

  /// The command; nothing in its title or text can end it.
  var line: String {
    "::\(level.rawValue) title=\(Self.property(title))::\(Self.data(text))\n"
  }

  /// The commands of all levels, no more of each than are shown; the last one tells of the others.
  static func lines(_ commands: [WorkflowCommand]) -> String {
    var text = ""
    for level in [Level.error, .warning, .notice] {
      var group = commands.filter { $0.level == level }
      if group.count > most {
        let left = group.count - most + 1
        group = Array(group.prefix(most - 1))
        group.append(
          WorkflowCommand(
            level: level, title: "and \(left) more", text: "the whole of it is in the report"))
      }
      text += group.map(\.line).joined()
    }
    return text
  }

  private static func data(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { printable($0) }
      .joined(separator: "\n").replacing("%", with: "%25").replacing("\n", with: "%0A")
  }

  private static func property(_ text: String) -> String {
    data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
  }
}

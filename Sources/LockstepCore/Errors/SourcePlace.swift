/// A position in a text file that a person can go to.
///
/// Lines and columns start at 1; columns count characters, as editors do.
public struct SourcePlace: Hashable, Sendable, Codable, CustomStringConvertible {
  /// The file, as the reader would name it: relative to the repository, or absolute.
  public var path: String
  /// The line, from 1.
  public var line: Int
  /// The column, from 1, in characters.
  public var column: Int

  /// Creates a place from its three parts.
  public init(path: String, line: Int, column: Int) {
    self.path = path
    self.line = line
    self.column = column
  }

  /// The form that compilers print and editors open: `path:line:column`.
  public var description: String {
    "\(path):\(line):\(column)"
  }
}

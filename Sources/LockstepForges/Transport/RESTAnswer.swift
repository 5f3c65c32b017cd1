import LockstepCore
import LockstepGit

/// A part of a forge's answer, and how to say what is missing in it.
///
/// Members that nobody asks for are ignored: services add them at any time.
struct RESTAnswer: Sendable {
  /// The part.
  let value: JSONValue
  private let fail: @Sendable (String) -> ForgeError
  private let path: String

  init(
    _ value: JSONValue, path: String = "", fail: @escaping @Sendable (String) -> ForgeError
  ) {
    self.value = value
    self.path = path
    self.fail = fail
  }

  /// The member `key`; missing and `null` are the same.
  subscript(key: String) -> RESTAnswer {
    RESTAnswer(value[key] ?? .null, path: path.isEmpty ? key : "\(path).\(key)", fail: fail)
  }

  /// Whether there is nothing.
  var isAbsent: Bool { value.isNull }

  /// The elements of an array.
  func elements() throws(ForgeError) -> [RESTAnswer] {
    guard let elements = value.array else { throw fail(path) }
    return elements.enumerated().map { index, element in
      RESTAnswer(element, path: "\(path)[\(index)]", fail: fail)
    }
  }

  /// A text.
  func text() throws(ForgeError) -> String {
    guard let text = value.string else { throw fail(path) }
    return text
  }

  /// A number without fraction.
  func integer() throws(ForgeError) -> Int {
    guard let integer = value.integer.flatMap(Int.init(exactly:)) else { throw fail(path) }
    return integer
  }

  /// True or false.
  func boolean() throws(ForgeError) -> Bool {
    guard let boolean = value.boolean else { throw fail(path) }
    return boolean
  }

  /// The id of a git object.
  func object() throws(ForgeError) -> ObjectID {
    guard let id = value.string.flatMap({ ObjectID(hexadecimal: $0.utf8) }) else {
      throw fail(path)
    }
    return id
  }

  /// The path of a repository.
  func repositoryPath() throws(ForgeError) -> ForgePath {
    guard let text = value.string, let path = try? ForgePath(parsing: text) else {
      throw fail(path)
    }
    return path
  }

  /// A text; empty where there is none.
  var textOrEmpty: String { value.string ?? "" }
}

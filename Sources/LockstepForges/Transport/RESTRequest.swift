import LockstepCore

/// One request to a forge that is asked by REST.
struct RESTRequest: Sendable {
  /// `GET`, `POST`, …
  var method: String
  /// The path below the base address; each part is encoded whole, slashes in it too.
  var path: [String]
  /// The query, in order.
  var query: [(name: String, value: String)]
  /// The body, if there is one.
  var body: JSONValue?
  /// What is asked for, as a clause behind "could not".
  var task: String
  /// What it is about: the repository or the owner.
  var place: String
  /// What it costs.
  var cost: ForgeCost

  /// Asks for something.
  static func get(
    _ path: [String], query: [(name: String, value: String)] = [], to task: String,
    at place: String
  ) -> RESTRequest {
    RESTRequest(
      method: "GET", path: path, query: query, task: task, place: place, cost: .read)
  }

  /// Changes something; `isContent` where people are told of it.
  static func change(
    _ method: String, _ path: [String], _ body: JSONValue? = nil, to task: String,
    at place: String, isContent: Bool = false
  ) -> RESTRequest {
    RESTRequest(
      method: method, path: path, query: [], body: body, task: task, place: place,
      cost: isContent ? .content : .change)
  }

  /// Whether it changes nothing.
  var isReading: Bool { method == "GET" }

  /// The address below `base`; `nil` where a part of the path could lead elsewhere.
  func address(below base: String) -> String? {
    guard path.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." && !$0.contains("\0") }) else {
      return nil
    }
    let path = path.map { Address.escape($0) }.joined(separator: "/")
    let query = query.map { "\(Address.escape($0.name))=\(Address.escape($0.value))" }
    return "\(base)/\(path)" + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
  }
}

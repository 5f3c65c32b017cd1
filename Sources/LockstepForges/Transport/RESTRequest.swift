import LockstepCore
import LockstepSystem

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
    let path = path.map(Self.encoded).joined(separator: "/")
    let query = query.map { "\(Self.encoded($0.name))=\(Self.encoded($0.value))" }
    return "\(base)/\(path)" + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
  }

  /// The text with everything escaped but what RFC 3986 calls unreserved.
  private static func encoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var result: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"):
        result.append(byte)
      default:
        result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}

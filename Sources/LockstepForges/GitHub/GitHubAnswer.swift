import LockstepCore
import LockstepGit

/// An answer of GitHub, read strictly where we need something and not at all elsewhere.
struct GitHubAnswer {
  let json: JSONValue
  private let request: ForgeRequest
  private let transport: ForgeTransport

  init(_ json: JSONValue, _ request: ForgeRequest, _ transport: ForgeTransport) {
    self.json = json
    self.request = request
    self.transport = transport
  }

  /// The value at a path of members; `contractChanged` where it is not there or of another type.
  private func value<Value>(
    _ path: [String], _ read: (JSONValue) throws -> Value?
  ) throws -> Value {
    var found: JSONValue? = json
    for member in path { found = found?[member] }
    guard let value = try found.flatMap(read) else {
      throw transport.error(
        .contractChanged(field: path.joined(separator: ".")), request, "")
    }
    return value
  }

  func text(_ path: String...) throws -> String { try value(path) { $0.string } }

  func integer(_ path: String...) throws -> Int64 { try value(path) { $0.integer } }

  func number(_ path: String...) throws -> Int {
    try value(path) { $0.integer.flatMap { Int(exactly: $0) } }
  }

  func boolean(_ path: String...) throws -> Bool { try value(path) { $0.boolean } }

  func list(_ path: String...) throws -> [JSONValue] { try value(path) { $0.array } }

  func commit(_ path: String...) throws -> ObjectID {
    try value(path) { $0.string.flatMap { ObjectID(hexadecimal: $0.utf8) } }
  }

  func path(_ path: String...) throws -> ForgePath {
    try value(path) { $0.string.flatMap { try? ForgePath(parsing: $0) } }
  }
}

import LockstepCore
import LockstepKit
import LockstepSystem

/// The ledger as git alone reads it from the foundation's origin.
struct Record {
  /// One event, with what the stories' tests ask about.
  struct Event {
    let kind: String
    let operation: String?
    let step: String
    let summary: String
    let body: JSONValue
    let author: String
  }

  /// Oldest first.
  let events: [Event]

  static let reference = "refs/lockstep/ledger"

  /// Reads the ledger of the foundation's origin; an empty one where there is none.
  static func read(_ stand: Stand) async throws -> Record {
    let origin = stand.fleet.origin(of: stand.fleet.facts.foundation)
    guard try await tip(in: origin, stand) != nil else { return Record(events: []) }
    let commits = try await stand.git(["rev-list", "--reverse", reference], in: origin)
      .split(separator: "\n")
    let request = commits.map { "\($0):event.json\n" }.joined()
    let answer = Array(
      try await stand.git(["cat-file", "--batch"], in: origin, input: Array(request.utf8)).utf8)
    var events: [Event] = []
    var rest = answer[...]
    while let end = rest.firstIndex(of: 10) {
      let header = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ")
      guard header.count == 3, let size = Int(header[2]) else {
        throw ExplainedFailure("the ledger holds a commit without an event", why: ["\(header)"])
      }
      let start = end + 1
      events.append(try event(Array(rest[start..<(start + size)])))
      rest = rest[(start + size + 1)...]
    }
    return Record(events: events)
  }

  private static func event(_ bytes: [UInt8]) throws -> Event {
    let json = try JSONValue(parsing: bytes)
    let body = json["body"] ?? .null
    return Event(
      kind: json["kind"]?.string ?? "", operation: json["operation"]?.string,
      step: body["step"]?.string ?? "", summary: json["summary"]?.string ?? "", body: body,
      author: json["by"]?["name"]?.string ?? "")
  }

  /// Where the ledger stands in a repository; `nil` where it has none.
  static func tip(in repository: String, _ stand: Stand) async throws -> String? {
    let line = try await stand.git(
      ["for-each-ref", "--format=%(objectname)", reference], in: repository)
    return line.isEmpty ? nil : line
  }

  /// Whether the ledger has an event of `kind` for `operation`.
  func has(_ kind: String, of operation: String) -> Bool {
    events.contains { $0.kind == kind && $0.operation == operation }
  }

  /// Whether a lease was acquired that was neither released nor taken over.
  var leaseIsHeld: Bool {
    var held: Set<String> = []
    for event in events {
      let id = event.body["lease"]?.string ?? ""
      switch event.kind {
      case "lease.acquired": held.insert(id)
      case "lease.taken-over":
        event.body["replaces"]?.string.map { _ = held.remove($0) }
        held.insert(id)
      case "lease.released": held.remove(id)
      default: continue
      }
    }
    return !held.isEmpty
  }
}

import LockstepCore
import LockstepGit
import LockstepLedger
import Testing

@Suite struct FoldingTests {
  /// An event, written `kind operation lease`.
  private static func history(_ lines: [String]) throws -> History {
    let commit = try ObjectID(parsing: String(repeating: "a", count: 40))
    let entries = lines.enumerated().map { index, line in
      let words = line.split(separator: " ").map(String.init)
      var body: [String: JSONValue] = [:]
      if words.count > 2 {
        body["lease"] = .string(words[2])
        body["ttl"] = .integer(90)
        body["process"] = .object(["machine": .string("m"), "pid": .integer(7)])
      }
      return Entry(
        commit: commit,
        event: Event(
          id: "\(index)", kind: words[0], at: Timestamp(secondsSince1970: Int64(index)),
          by: Author(name: "Ada", email: "ada@example.org", host: "machine"), command: [],
          operation: words.count > 1 ? words[1] : nil, summary: line, body: .object(body)))
    }
    return History(entries: entries)
  }

  @Test(
    arguments: [
      ([], nil),
      (["note"], nil),
      (["lease.acquired a 1"], "1 0"),
      (["lease.acquired a 1", "step.finished a"], "1 1"),
      (["lease.acquired a 1", "step.finished b", "note"], "1 0"),
      (["lease.acquired a 1", "lease.heartbeat a 1", "note"], "1 1"),
      (["lease.acquired a 1", "lease.released a 1"], nil),
      (["lease.acquired a 1", "lease.released a 1", "step.finished a"], nil),
      (["lease.acquired a 1", "lease.released a 2"], "1 0"),
      (["lease.acquired a 1", "lease.taken-over b 2"], "2 1"),
      (["lease.acquired a 1", "lease.taken-over b 2", "lease.released a 1"], "2 1"),
      (["lease.acquired a 1", "lease.taken-over b 2", "lease.released b 2"], nil),
      (["lease.acquired a 1", "lease.released a 1", "lease.acquired a 2", "x a"], "2 3"),
      (["lease.acquired a"], nil),
    ] as [([String], String?)])
  func `the lease in force follows from the events`(lines: [String], lease: String?) throws {
    let found = try Self.history(lines).lease()
    #expect(found.map { "\($0.id) \($0.lastSignEvent)" } == lease)
  }

  @Test(
    arguments: [
      (["machine": .string("m"), "pid": .integer(1)], true),
      (["machine": .string("m")], false),
      (["pid": .integer(1)], false),
      (["machine": .integer(1), "pid": .string("x")], false),
    ] as [([String: JSONValue], Bool)])
  func `a process is read from an event`(fields: [String: JSONValue], isRead: Bool) {
    #expect((ProcessIdentity(json: .object(fields)) != nil) == isRead)
  }

  @Test func `only what is certain is called dead`() {
    let live = ProcessTable.live
    let me = live.current()
    #expect(live.state(me) != .dead)
    var other = me
    other.boot = "another boot"
    #expect(live.state(other) == .unknown)
    other = me
    other.namespace = "pid:[0]"
    #expect(live.state(other) == .unknown)
    other = me
    other.pid = -1
    #expect(live.state(other) == .unknown)
    #if os(Linux)
      #expect(live.state(me) == .alive)
      other = me
      other.started = "1"
      #expect(live.state(other) == .dead)
      other = me
      // Beyond what the kernel gives out.
      other.pid = Int64(Int32.max)
      #expect(live.state(other) == .dead)
    #endif
  }

  @Test(arguments: [
    #"{}"#, #"{"id":"1"}"#, #"{"id":"1","kind":"k","at":"yesterday"}"#,
    #"{"id":1,"kind":"k","at":"2026-01-05T09:00:00Z"}"#, #"[]"#, #"null"#,
  ])
  func `what has not the fields of an event is none`(text: String) throws {
    #expect(Event(json: try JSONValue(parsing: Array(text.utf8))) == nil)
  }

  @Test func `pauses between attempts are bounded and differ`() {
    let policy = AppendPolicy()
    var seen: Set<Duration> = []
    for attempt in 1...60 {
      for token in ["a", "b", "c"] {
        let pause = policy.pause(afterAttempt: attempt, token: token)
        #expect(pause > .zero && pause <= policy.longestPause)
        seen.insert(pause)
      }
    }
    #expect(seen.count > 10)
  }
}

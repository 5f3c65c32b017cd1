import LockstepCore
import LockstepGit
import LockstepWorkflow
import Testing

@testable import LockstepKit

/// The notice's clock on a simulated calendar.
@Suite struct NoticeClockTests {
  private static let start = Timestamp(secondsSince1970: 1_774_000_000)

  private static func id(_ digit: Character) throws -> ObjectID {
    try ObjectID(parsing: String(repeating: digit, count: 40))
  }

  /// An announcement to dependents, each written `name channel,channel change,change`; a `+` in front
  /// tells it anew.
  private static func record(
    _ addressees: [String], candidate: Character = "a", notice: Span = .weeks(2), round: Int = 1
  ) throws -> NoticeRecord {
    NoticeRecord(
      series: "1.9.0", version: Version(2, 0, 0), bump: .major, candidate: try id(candidate),
      notice: notice,
      addressees: try addressees.map { text in
        let words = text.split(separator: " ").map(String.init)
        let name = words[0].hasPrefix("+") ? String(words[0].dropFirst()) : words[0]
        return .init(
          name: try RepositoryName(name),
          changes: words.count > 2 ? words[2].split(separator: ",").map(String.init) : [],
          channels: words[1].split(separator: ",").map(String.init), key: "\(name)/\(round)",
          isNew: words[0].hasPrefix("+"))
      })
  }

  private static func at(_ span: Span) -> Timestamp { start.adding(span) }

  @Test(arguments: [(Bump.major, Span.weeks(2)), (.minor, .weeks(1)), (.patch, .days(0))])
  func `a release waits for its notice, to the second`(bump: Bump, notice: Span) throws {
    var clock = NoticeClock(series: "1.9.0")
    let a = try Self.id("a")
    let needsNone = notice == .zero
    #expect(
      clock.judge(a, notice: notice, at: Self.start)
        == (needsNone ? .allowed("no notice is needed") : .neverAnnounced))
    clock.take(.announced(try Self.record(["+billing mail:b"])), at: Self.start)
    guard !needsNone else { return }
    #expect(
      clock.judge(a, notice: notice, at: Self.start)
        == .undelivered([try RepositoryName("billing"): ["mail:b"]]))
    clock.take(.sent(key: "billing/1", channel: "mail:b"), at: Self.at(.hours(3)))
    let until = Self.at(.hours(3)).adding(notice)
    #expect(
      clock.judge(a, notice: notice, at: until.adding(.seconds(-1)))
        == .early(until: until, last: try RepositoryName("billing"), told: Self.at(.hours(3))))
    guard case .allowed = clock.judge(a, notice: notice, at: until) else {
      Issue.record("it is not allowed at \(until)")
      return
    }
  }

  @Test func `the clock starts with the last delivery, over the last channel`() throws {
    var clock = NoticeClock(series: "1.9.0")
    clock.take(
      .announced(try Self.record(["+billing mail:b,slack:#b", "+search mail:s"])), at: Self.start)
    clock.take(.sent(key: "billing/1", channel: "mail:b"), at: Self.at(.hours(1)))
    clock.take(.sent(key: "search/1", channel: "mail:s"), at: Self.at(.hours(2)))
    #expect(
      clock.judge(try Self.id("a"), notice: .weeks(1), at: Self.at(.weeks(9)))
        == .undelivered([try RepositoryName("billing"): ["slack:#b"]]))
    clock.take(.sent(key: "billing/1", channel: "slack:#b"), at: Self.at(.days(3)))
    // What is delivered again changes nothing.
    clock.take(.sent(key: "billing/1", channel: "mail:b"), at: Self.at(.days(5)))
    #expect(
      clock.judge(try Self.id("a"), notice: .weeks(1), at: Self.at(.days(4)))
        == .early(
          until: Self.at(.days(10)), last: try RepositoryName("billing"), told: Self.at(.days(3))))
  }

  @Test func `growth starts the clock again, for those whom it touches`() throws {
    var clock = NoticeClock(series: "1.9.0")
    let (billing, search) = (try RepositoryName("billing"), try RepositoryName("search"))
    clock.take(
      .announced(try Self.record(["+billing mail:b gone:id", "+search mail:s gone:id"])),
      at: Self.start)
    clock.take(.sent(key: "billing/1", channel: "mail:b"), at: Self.start)
    clock.take(.sent(key: "search/1", channel: "mail:s"), at: Self.start)

    #expect(!clock.needsNotice(billing, changes: ["gone:id"], channels: ["mail:b"]))
    #expect(!clock.needsNotice(billing, changes: [], channels: ["mail:b"]), "less is no growth")
    #expect(clock.needsNotice(billing, changes: ["gone:id", "gone:name"], channels: ["mail:b"]))
    #expect(clock.needsNotice(try RepositoryName("new"), changes: [], channels: ["mail:n"]))

    // The candidate changed: what was announced does not speak of it.
    #expect(
      clock.judge(try Self.id("b"), notice: .weeks(2), at: Self.at(.weeks(3)))
        == .candidateChanged(announced: try Self.id("a")))
    clock.take(
      .announced(
        try Self.record(
          ["+billing mail:b gone:id,gone:name", "search mail:s gone:id"], candidate: "b", round: 2)),
      at: Self.at(.weeks(1)))
    clock.take(.sent(key: "billing/2", channel: "mail:b"), at: Self.at(.weeks(1)))
    #expect(clock.addressees[billing]?.since == Self.at(.weeks(1)))
    #expect(clock.addressees[billing]?.thread == "billing/1", "it goes on in one conversation")
    #expect(clock.addressees[search]?.since == Self.start)
    #expect(
      clock.judge(try Self.id("b"), notice: .weeks(2), at: Self.at(.weeks(2)))
        == .early(until: Self.at(.weeks(3)), last: billing, told: Self.at(.weeks(1))))
  }

  @Test func `a notice that nobody can get any more is written again`() throws {
    var clock = NoticeClock(series: "1.9.0")
    let billing = try RepositoryName("billing")
    clock.take(.announced(try Self.record(["+billing mail:old"])), at: Self.start)
    #expect(!clock.needsNotice(billing, changes: [], channels: ["mail:old"]))
    #expect(clock.needsNotice(billing, changes: [], channels: ["mail:new"]))
    #expect(clock.needsNotice(billing, changes: [], channels: ["mail:old"]) { _, _ in true })
    clock.take(.sent(key: "billing/1", channel: "mail:old"), at: Self.start)
    #expect(!clock.needsNotice(billing, changes: [], channels: ["mail:new"]), "it was told")
  }

  @Test func `a waiver is for one dependent, or for one candidate`() throws {
    var clock = NoticeClock(series: "1.9.0")
    let billing = try RepositoryName("billing")
    clock.take(
      .announced(try Self.record(["+billing mail:b", "+search mail:s"])), at: Self.start)
    clock.take(.sent(key: "search/1", channel: "mail:s"), at: Self.start)
    clock.take(
      .waived(
        NoticeWaiver(
          series: "1.9.0", dependents: [billing], candidate: try Self.id("a"), because: "retired")),
      at: Self.start)
    #expect(
      clock.judge(try Self.id("a"), notice: .weeks(2), at: Self.at(.weeks(1)))
        == .early(until: Self.at(.weeks(2)), last: try RepositoryName("search"), told: Self.start))
    clock.take(
      .waived(
        NoticeWaiver(
          series: "1.9.0", dependents: [], candidate: try Self.id("a"), because: "it leaks keys")),
      at: Self.start)
    #expect(
      clock.judge(try Self.id("a"), notice: .weeks(2), at: Self.start)
        == .allowed("waived: it leaks keys"))
    #expect(
      clock.judge(try Self.id("b"), notice: .weeks(2), at: Self.start)
        == .candidateChanged(announced: try Self.id("a")))
  }

  /// In Europe clocks go forward on 29 March and back on 25 October 2026: a week is 168 hours all the same.
  @Test(arguments: [
    ("2026-03-23T09:00:00Z", "2026-03-30T09:00:00Z"),
    ("2026-10-19T07:00:00Z", "2026-10-26T07:00:00Z"),
  ])
  func `a week is a week, whatever the clocks on the walls do`(told: String, until: String) throws {
    var clock = NoticeClock(series: "1.9.0")
    clock.take(.announced(try Self.record(["+billing mail:b"])), at: Self.start)
    clock.take(.sent(key: "billing/1", channel: "mail:b"), at: try Timestamp(parsing: told))
    guard
      case .early(let moment, _, _) = clock.judge(
        try Self.id("a"), notice: .weeks(1), at: try Timestamp(parsing: told))
    else {
      Issue.record("it is not early")
      return
    }
    #expect(moment.description == until)
  }

  @Test(arguments: [true, false])
  func `without any announcement it is refused where the policy says so, else told`(
    isRequired: Bool
  ) throws {
    let check = NoticeCheck(
      candidate: try Self.id("a"), series: "1.9.0", notice: .weeks(2), isRequired: isRequired)
    switch StoryPerformer.judge(.neverAnnounced, of: check) {
    case .done(let evidence):
      #expect(!isRequired)
      #expect(evidence.summary.hasPrefix("not announced"))
    case .stopped(_, _, let status):
      #expect(isRequired)
      #expect(status == .refused)
    }
  }

  @Test func `who comes too early is told the moment, with status 11`() throws {
    let check = NoticeCheck(
      candidate: try Self.id("a"), series: "1.9.0", notice: .weeks(2), isRequired: true)
    let until = try Timestamp(parsing: "2026-04-06T09:00:00Z")
    let verdict = NoticeVerdict.early(
      until: until, last: try RepositoryName("billing"), told: until.adding(.weeks(-2)))
    guard case .stopped(let explanation, _, let status) = StoryPerformer.judge(verdict, of: check)
    else {
      Issue.record("it was not stopped")
      return
    }
    #expect(status == .refused)
    #expect(explanation.what.hasSuffix("allowed from 2026-04-06T09:00:00Z"))
  }
}

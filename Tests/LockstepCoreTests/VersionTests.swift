import LockstepCore
import Testing

struct VersionTests {
  @Test(arguments: [
    "0.0.0", "1.2.3", "10.20.30", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-0", "1.0.0-0.3.7",
    "1.0.0-x.7.z.92", "1.0.0-x-y-z.--", "1.0.0--", "1.0.0+20130313144700", "1.0.0-beta+exp.sha.511",
    "1.0.0+001", "1.0.0-0a", "1.0.0-99999999999999999999999",
    "18446744073709551615.18446744073709551615.18446744073709551615",
  ])
  func `a version prints as it was written`(text: String) throws {
    #expect(try Version(parsing: text).description == text)
  }

  @Test(
    arguments: [
      ("", 1, "expected the major number, found the end"),
      ("1", 2, "expected `.` and the minor number, found the end"),
      ("1.2", 4, "expected `.` and the patch number, found the end"),
      ("1.2.", 5, "expected the patch number, found the end"),
      ("v1.2.3", 1, "expected the major number, found `v`"),
      ("-1.2.3", 1, "expected the major number, found `-`"),
      (" 1.2.3", 1, "expected the major number, found ` `"),
      ("1.2.3 ", 6, "expected the end of the version, found ` `"),
      ("1.2.3.4", 6, "expected the end of the version, found `.`"),
      ("01.2.3", 1, "the major number has a leading zero"),
      ("1.02.3", 3, "the minor number has a leading zero"),
      ("1.2.00", 5, "the patch number has a leading zero"),
      ("1.2.18446744073709551616", 5, "the patch number is larger than 18446744073709551615"),
      ("1.2.3-", 7, "expected an identifier of the pre-release, found the end"),
      ("1.2.3-a..b", 9, "expected an identifier of the pre-release, found `.`"),
      ("1.2.3-rc.01", 10, "a numeric identifier of the pre-release has a leading zero"),
      ("1.2.3+", 7, "expected an identifier of the build metadata, found the end"),
      ("1.2.3+a+b", 8, "expected the end of the version, found `+`"),
      ("1.2.3-é", 7, "expected an identifier of the pre-release, found `é`"),
      ("1.2.\n3", 5, "expected the patch number, found `\\n`"),
    ] as [(String, Int, String)])
  func `a text that is no version is refused where it goes wrong`(
    text: String, column: Int, problem: String
  ) throws {
    let error = try #require(throws: VersionSyntaxError.self) { try Version(parsing: text) }
    #expect(error.column == column)
    #expect(error.problem == problem)
  }

  @Test func `precedence is the specification's`() throws {
    let rising = try [
      "0.0.0", "0.0.1-0", "0.0.1", "0.1.0", "1.0.0-1", "1.0.0-2", "1.0.0-10",
      "1.0.0-99999999999999999999998", "1.0.0-99999999999999999999999", "1.0.0--", "1.0.0-A",
      "1.0.0-a", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2",
      "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.2.0", "1.10.0", "2.0.0",
    ].map { try Version(parsing: $0) }
    for (i, a) in rising.enumerated() {
      for (j, b) in rising.enumerated() {
        #expect((a < b) == (i < j), "\(a) < \(b)")
        #expect((a == b) == (i == j), "\(a) == \(b)")
      }
    }
  }

  @Test func `build metadata counts for nothing but is kept`() throws {
    let a = try Version(parsing: "1.2.3+a")
    let b = try Version(parsing: "1.2.3+b.01")
    #expect(a == b)
    #expect(!(a < b) && !(b < a))
    #expect(Set([a, b]).count == 1)
    #expect(b.build == ["b", "01"])
    #expect(b.description == "1.2.3+b.01")
  }

  @Test(
    arguments: [
      ("1.2.3", Bump.patch, "1.2.4"), ("1.2.3", .minor, "1.3.0"), ("1.2.3", .major, "2.0.0"),
      ("0.5.2", .patch, "0.5.3"), ("0.5.2", .minor, "0.5.3"), ("0.5.2", .major, "0.6.0"),
      ("0.0.3", .patch, "0.0.4"), ("0.0.3", .minor, "0.0.4"), ("0.0.3", .major, "0.0.4"),
      ("0.0.0", .major, "0.0.1"), ("0.1.0", .major, "0.2.0"),
      ("2.1.0-rc.1", .patch, "2.1.0"), ("2.1.0-rc.1", .minor, "2.1.0"),
      ("2.1.0-rc.1", .major, "3.0.0"), ("2.1.3-rc.1", .minor, "2.2.0"),
      ("2.1.3-rc.1", .patch, "2.1.3"), ("3.0.0-rc.1", .major, "3.0.0"),
      ("3.0.0-rc.1", .minor, "3.0.0"), ("3.0.0-rc.1", .patch, "3.0.0"),
      ("0.6.0-rc.1", .major, "0.6.0"), ("0.6.0-rc.1", .patch, "0.6.0"),
      ("0.6.1-rc.1", .major, "0.7.0"), ("0.0.4-rc.1", .major, "0.0.4"),
      ("1.2.3+build", .patch, "1.2.4"), ("3.0.0-rc.1+build", .major, "3.0.0"),
    ] as [(String, Bump, String)])
  func `the next version follows from the bump`(text: String, bump: Bump, next: String) throws {
    #expect(try Version(parsing: text).next(bump).description == next)
  }

  @Test(
    arguments: [
      ("18446744073709551615.2.3", Bump.major), ("1.18446744073709551615.3", .minor),
      ("1.2.18446744073709551615", .patch), ("0.18446744073709551615.3", .major),
      ("0.0.18446744073709551615", .major),
    ] as [(String, Bump)])
  func `a number that cannot rise is refused`(text: String, bump: Bump) throws {
    let version = try Version(parsing: text)
    let error = try #require(throws: VersionOverflow.self) { try version.next(bump) }
    #expect(error.version == version)
    #expect(error.bump == bump)
  }

  @Test(
    arguments: [
      ("1.2.3", "1.2.4", Bump.patch), ("1.2.3", "1.3.0", .minor), ("1.2.3", "1.4.7", .minor),
      ("1.2.3", "2.0.0", .major), ("1.2.3", "2.0.0-rc.1", .major), ("1.2.3", "1.3.0-rc.1", .minor),
      ("0.5.2", "0.5.3", .minor), ("0.5.2", "0.6.0", .major), ("0.5.2", "1.0.0", .major),
      ("0.0.3", "0.0.4", .major), ("2.0.0-rc.1", "2.0.0-rc.2", .major),
      ("2.0.0-rc.1", "2.0.0", .major), ("2.1.0-rc.1", "2.1.0", .minor),
      ("2.1.1-rc.1", "2.1.1", .patch), ("1.2.3", "1.2.3", nil), ("1.2.3", "1.2.3+b", nil),
      ("1.2.3", "1.2.3-rc.1", nil), ("1.2.3", "1.2.2", nil),
      ("18446744073709551615.0.0", "18446744073709551615.0.1", .patch),
    ] as [(String, String, Bump?)])
  func `a step carries the largest change that it has room for`(
    older: String, newer: String, bump: Bump?
  ) throws {
    #expect(try Version(parsing: newer).bump(from: Version(parsing: older)) == bump)
  }

  @Test func `the step to the next version carries the bump that asked for it`() throws {
    for text in ["1.2.3", "0.5.2", "0.0.3", "2.0.0-rc.1", "2.1.0-rc.1", "2.1.1-rc.1"] {
      let version = try Version(parsing: text)
      for bump in Bump.allCases {
        let carried = try #require(version.next(bump).bump(from: version))
        #expect(carried >= bump, "\(version) \(bump)")
      }
    }
  }

  @Test(
    arguments: [
      ("1.2.3", "1.9.0", true), ("1.2.3", "2.0.0", false), ("0.5.2", "0.5.9", true),
      ("0.5.2", "0.6.0", false), ("0.0.3", "0.0.3-rc.1", true), ("0.0.3", "0.0.4", false),
      ("0.0.3", "0.1.0", false), ("0.9.0", "1.0.0", false), ("1.0.0-rc.1", "1.0.0", true),
    ] as [(String, String, Bool)])
  func `compatible versions share their leftmost number`(
    first: String, second: String, compatible: Bool
  ) throws {
    let (a, b) = try (Version(parsing: first), Version(parsing: second))
    #expect(a.isCompatible(with: b) == compatible)
    #expect(b.isCompatible(with: a) == compatible)
  }

  @Test func `bumps are ordered by weight`() {
    #expect(Bump.allCases.sorted() == [.patch, .minor, .major])
  }
}

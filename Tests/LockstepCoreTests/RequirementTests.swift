import LockstepCore
import Testing

struct RequirementTests {
  @Test(
    arguments: [
      ("1", "1.0.0 1.9.9", "0.9.9 2.0.0 1.0.0-rc.1"),
      ("1.2", "1.2.0 1.9.0", "1.1.9 2.0.0 1.2.0-rc.1"),
      ("1.2.3", "1.2.3 1.3.0 1.2.3+b", "1.2.2 2.0.0"),
      ("^1.2.3", "1.2.3 1.99.0", "1.2.2 2.0.0 2.0.0-0"),
      ("^0", "0.0.0 0.9.9", "1.0.0 0.0.0-rc.1"),
      ("^0.0", "0.0.0 0.0.9", "0.1.0"),
      ("^0.0.3", "0.0.3", "0.0.2 0.0.4 0.0.3-rc.1"),
      ("^0.2.3", "0.2.3 0.2.9", "0.2.2 0.3.0"),
      ("0.2", "0.2.0 0.2.9", "0.3.0 0.1.0"),
      ("~1", "1.0.0 1.9.9", "2.0.0 0.9.0 1.0.0-rc.1"),
      ("~1.2", "1.2.0 1.2.9", "1.3.0 1.1.9"),
      ("~1.2.3", "1.2.3 1.2.9", "1.2.2 1.3.0"),
      ("=1", "1.0.0 1.9.9", "2.0.0 0.9.0 1.0.0-rc.1"),
      ("=1.2", "1.2.0 1.2.9", "1.3.0 1.2.0-rc.1"),
      ("=1.2.3", "1.2.3 1.2.3+b", "1.2.4 1.2.2 1.2.3-rc.1"),
      ("=1.2.3+ignored", "1.2.3 1.2.3+b", "1.2.4"),
      ("<1", "0.0.0 0.9.9", "1.0.0 1.0.0-rc.1"),
      ("<1.2", "1.1.9", "1.2.0 1.2.0-rc.1"),
      ("<1.2.3", "1.2.2", "1.2.3 1.2.3-rc.1"),
      ("<=1", "1.9.9 0.1.0", "2.0.0"),
      ("<=1.2", "1.2.9 1.1.0", "1.3.0"),
      ("<=1.2.3", "1.2.3", "1.2.4"),
      (">1", "2.0.0 9.0.0", "1.9.9"),
      (">1.2", "1.3.0 2.0.0", "1.2.9"),
      (">1.2.3", "1.2.4", "1.2.3"),
      (">=1", "1.0.0 9.0.0", "0.9.9 2.0.0-rc.1"),
      (">=1.2", "1.2.0 2.0.0", "1.1.9"),
      (">=1.2.3", "1.2.3 2.0.0", "1.2.2"),
      ("*", "0.0.0 9.9.9", "1.0.0-rc.1"),
      ("x", "0.0.0 9.9.9", "1.0.0-rc.1"),
      ("1.*", "1.0.0 1.9.9", "2.0.0 1.0.0-rc.1"),
      ("1.X", "1.0.0 1.9.9", "2.0.0"),
      ("1.2.*", "1.2.0 1.2.9", "1.3.0"),
      ("1.*.*", "1.0.0 1.9.9", "2.0.0"),
      (">=1.2, <1.5", "1.2.0 1.4.9", "1.1.9 1.5.0"),
      (" >= 1.2 ,< 1.5 ", "1.2.0 1.4.9", "1.1.9 1.5.0"),
      ("^1.2, ^2", "", "1.2.0 2.0.0"),
      ("1.2.3-rc.1", "1.2.3-rc.1 1.2.3-rc.2 1.2.3 1.3.0", "1.2.3-alpha 1.3.0-rc.1 1.2.4-rc.1"),
      ("=1.2.3-rc.1", "1.2.3-rc.1", "1.2.3 1.2.3-rc.2"),
      (">=1.2.3-rc.1, <2", "1.2.3-rc.2 1.9.0", "2.0.0-rc.1 1.3.0-rc.1"),
      ("<2.0.0-rc.2", "2.0.0-rc.1 1.0.0", "2.0.0 2.0.0-rc.2 1.0.0-rc.1"),
      ("~1.2.3-rc.1", "1.2.3-rc.1 1.2.4", "1.2.4-rc.1 1.3.0"),
      (">1.2.3-rc.1", "1.2.3-rc.2 1.2.3", "1.2.3-rc.1"),
    ] as [(String, String, String)])
  func `a requirement admits what Cargo admits`(
    text: String, admitted: String, refused: String
  ) throws {
    let requirement = try Requirement(parsing: text)
    #expect(requirement.description == text)
    for version in try versions(admitted) { #expect(requirement.admits(version), "\(version)") }
    for version in try versions(refused) { #expect(!requirement.admits(version), "\(version)") }
  }

  private func versions(_ text: String) throws -> [Version] {
    try text.split(separator: " ").map { try Version(parsing: $0) }
  }

  @Test(
    arguments: [
      ("", 1, "expected the major number, found the end"),
      ("  ", 3, "expected the major number, found the end"),
      ("v1", 1, "expected the major number, found `v`"),
      ("\t1", 1, "expected the major number, found `\\t`"),
      ("*, 1", 2, "`*` must be the only comparator"),
      ("1, *", 4, "`*` must be the only comparator"),
      ("* 1", 3, "expected the end after `*`, found `1`"),
      (">=*", 3, "a wildcard cannot follow an operator"),
      ("1.*.3", 5, "only a wildcard can follow a wildcard"),
      ("1,", 3, "expected the major number, found the end"),
      ("1,,2", 3, "expected the major number, found `,`"),
      (">=1 <2", 5, "expected `,` or the end, found `<`"),
      ("1 || 2", 3, "expected `,` or the end, found `|`"),
      ("=>1", 2, "expected the major number, found `>`"),
      ("1.", 3, "expected the minor number, found the end"),
      ("1.2-rc", 4, "expected `,` or the end, found `-`"),
      ("1.2.3-", 7, "expected an identifier of the pre-release, found the end"),
      ("1.02", 3, "the minor number has a leading zero"),
      ("^99999999999999999999", 2, "the major number is larger than 18446744073709551615"),
      ("1.2.3-é", 7, "expected an identifier of the pre-release, found `é`"),
    ] as [(String, Int, String)])
  func `a text that is no requirement is refused where it goes wrong`(
    text: String, column: Int, problem: String
  ) throws {
    let error = try #require(throws: RequirementSyntaxError.self) {
      try Requirement(parsing: text)
    }
    #expect(error.column == column)
    #expect(error.problem == problem)
  }

  @Test func `thirty-two comparators are the limit`() throws {
    let most = Array(repeating: "1", count: 32).joined(separator: ",")
    #expect(try Requirement(parsing: most).comparators.count == 32)
    #expect(throws: RequirementSyntaxError.self) { try Requirement(parsing: most + ",1") }
  }

  @Test func `equality looks at the meaning of the comparators`() throws {
    #expect(try Requirement(parsing: "1.2") == Requirement(parsing: " ^ 1.2"))
    #expect(try Requirement(parsing: "1.*") == Requirement(parsing: "=1"))
    #expect(try Requirement(parsing: "1.2.3+a") == Requirement(parsing: "1.2.3"))
    #expect(try Requirement(parsing: "*") == Requirement(parsing: "x"))
    #expect(try Requirement(parsing: "1.2") != Requirement(parsing: "1.2.0"))
    #expect(try Requirement(parsing: "1.2") != Requirement(parsing: "~1.2"))
  }

  @Test(arguments: ["1.2.3", "0.0.1", "2.0.0-rc.1", "1.2.3+build"])
  func `an exact requirement admits its version alone`(text: String) throws {
    let version = try Version(parsing: text)
    let requirement = Requirement.exactly(version)
    #expect(requirement.admits(version))
    #expect(try !requirement.admits(version.next(.patch)))
    #expect(try Requirement(parsing: requirement.description) == requirement)
    #expect(!requirement.description.contains("+"))
  }
}

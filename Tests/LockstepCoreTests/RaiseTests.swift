import LockstepCore
import Testing

struct RaiseTests {
  @Test(
    arguments: [
      // The style stays.
      ("2", "3.1.0", "3"), ("2.0", "3.1.0", "3.1"), ("2.0.1", "3.1.0", "3.1.0"),
      ("^2", "3.1.0", "^3"), ("^ 2.0", "3.1.0", "^ 3.1"), ("~2.1", "3.1.0", "~3.1"),
      ("~2", "3.1.0", "~3"), ("~2.1.4", "2.2.0", "~2.2.0"), ("=2.1.0", "3.0.0", "=3.0.0"),
      ("= 2.1.0", "3.0.0", "= 3.0.0"), ("=2.1", "3.0.0", "=3.0"), ("=2", "3.1.0", "=3"),
      ("2.*", "3.1.0", "3.*"), ("2.1.*", "3.1.0", "3.1.*"), ("2.*.*", "3.1.0", "3.*.*"),
      ("^2.x", "3.1.0", "^3.x"), (" 2.0 ", "3.1.0", " 3.1 "), ("2.0.1+old", "3.1.0", "3.1.0"),
      ("2.0.0-rc.1", "3.1.0", "3.1.0"), ("0.5", "0.7.2", "0.7"), ("0", "1.2.3", "1"),
      ("0.0.3", "0.0.4", "0.0.4"), ("2", "3.1.0+build", "3"), ("2.0.1", "3.1.0+build", "3.1.0"),
      // Bounds.
      (">=1.2, <3", "3.1.0", ">=1.2, <4"), (">=1.2,<3", "3.1.0", ">=1.2,<4"),
      (" >= 1.2 , < 3 ", "3.1.0", " >= 1.2 , < 4 "),
      (">=1.2.3, <3.0.0", "3.1.0", ">=1.2.3, <4.0.0"),
      (">=1, <2.5", "3.1.0", ">=1, <4.0"), ("<3", "3.1.0", "<4"), ("<0.5", "0.5.2", "<0.6"),
      ("<0", "0.5.2", "<1"), ("<0.0", "0.0.3", "<1.0"), ("<=2.5", "3.1.0", "<=3.1"),
      ("<=2.5.1", "3.1.0", "<=3.1.0"), ("<=2", "3.1.0", "<=3"), (">1, <2", "3.1.0", ">1, <4"),
      ("^1.2, <1.5", "3.1.0", "^3.1, <4.0"), ("1, 1.2", "3.1.0", "3, 3.1"),
      // Pre-releases are written in full.
      ("2", "3.0.0-rc.1", "3.0.0-rc.1"), ("^2.0", "3.0.0-rc.1", "^3.0.0-rc.1"),
      ("~2.1", "3.0.0-rc.1", "~3.0.0-rc.1"), ("2.*", "3.0.0-rc.1", "3.0.0-rc.1"),
      ("2.1.*", "3.0.0-rc.1", "~3.0.0-rc.1"), ("*", "3.0.0-rc.1", "3.0.0-rc.1"),
      (">=1.2, <3", "3.0.0-rc.1", ">=3.0.0-rc.1, <4"), ("<3", "3.0.0-rc.1", "3.0.0-rc.1"),
      ("3", "3.1.0-rc.1", "3.1.0-rc.1"), (">=1.2", "3.0.0-rc.1", ">=3.0.0-rc.1"),
      // Downwards, and where nothing but the version itself is left.
      ("3", "2.0.5", "2"), (">=3.1", "2.0.5", ">=2.0"), (">3.1", "2.0.5", "2.0"),
      (">=4, <5", "3.1.0", ">=3, <5"), (">3, <2.0.0", "3.1.0", "3.1.0"),
      ("<2", "18446744073709551615.0.0", "18446744073709551615"),
    ] as [(String, String, String)])
  func `a requirement is raised in its own style`(
    text: String, version: String, raised: String
  ) throws {
    let target = try Version(parsing: version)
    let result = try Requirement(parsing: text).raised(to: target)
    #expect(result.description == raised)
    #expect(result.admits(target))
    #expect(try Requirement(parsing: raised) == result)
  }

  @Test(
    arguments: [
      ("2", "2.9.0"), (">=1, <4", "3.1.0"), ("*", "9.0.0"), (" ~ 2.1 ", "2.1.7"),
      ("=2.1.0", "2.1.0"),
      ("3.0.0-rc.1", "3.0.0-rc.2"),
    ] as [(String, String)])
  func `a requirement that admits the version stays as it is`(text: String, version: String) throws
  {
    let requirement = try Requirement(parsing: text)
    #expect(try requirement.raised(to: Version(parsing: version)).description == text)
  }

  @Test(arguments: 0..<8)
  func `whatever is raised admits its version, and parses back`(seed: Int) throws {
    var random = RandomVersions(seed: UInt64(seed))
    for _ in 0..<2_000 {
      let requirement = try Requirement(parsing: random.requirement())
      let version = try Version(parsing: random.version())
      let raised = requirement.raised(to: version)
      #expect(raised.admits(version), "\(requirement) to \(version) gave \(raised)")
      #expect(try Requirement(parsing: raised.description) == raised)
      #expect(raised.raised(to: version).description == raised.description)
      if requirement.admits(version) {
        #expect(raised.description == requirement.description)
      }
    }
  }
}

/// Writes requirements and versions with few different numbers, so that they meet often.
private struct RandomVersions: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  private mutating func pick(_ choices: [String]) -> String {
    choices[Int.random(in: choices.indices, using: &self)]
  }

  private mutating func number() -> String {
    pick(["0", "0", "1", "1", "2", "3", "10", "18446744073709551615"])
  }

  mutating func version() -> String {
    let core = "\(number()).\(number()).\(number())"
    return core + pick(["", "", "", "-0", "-rc.1", "-rc.2", "-alpha", "+b", "-rc.1+b"])
  }

  private mutating func comparator() -> String {
    let sign = pick(["", "", "^", "~", "=", ">", ">=", "<", "<="]) + pick(["", "", " "])
    switch Int.random(in: 0..<6, using: &self) {
    case 0: return sign + number()
    case 1: return sign + "\(number()).\(number())"
    case 2: return sign + "\(number()).*"
    case 3: return sign + "\(number()).\(number()).x"
    default: return sign + version()
    }
  }

  mutating func requirement() -> String {
    if Int.random(in: 0..<50, using: &self) == 0 { return "*" }
    let separator = pick([",", ", ", " , "])
    let count = Int.random(in: 1...3, using: &self)
    return (0..<count).map { _ in comparator() }.joined(separator: separator)
  }
}

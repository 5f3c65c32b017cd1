import LockstepCore
import Testing

@testable import LockstepFleet

struct ConfigurationFlagsTests {
  @Test
  func `classes, the cycle and the policy of versions are read, and written again`() throws {
    let text = """
      [foundation]
      package = "core"
      [policy]
      supported = { majors = 3, create = true }
      [flags]
      preview = ["v3-preview"]
      legacy = ["v1"]
      deprecation-cycle = "1-majors"
      """
    let read = try Configuration(parsing: Array(text.utf8), path: "lockstep.toml")
    #expect(read.flags.preview == ["v3-preview"] && read.flags.legacy == ["v1"])
    #expect(read.flags.deprecationCycle == DeprecationCycle(1, .majors))
    #expect(read.policy.supported == .init(majors: 3, minors: 1, create: true))
    let again = try Configuration(parsing: Array(read.template().utf8), path: "lockstep.toml")
    #expect(again.decidesLike(read))
    #expect(Configuration.Flags() != read.flags)
  }

  @Test(
    arguments: [
      (
        "[flags]\nprevew = []", "unknown key `prevew` in [flags]", "did you mean `preview`?"
      ),
      (
        "[flags]\nstable = [\"a\"]\nlegacy = [\"b\", \"a\"]", "\"a\" is among `stable` too",
        "give it one class"
      ),
      (
        "[flags]\ndeprecation-cycle = \"soon\"",
        "`deprecation-cycle` is no deprecation cycle: \"soon\"",
        "write for example \"2-versions\" or \"1-majors\""
      ),
      (
        "[policy]\nsupported = { create = \"yes\" }",
        "`create` has to be true or false, not a string", "for example `true`"
      ),
      (
        "[policy]\nsupported = { majors = 0 }", "`majors` is 0, and has to be between 1 and 100",
        nil
      ),
    ] as [(String, String, String?)])
  func `what is wrong is told`(text: String, message: String, hint: String?) {
    let problems = ConfigurationErrorTests.problems("[foundation]\npackage = \"core\"\n" + text)
    #expect(problems.map(\.message) == [message])
    #expect(problems.first?.hint == hint)
  }
}

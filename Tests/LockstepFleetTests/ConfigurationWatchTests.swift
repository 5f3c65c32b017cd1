import LockstepCore
import LockstepFleet
import Testing

/// `[watch]` and `[[triggers.command]]`.
@Suite struct ConfigurationWatchTests {
  private static func read(_ text: String) throws -> Configuration {
    try Configuration(
      parsing: Array("[foundation]\npackage = \"core\"\n\(text)".utf8), path: "lockstep.toml")
  }

  private static let full = """
    [triggers]
    automatic = ["pin", "halt"]

    [[triggers.command]]
    name = "error-rate"
    run = ["ops/error-rate", "--all"]
    severity = "critical"
    interval = "30 seconds"

    [watch]
    interval = "10 minutes"
    budget = "1 minute"
    dependents = 50
    off = ["issues"]
    needs = ["checks", "drift"]
    tell = "never"
    incident = "critical"
    silence = "2 days"
    overdue = "3 days"
    calm = "0 seconds"
    labels = ["P0"]
    benchmarks = ["ci/series.txt", "ci/runs"]
    advisories = "../advisory-db"
    sources = { checks = { interval = "1 minute" }, pins = { dependents = 7 } }
    """

  @Test func `every key is read, and a source keeps what it does not say of the others`() throws {
    let configuration = try Self.read(Self.full)
    let watch = configuration.watch
    #expect(configuration.triggers.automatic == [.pin, .halt])
    let command = try #require(configuration.triggers.commands.first)
    #expect(command.run == ["ops/error-rate", "--all"])
    #expect(command.severity == .critical)
    #expect(command.timing == .init(interval: .seconds(30), budget: .minutes(2)))
    let usual = Configuration.Watch.Timing(
      interval: .minutes(10), budget: .minutes(1), dependents: 50)
    #expect(watch.timing(of: .drift) == usual)
    #expect(
      watch.timing(of: .checks)
        == .init(interval: .minutes(1), budget: usual.budget, dependents: usual.dependents))
    #expect(watch.timing(of: .pins).dependents == 7)
    #expect(Configuration.Watch().timing.dependents == 200)
    #expect(watch.off == [.issues])
    #expect(watch.needs == [.checks, .drift])
    #expect(watch.tells == nil)
    #expect(watch.opens == .critical)
    #expect(watch.silence == .days(2))
    #expect(watch.overdue == .days(3))
    #expect(watch.calm == .zero)
    #expect(watch.labels == ["P0"])
    #expect(watch.benchmarks == ["ci/series.txt", "ci/runs"])
    #expect(watch.advisories == "../advisory-db")
  }

  @Test func `the template says what the file says`() throws {
    for configuration in [try Self.read(Self.full), try Self.read("")] {
      let text = configuration.template()
      let again = try Configuration(parsing: Array(text.utf8), path: "lockstep.toml")
      #expect(again.decidesLike(configuration))
      #expect(again.template() == text)
    }
  }

  @Test(
    arguments: [
      ("[watch]\nintervall = \"1 minute\"", "did you mean `interval`?"),
      ("[watch]\nneeds = [\"check\"]", "did you mean \"checks\"?"),
      ("[watch]\nneeds = [\"checks\"]\noff = [\"checks\"]", "take it out of one of them"),
      (
        "[watch.sources]\nchecks = { every = \"1 minute\" }",
        "known here: `interval`, `budget`, `dependents`"
      ),
      ("[watch]\ndependents = 0", nil),
      ("[watch]\nincident = \"mayor\"", "did you mean \"major\"?"),
      ("[watch]\ninterval = \"0 seconds\"", nil),
      ("[triggers]\nautomatic = [\"pinn\"]", "did you mean \"pin\"?"),
      ("[[triggers.command]]\nname = \"drift\"\nrun = [\"x\"]", "give each a name of its own"),
      ("[[triggers.command]]\nname = \"x\"", "add it, for example `run = [\"ops/error-rate\"]`"),
      (
        "[[triggers.command]]\nname = \"x\"\nrun = \"a | b\"",
        "write the command as a list, or put it into a script"
      ),
    ] as [(String, String?)])
  func `what is wrong is told with a way out`(text: String, hint: String?) throws {
    let error = try #require(throws: ConfigurationError.self) { try Self.read(text) }
    #expect(error.problems.count == 1, "\(error)")
    if let hint { #expect(error.problems.first?.hint == hint) }
  }
}

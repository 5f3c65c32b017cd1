import LockstepCore
import LockstepSystem
import LockstepTestSupport
import Testing

/// A command that dies before a change is sent to a forge, or after it was carried out and before anybody
/// heard of it, leaves nothing that its resumption does twice.
///
/// One operation goes through all of these deaths: whoever resumes it dies at the next place, so that
/// each change is killed once before it is sent and once before it is recorded, and the fleet is set up
/// once.
@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(20)))
struct ForgeCrashTests {
  @Test(arguments: ForgeFleet.services)
  func `a rollout that is killed around each change on a forge ends as if it had not been`(
    service: String
  ) async throws {
    try await compare(service, ["alpha"], checked: false, ["rollout", "-x", "--yes"]) { _ in
    } expecting: { world, deaths in
      #expect(world.dependents["alpha"]?.tag == "v1.1.0")
      #expect(world.dependents["alpha"]?.pulls == ["Update core-types to 1.1.0, merged"])
      // It is opened and merged.
      #expect(deaths == 4)
    }
  }

  @Test(arguments: ForgeFleet.services)
  func `a rollback that is killed around each change on a forge ends as if it had not been`(
    service: String
  ) async throws {
    try await compare(service, ForgeFleet.dependents, checked: true, ["rollback", "-x", "--yes"]) {
      fleet in
      #expect(try await fleet.lockstep("rollout", "-x", "--yes").status == 13)
      try await fleet.check("alpha", "success")
      #expect(try await fleet.lockstep("rollout", "--continue", "--yes").status == 13)
      try await fleet.checkBranch(of: "alpha")
      try await fleet.publish("v1.1.0")
    } expecting: { world, deaths in
      #expect(
        world.dependents["alpha"]?.pulls.map { $0.split(separator: " ").last ?? "" }
          == ["merged", "closed", "merged"])
      #expect(world.dependents["alpha"]?.tag == "v1.0.1-hotfix")
      #expect(world.dependents["beta"]?.pulls == ["Update core-types to 1.1.0, closed"])
      #expect(world.dependents["beta"]?.tag == "v1.0.0")
      #expect(world.dependents["gamma"]?.tag == "v1.0.1-hotfix")
      #expect(world.pages.count == 2, "\(world.pages)")
      // Two are withdrawn (text, comment, state; GitLab tells of the closing itself), two are opened, one
      // is merged, a page is made and one is changed.
      #expect(deaths == 2 * (service == "gitlab" ? 9 : 11))
    }
  }

  /// Runs a command undisturbed on one fleet, and with all deaths on another one, and compares.
  private func compare(
    _ service: String, _ dependents: [String], checked: Bool, _ command: [String],
    after prepare: (ForgeFleet) async throws -> Void,
    expecting: (ForgeWorld, _ deaths: Int) -> Void
  ) async throws {
    var worlds: [ForgeWorld] = []
    for dies in [false, true] {
      try await ForgeFleet.with(
        service, dependents: dependents, released: true, checked: checked
      ) { fleet in
        try await prepare(fleet)
        try await fleet.forges.forgetChanges()
        let deaths = try await run(command, on: fleet, dying: dies)
        let world = try await ForgeWorld.read(fleet)
        if dies { expecting(world, deaths) }
        worlds.append(world)
      }
    }
    #expect(worlds.first == worlds.last)
  }

  /// Runs a command to its end, which comes when what is proposed to `alpha` has a green check.
  ///
  /// - Returns: How often it died.
  private func run(
    _ command: [String], on fleet: ForgeFleet, dying: Bool
  ) async throws -> Int {
    var arguments = command
    var deaths = 0
    for _ in 0..<60 {
      let place = deaths.isMultiple(of: 2) ? "forge:before#1" : "forge:after#1"
      let answer = try await fleet.run(
        arguments, with: dying ? ["LOCKSTEP_FAULT_AT": place] : [:])
      arguments = ["resume", "--yes"]
      switch answer.status {
      case 0: return deaths
      case -1: deaths += 1
      case 13: try await fleet.check("alpha", "success")
      default:
        Issue.record("after \(deaths) deaths: \(answer.status) \(answer.errors)")
        return deaths
      }
    }
    Issue.record("it never ends")
    return deaths
  }
}

/// What an operation leaves on a forge, without numbers and ids.
private struct ForgeWorld: Equatable {
  struct Dependent: Equatable {
    /// Title and state of each pull request.
    var pulls: [String]
    var comments: Int
    /// The subjects on its branch, newest first.
    var subjects: [String]
    var tag: String
  }

  var dependents: [String: Dependent] = [:]
  /// The pages of the foundation's versions, with their texts.
  var pages: [String] = []
  /// How often each change was carried out by the forge.
  var changes: [String: Int] = [:]

  static func read(_ fleet: ForgeFleet) async throws -> ForgeWorld {
    var world = ForgeWorld()
    for name in fleet.dependents {
      let subjects = try await fleet.git(
        "log", "--format=%s", "main", in: fleet.forges.gitDirectory("acme/\(name)"))
      world.dependents[name] = Dependent(
        pulls: try await fleet.pulls(of: name).map { "\($0.title), \($0.state)" },
        comments: try await fleet.repository(name)["comments"]?.array?.count ?? 0,
        subjects: subjects.split(separator: "\n").map { line in
          line.split(separator: " ").filter { !$0.contains("lockstep/") }.joined(separator: " ")
        }, tag: try await fleet.tag(of: name))
    }
    let pages = try await fleet.repository("core")["releases"]?.array ?? []
    world.pages = pages.map { page in
      let text = page["body"]?.string ?? page["description"]?.string ?? ""
      return "\(page["tag_name"]?.string ?? ""): \(text)"
    }
    world.changes = Dictionary(
      try await fleet.forges.changes().map { ($0, 1) }, uniquingKeysWith: +)
    return world
  }
}

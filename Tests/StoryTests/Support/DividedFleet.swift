import LockstepCore
import LockstepSystem
import Testing

/// A small fleet whose configuration names every dependent by its address, so that any clone of the
/// foundation finds it, and machines that have nothing but such a clone.
struct DividedFleet: Sendable {
  let fleet: BadInputFleet

  /// The candidate returns another number, of another type.
  private static let candidate = "pub fn one() -> u16 { 2 }\n"

  private static let sources = [
    "steady": "#[test] fn cares_not() { assert!(core_types::one() > 0) }\n",
    "typed": "pub fn one() -> u8 { core_types::one() }\n",
    "strict": "#[test] fn is_one() { assert_eq!(core_types::one(), 1) }\n",
    "mended": "#[test] fn is_two() { assert_eq!(core_types::one(), 2) }\n",
  ]

  /// What a run of all says of each, and because of whom.
  static let outcomes = [
    "chained": "regressed because of typed", "mended": "fixed", "steady": "passed",
    "strict": "regressed", "typed": "regressed",
  ]

  static func with(_ body: (DividedFleet) async throws -> Void) async throws {
    try await BadInputFleet.with { fleet in
      for (name, source) in sources.sorted(by: { $0.key < $1.key }) {
        try await fleet.make(
          name, ["Cargo.toml": fleet.manifest(of: name), "src/lib.rs": source])
      }
      let typed = "typed = { git = \"file://\(fleet.origin(of: "typed"))\", branch = \"main\" }"
      try await fleet.make(
        "chained",
        [
          "Cargo.toml": """
          [package]
          name = "chained"
          version = "0.1.0"
          edition = "2021"

          [dependencies]
          \(typed)

          """,
          "src/lib.rs": "pub fn two() -> u8 { typed::one() * 2 }\n",
        ])
      var configuration = "[foundation]\npackage = \"core-types\"\npublish = \"none\"\n"
      for name in outcomes.keys.sorted() {
        configuration +=
          "\n[[fleet.dependent]]\nname = \"\(name)\"\nurl = \"file://\(fleet.origin(of: name))\"\n"
      }
      try await fleet.push(
        ["lockstep.toml": configuration, "src/lib.rs": candidate], to: "core")
      _ = try await fleet.git("pull", "--quiet", in: fleet.foundation)
      try await body(DividedFleet(fleet: fleet))
    }
  }

  /// A machine of its own: a fresh clone of the foundation, and a cache that nobody else has.
  func machine(_ name: String) async throws -> Machine {
    let folder = "\(fleet.directory)/machines/\(name)"
    try Files.createDirectories(folder)
    try await fleet.git(
      "clone", "--quiet", fleet.origin(of: "core"), "\(folder)/core", in: folder)
    return Machine(fleet: fleet, folder: folder)
  }

  /// What a report says of each dependent, and because of whom.
  static func outcomes(in report: JSONValue) -> [String: String] {
    var outcomes: [String: String] = [:]
    for dependent in report["dependents"]?.array ?? [] {
      let because = dependent["because"]?.string.map { " because of \($0)" } ?? ""
      outcomes[dependent["name"]?.string ?? ""] =
        (dependent["outcome"]?.string ?? "") + because
    }
    return outcomes
  }

  /// A report without what differs from one run to the next: ids of commits, seconds, places of logs.
  static func lasting(_ report: JSONValue) -> JSONValue {
    guard var members = report.object, let dependents = report["dependents"]?.array else {
      return report
    }
    let passing = ["commit", "log", "seconds", "baseline-seconds", "candidate-seconds"]
    members["dependents"] = .array(
      dependents.map { dependent in
        .object((dependent.object ?? [:]).filter { !passing.contains($0.key) })
      })
    return .object(members)
  }
}

extension DividedFleet {
  /// One of several machines.
  struct Machine: Sendable {
    let fleet: BadInputFleet
    let folder: String

    var foundation: String { "\(folder)/core" }

    func lockstep(_ arguments: String...) async throws -> Answer {
      try await fleet.run(
        arguments, in: foundation,
        with: ["LOCKSTEP_CACHE": "\(folder)/cache", "CARGO_BUILD_JOBS": "1"])
    }
  }
}

import LockstepCore
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The table of `docs/statistics.md` is what the simulation gives, and keeps the nominal level.
///
/// `LOCKSTEP_SIMULATE=2000` prints the whole table instead, for the page.
struct SimulationTableTests {
  private static let test = PairedTest(allowing: 0.1)
  /// How many trials stand behind each row of the page.
  private static let trials = 2000

  /// The rows that are simulated in full each time: the nearest ones to the limit, both kinds of noise.
  private static let sample: [SlowdownSimulation] = [
    SlowdownSimulation(noise: .lognormal, scatter: 2, slowdown: 9),
    SlowdownSimulation(noise: .heavy, scatter: 5, slowdown: 11),
  ]

  private static func rows() throws -> [[Substring]] {
    let page =
      String(
        #filePath.prefix(
          upTo: #filePath.firstRange(of: "Tests/LockstepCoreTests/")?.lowerBound
            ?? #filePath.endIndex)
      )
      + "docs/statistics.md"
    let text = String(decoding: try Data(contentsOf: URL(filePath: page)), as: UTF8.self)
    // The table of the monitoring window, further down, begins its rows alike.
    let lines = text.split(separator: "\n").drop { !$0.hasPrefix("| noise |") }.dropFirst()
    return lines.prefix { $0.hasPrefix("|") }.filter { line in
      SlowdownSimulation.Noise.allCases.contains { line.hasPrefix("| \($0.rawValue) |") }
    }.map { $0.split(separator: " | ") }
  }

  @Test(.enabled(if: ProcessInfo.processInfo.environment["LOCKSTEP_SIMULATE"] == nil))
  func `every row keeps the nominal level`() throws {
    let rows = try Self.rows()
    #expect(rows.count == SlowdownSimulation.all.count)
    for (row, simulation) in zip(rows, SlowdownSimulation.all) {
      #expect(row[1] == "\(simulation.scatter) %" && row[2] == "\(simulation.slowdown) %")
      // Five per cent is nominal; wrong is `failed` below the limit of 10 %, and `passed` above it.
      let wrong = simulation.slowdown < 10 ? row[4] : row[3]
      #expect(try #require(Double(wrong.dropLast(2))) <= 5, "\(row.joined(separator: " | "))")
    }
  }

  @Test(
    .enabled(if: ProcessInfo.processInfo.environment["LOCKSTEP_SIMULATE"] == nil),
    arguments: sample)
  func `a row is what the simulation gives`(simulation: SlowdownSimulation) throws {
    let position = try #require(SlowdownSimulation.all.firstIndex(of: simulation))
    let row = try Self.rows()[position]
    let rates = simulation.rates(of: Self.test, trials: Self.trials)
    // The mathematical library may round its last bit otherwise elsewhere: a trial or two may tip.
    for (cell, count) in [(row[3], rates.passed), (row[4], rates.failed)] {
      let told = try #require(Double(cell.dropLast(2)))
      #expect(abs(told - rates.perCent(count)) <= 0.15, "\(simulation.row(rates))")
    }
  }

  @Test(
    .enabled(if: ProcessInfo.processInfo.environment["LOCKSTEP_SIMULATE"] == nil),
    arguments: SlowdownSimulation.all)
  func `a short simulation never contradicts the page`(simulation: SlowdownSimulation) throws {
    let position = try #require(SlowdownSimulation.all.firstIndex(of: simulation))
    let row = try Self.rows()[position]
    let trials = 40
    let rates = simulation.rates(of: Self.test, trials: trials)
    for (cell, count) in [(row[3], rates.passed), (row[4], rates.failed)] {
      let told = try #require(Double(cell.dropLast(2))) / 100
      // Five standard errors, and a trial for what the table rounds.
      let slack = 5 * (told * (1 - told) / Double(trials)).squareRoot() + 1.5 / Double(trials)
      #expect(abs(told - Double(count) / Double(trials)) <= slack, "\(simulation.row(rates))")
    }
  }

  @Test(.enabled(if: ProcessInfo.processInfo.environment["LOCKSTEP_SIMULATE"] != nil))
  func `the table is printed`() throws {
    let wish = ProcessInfo.processInfo.environment["LOCKSTEP_SIMULATE"]
    let trials = try #require(wish.flatMap { Int($0) })
    for simulation in SlowdownSimulation.all {
      print(simulation.row(simulation.rates(of: Self.test, trials: trials)))
    }
  }
}

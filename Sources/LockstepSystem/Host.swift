#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The outside, as parameters: whoever works with a `Host` reaches for nothing global.
package struct Host: Sendable {
  /// Runs programs.
  package var processes: Processes
  /// Tells the time.
  package var clock: Clock
  /// The environment of this process.
  package var environment: [String: String]
  /// Where a crash is interesting.
  package var faults: FaultPoints
  /// Makes an identifier that nobody has ever seen: lower-case letters and digits.
  package var identifiers: @Sendable () -> String
  /// The working directory, as an absolute path.
  package var workingDirectory: String

  /// Puts a host together.
  package init(
    processes: Processes,
    clock: Clock,
    environment: [String: String],
    faults: FaultPoints,
    identifiers: @escaping @Sendable () -> String,
    workingDirectory: String
  ) {
    self.processes = processes
    self.clock = clock
    self.environment = environment
    self.faults = faults
    self.identifiers = identifiers
    self.workingDirectory = workingDirectory
  }

  /// The machine that this runs on.
  package static func live() -> Host {
    live(environment: ProcessInfo.processInfo.environment)
  }

  /// The machine that this runs on, seen through another environment.
  package static func live(environment: [String: String]) -> Host {
    let faults = FaultPoints.configured(by: environment)
    return Host(
      processes: .live(faults: faults),
      clock: .configured(by: environment),
      environment: environment,
      faults: faults,
      identifiers: Self.randomIdentifier,
      workingDirectory: Files.workingDirectory())
  }

  /// Where what can be made again is kept: `LOCKSTEP_CACHE`, else `lockstep` in `XDG_CACHE_HOME`,
  /// else in `~/.cache`.
  package var cacheDirectory: String {
    if let own = environment["LOCKSTEP_CACHE"], own.hasPrefix("/") { return own }
    // The XDG rules: a path that is not absolute is to be ignored.
    if let base = environment["XDG_CACHE_HOME"], base.hasPrefix("/") { return "\(base)/lockstep" }
    if let home = environment["HOME"], home.hasPrefix("/") { return "\(home)/.cache/lockstep" }
    return "\(workingDirectory)/.lockstep-cache"
  }

  /// 120 random bits in 24 characters.
  @Sendable private static func randomIdentifier() -> String {
    let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    var generator = SystemRandomNumberGenerator()
    var text: [UInt8] = []
    for _ in 0..<2 {
      var bits = generator.next() as UInt64
      for _ in 0..<12 {
        text.append(alphabet[Int(bits & 31)])
        bits >>= 5
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}

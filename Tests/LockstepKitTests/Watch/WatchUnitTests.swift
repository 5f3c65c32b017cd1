import LockstepCore
import Testing

@testable import LockstepKit

/// The systemd unit, with paths that mean something to systemd.
@Suite struct WatchUnitTests {
  private static func unit(
    _ program: String, _ arguments: [String] = ["-x"], in directory: String = "/srv/core"
  ) throws -> [Substring] {
    try WatchUnit(
      package: "core-types", program: program, arguments: arguments, directory: directory
    ).text().split(separator: "\n")
  }

  @Test(
    arguments: [
      ("/usr/bin/lockstep", "ExecStart=/usr/bin/lockstep watch -x"),
      ("/opt/my tools/lockstep", "ExecStart=\"/opt/my tools/lockstep\" watch -x"),
      ("/opt/100%/lockstep", "ExecStart=/opt/100%%/lockstep watch -x"),
      ("/opt/$HOME/\"x\"/lockstep", "ExecStart=\"/opt/$$HOME/\\\"x\\\"/lockstep\" watch -x"),
    ])
  func `a path reaches systemd as it is`(program: String, line: String) throws {
    #expect(try Self.unit(program).contains(Substring(line)))
  }

  @Test func `a path with a line break is refused`() {
    #expect(throws: ExplainedFailure.self) {
      try Self.unit("/usr/bin/lockstep", in: "/srv/core\nExecStart=/bin/sh")
    }
  }
}

import LockstepCore
import LockstepSystem
import Testing

/// A fleet run that somebody ends before its time.
@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(30)))
struct FleetRunInterruptionTests {
  /// A test that counts its runs.
  private func quick(_ count: String) -> String {
    """
    #[test] fn counts() {
        let count = std::fs::read("\(count)").map(|bytes| bytes.len()).unwrap_or(0);
        std::fs::write("\(count)", vec![b'x'; count + 1]).unwrap();
        assert!(core_types::one() > 0);
    }

    """
  }

  /// A test that interrupts the whole run, as a person would, and then never ends; unless it may go on.
  private func slow(_ fleet: BadInputFleet) -> String {
    """
    #[test] fn waits() {
        if !std::path::Path::new("\(fleet.directory)/go").exists() {
            let pid = std::fs::read_to_string("\(fleet.directory)/pid").unwrap();
            std::process::Command::new("sh")
                .arg("-c").arg(format!("kill -INT {}", pid.trim())).status().unwrap();
            loop { std::thread::park() }
        }
        assert!(core_types::one() > 0);
    }

    """
  }

  @Test
  func `Ctrl-C leaves nobody behind, and the same command goes on`() async throws {
    try await BadInputFleet.with { fleet in
      let count = "\(fleet.directory)/count"
      try await fleet.make(
        "quick", ["Cargo.toml": fleet.manifest(of: "quick"), "src/lib.rs": quick(count)])
      try await fleet.make(
        "slow", ["Cargo.toml": fleet.manifest(of: "slow"), "src/lib.rs": slow(fleet)])
      let fleetRun = ["verify", "--fleet", "--sandbox", "off"]
      #expect(try await fleet.run(fleetRun + ["quick"]).status == 0)
      #expect(try Files.size(count) == 2)

      let script = "echo $$ > '\(fleet.directory)/pid'; exec \"$0\" \"$@\""
      let interrupted = try await fleet.run(
        ["-c", script, try #require(Binary.path)] + fleetRun + ["--format", "json"],
        program: "sh")
      #expect(interrupted.status == 13, "\(interrupted.errors)")
      #expect(interrupted.error?.hasPrefix("interrupted") == true)
      #expect(interrupted.line("hint: ")?.hasPrefix("the same command goes on") == true)
      #expect(try interrupted.json()["status"]?.integer == 13)
      #expect(try processes(in: fleet.directory) == [])
      let log = try await fleet.lockstep("log", "--format", "json").json()
      // What did not end is no record of anything.
      #expect(
        (log["events"]?.array ?? []).count { $0["event"]?["kind"]?.string == "fleet.verified" } == 1
      )

      try Files.write([], to: "\(fleet.directory)/go")
      let again = try await fleet.run(fleetRun)
      #expect(again.status == 0, "\(again.errors)")
      #expect(again.output.contains("2 passed"))
      #expect(try Files.size(count) == 2)
    }
  }

  /// The command lines of the processes that have something of `folder` in theirs.
  private func processes(in folder: String) throws -> [String] {
    guard Files.isDirectory("/proc/self") else { return [] }
    return try Files.list("/proc").filter { $0.allSatisfy(\.isNumber) }.compactMap { id in
      // One that ends meanwhile has no command line any more.
      let bytes = (try? Files.read("/proc/\(id)/cmdline")) ?? []
      let line = String(decoding: bytes.map { $0 == 0 ? 32 : $0 }, as: UTF8.self)
      return line.contains(folder) ? line : nil
    }
  }
}

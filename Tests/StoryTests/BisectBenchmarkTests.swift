import LockstepCore
import LockstepSystem
import LockstepTestSupport
import Testing

/// The commit that made a benchmark slower, found by the paired test; what is counted are allocations, so
/// that no machine is too restless for it.
@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(30)))
struct BisectBenchmarkTests {
  private static let benchmark = """
    use std::alloc::{GlobalAlloc, Layout, System};
    use std::sync::atomic::{AtomicU64, Ordering};

    struct Counting;
    static ASKED: AtomicU64 = AtomicU64::new(0);

    unsafe impl GlobalAlloc for Counting {
        unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
            ASKED.fetch_add(1, Ordering::Relaxed);
            unsafe { System.alloc(layout) }
        }
        unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
            unsafe { System.dealloc(memory, layout) }
        }
    }

    #[global_allocator]
    static ALLOCATOR: Counting = Counting;

    fn main() {
        for (name, work) in [("names", core_types::names as fn() -> usize), ("other", core_types::other as fn() -> usize)] {
            let before = ASKED.load(Ordering::Relaxed);
            assert!(work() > 0);
            println!("{name} {} allocations", ASKED.load(Ordering::Relaxed) - before);
        }
    }

    """

  private static func source(_ work: String, _ more: String = "") -> String {
    """
    pub fn names() -> usize { (0..100).map(|n| \(work)).sum() }
    pub fn other() -> usize { (0..100).map(|n: u32| std::hint::black_box(n.to_string()).len()).sum() }
    \(more)
    """
  }

  private static let quick = "std::hint::black_box((n as u32).to_string()).len()"
  // What is not looked at, a compiler may leave out.
  private static let slow =
    "{ let name = (n as u32).to_string(); std::hint::black_box(name.clone()).len() + name.len() }"

  private func bisect(_ fleet: BadInputFleet, _ arguments: String..., status: Int32)
    async throws -> JSONValue
  {
    let answer = try await fleet.run(
      ["bisect", "--format", "json", "--good", "1.0.0", "--bad", "main"] + arguments)
    #expect(answer.status == status, "\(answer.errors)")
    return try answer.json()
  }

  @Test func `it is found around a commit that does not build, and an equal one is not accused`()
    async throws
  {
    try await BadInputFleet.with(released: false) { fleet in
      let core = try await fleet.repository("core")
      let manifest = """
        [package]
        name = "core-types"
        version = "1.0.0"
        edition = "2021"

        [[bench]]
        name = "allocations"
        harness = false

        """
      let first = try await fleet.scratch.commit(
        [
          "Cargo.toml": manifest, "benches/allocations.rs": Self.benchmark,
          "src/lib.rs": Self.source(Self.quick),
        ], to: core, message: "With a benchmark")
      try await fleet.scratch.tag("v1.0.0", at: first, in: core)
      for (message, source) in [
        ("Quiet", Self.source(Self.quick, "// quiet")),
        ("Unfinished", "pub fn names() -> usize {"),
        ("Finished", Self.source(Self.quick, "// finished")),
        ("Another name", Self.source(Self.slow)),
        ("Quiet again", Self.source(Self.slow, "// quiet")),
      ] {
        try await fleet.scratch.commit(["src/lib.rs": source], to: core, message: message)
      }

      let found = try await bisect(fleet, "--benchmark", "names", status: 0)
      #expect(found["benchmark"]?["name"] == "names")
      #expect(found["culprits"]?.array?.compactMap { $0["subject"]?.string } == ["Another name"])
      let skipped = (found["probes"]?.array ?? []).filter { $0["subject"] == "Unfinished" }
      for probe in skipped {
        #expect(probe["verdicts"]?["names"]?.string?.hasPrefix("skipped") == true)
      }

      // What was measured once on this machine is not measured again.
      let again = try await bisect(fleet, "--benchmark", "names", status: 0)
      #expect(again["culprits"]?[0]?["commit"] == found["culprits"]?[0]?["commit"])
      let told = try await fleet.run(
        ["bisect", "--good", "1.0.0", "--bad", "main", "--benchmark", "names"])
      let measured = told.errors.split(separator: "\n").filter {
        ["good, ", "bad, "].contains(where: $0.contains)
      }
      #expect(!measured.isEmpty)
      #expect(measured.allSatisfy { $0.contains("measured before") }, "\(told.errors)")

      let equal = try await bisect(fleet, "--benchmark", "other", status: 10)
      #expect(equal["dependents"]?[0]?["outcome"] == "not-reproducible")
      let generous = try await bisect(
        fleet, "--benchmark", "names", "--threshold", "400", status: 10)
      #expect(generous["dependents"]?[0]?["outcome"] == "not-reproducible")
      let stranger = try await fleet.run(
        ["bisect", "--benchmark", "name", "--good", "1.0.0", "--bad", "main"])
      #expect(stranger.status == 64)
      #expect(stranger.errors.contains("did you mean `names`?"))
    }
  }
}

extension DemoFoundation {
  /// The crate's benchmarks. They count allocations instead of time, so that they say the same on every
  /// machine, however busy it is.
  static func benchmarks(at stage: Stage) -> String {
    let ranked = """
          measure("ranked", || {
              std::hint::black_box(sky.ranked());
          });

      """
    return """
      //! What the work of a catalogue costs, in allocations: the same on every machine.

      use std::alloc::{GlobalAlloc, Layout, System};
      use std::sync::atomic::{AtomicU64, Ordering};

      use lodestar::{Catalogue, Record};

      /// The system's allocator, and how often it was asked.
      struct Counting;

      static ASKED: AtomicU64 = AtomicU64::new(0);

      unsafe impl GlobalAlloc for Counting {
          unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
              ASKED.fetch_add(1, Ordering::Relaxed);
              System.alloc(layout)
          }

          unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
              System.dealloc(memory, layout)
          }
      }

      #[global_allocator]
      static ALLOCATOR: Counting = Counting;

      fn measure(name: &str, work: impl FnOnce()) {
          let before = ASKED.load(Ordering::Relaxed);
          work();
          let asked = ASKED.load(Ordering::Relaxed) - before;
          println!("{name} {asked} allocations");
      }

      fn main() {
          let mut sky = Catalogue::new();
          measure("insert", || {
              for id in 0..1000 {
                  sky.insert(Record::new(id, "star").with("rank", id as i64 % 7));
              }
          });
      \(stage == .released || stage == .number ? "" : ranked)}

      """
  }
}

import LockstepLedger
import Synchronization

/// Processes that a test lets live and die.
final class TestProcesses: Sendable {
  private let dead = Mutex<Set<Int64>>([])

  /// The table as the process `pid` sees it.
  func table(of pid: Int64) -> ProcessTable {
    let me = ProcessIdentity(
      machine: "machine", boot: "boot", namespace: "pid:[1]", pid: pid, started: "1")
    return ProcessTable(
      current: { me },
      state: { process in self.dead.withLock { $0.contains(process.pid) } ? .dead : .alive })
  }

  func kill(_ pid: Int64) {
    dead.withLock { _ = $0.insert(pid) }
  }
}

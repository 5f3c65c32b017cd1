import LockstepCore
import LockstepGit
import LockstepLedger
import LockstepSystem
import Synchronization

/// What a process meets with when it is killed.
struct Killed: Error {}

/// Stands between the ledger and git, and counts, kills, or loses answers.
final class Interference: Sendable {
  /// What happens to a call of git.
  enum Fate: Sendable {
    /// The process dies before it.
    case killedBefore

    /// It is done, and the process dies before it learns of it.
    case killedAfter

    /// It is done, and the connection breaks before the answer.
    case answerLost
  }

  private let calls = Mutex<[[String]]>([])
  private let fates: Mutex<[String: Fate]>

  init(_ fates: [String: Fate] = [:]) {
    self.fates = Mutex(fates)
  }

  /// Processes that meet with their fates; each only once.
  var processes: Processes {
    let live = Processes.live(faults: .none)
    return Processes { invocation in
      let words = invocation.arguments
      self.calls.withLock { $0.append(words) }
      let fate = self.fates.withLock { fates -> Fate? in
        guard let word = words.first(where: { fates[$0] != nil }) else { return nil }
        return fates.removeValue(forKey: word)
      }
      switch fate {
      case nil: return try await live.run(invocation)
      case .killedBefore: throw Killed()
      case .killedAfter:
        _ = try await live.run(invocation)
        throw Killed()
      case .answerLost:
        var result = try await live.run(invocation)
        result.termination = .exited(128)
        result.output = []
        result.errors = Array("fatal: the remote end hung up unexpectedly\n".utf8)
        return result
      }
    }
  }

  /// How often git was called with `word` among its arguments.
  func count(of word: String) -> Int {
    calls.withLock { $0.filter { $0.contains(word) }.count }
  }
}

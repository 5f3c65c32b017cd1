import LockstepCore
package import LockstepSystem
import Synchronization

/// A small GitHub, GitLab and Gitea of our own, for machines without the contract server: it answers
/// the operations that we use as the services do, from a little real state, and fails on demand.
///
/// It checks no contract. Its repositories are values in memory; there is no git behind them.
package final class LoopbackForge: Sendable {
  /// A request as it arrived.
  package struct Entry: Hashable, Sendable {
    package var service: String
    package var method: String
    package var path: String
    package var status: Int
    package var fault: String?
    package var processed: Bool
  }

  struct State: Sendable {
    var services: [String: LoopbackForgeService.Repositories] = [:]
    var faults: [ContractServer.Fault] = []
    var journal: [Entry] = []
    var nextID = 100
  }

  static let services: [String: any LoopbackForgeService.Type] = [
    "gitlab": LoopbackGitLab.self, "gitea": LoopbackGitea.self, "github": LoopbackGitHub.self,
  ]

  private let state = Mutex(State())

  /// Makes one without repositories.
  package init() {}

  /// Empties the journal.
  package func clearJournal() { state.withLock { $0.journal = [] } }

  /// Answers requests to `http://loopback/<service>/…` without any network.
  package var http: HTTP { HTTP { try await self.send($0) } }

  /// The requests so far.
  package var journal: [Entry] { state.withLock(\.journal) }

  /// Answers a request, or throws as a cut connection does.
  package func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let cut = HTTPError.unreachable(host: "loopback", reason: "the connection was reset")
    return try state.withLock { state in
      let parts = request.url.split(separator: "/")
      let service = parts.count > 2 ? String(parts[2]) : ""
      guard let type = Self.services[service] else { return HTTPResponse(status: 404) }
      let exchange = LoopbackForgeExchange(request, skipped: type.depth)
      let fault = state.take(service, exchange)
      let isAfter = ["slow", "reset_after", "truncate", "malformed"].contains(fault?.kind)
      var answer: LoopbackForgeAnswer
      if let fault, !isAfter {
        answer = type.fault(
          fault.kind, retryAfter: fault.details["retry_after"]?.integer.map(Int.init))
      } else {
        do throws(LoopbackForgeAnswer) {
          answer = try type.answer(exchange, &state.services[service, default: [:]])
        } catch {
          answer = error
        }
      }
      state.journal.append(
        Entry(
          service: service, method: request.method, path: exchange.path, status: answer.status,
          fault: fault?.kind, processed: fault == nil || isAfter))
      switch fault?.kind {
      case "reset", "hang", "reset_after", "truncate": throw cut
      case "malformed": return HTTPResponse(status: 200, body: Array("<html>Unicorn!</html>".utf8))
      default: return answer.response
      }
    }
  }

  /// Changes a repository of one service from outside.
  func change(
    _ repository: String, service: String,
    _ body: (inout LoopbackForgeRepository) throws -> Void
  ) throws {
    try state.withLock { state in
      guard var value = state.services[service]?[repository.lowercased()] else {
        throw ExplainedFailure("there is no \(repository) on \(service)")
      }
      try value.refresh()
      try body(&value)
      value.follow()
      state.services[service]?[repository.lowercased()] = value
    }
  }

  /// Makes a repository with a first commit, on every service; returns the commit, which is the same.
  @discardableResult
  package func makeRepository(
    _ name: String, files: [String: String] = ["README.md": "hello\n"],
    defaultBranch: String = "main"
  ) throws -> String {
    let parts = name.split(separator: "/").map(String.init)
    guard parts.count >= 2 else { throw ExplainedFailure("`\(name)` is not OWNER/NAME") }
    return state.withLock { state in
      var head = ""
      for service in Self.services.keys.sorted() {
        state.nextID += 1
        let repository = LoopbackForgeRepository(
          owner: parts.dropLast().joined(separator: "/"), name: parts[parts.count - 1],
          id: state.nextID, defaultBranch: defaultBranch, files: files)
        head = repository.branches[defaultBranch] ?? ""
        state.services[service, default: [:]][name.lowercased()] = repository
      }
      return head
    }
  }

  /// Lets one service show a repository of git.
  func show(_ name: String, service: String, git: LoopbackGit) throws {
    let parts = name.split(separator: "/").map(String.init)
    guard parts.count == 2 else { throw ExplainedFailure("`\(name)` is not OWNER/NAME") }
    try state.withLock { state in
      state.nextID += 1
      state.services[service, default: [:]][name.lowercased()] = try LoopbackForgeRepository(
        owner: parts[0], name: parts[1], id: state.nextID, git: git)
    }
  }

  /// Lets requests fail: `path` is looked for as a plain text; an operation's name is not known here.
  package func inject(_ fault: ContractServer.Fault) {
    state.withLock { $0.faults.append(fault) }
  }

  /// How many requests are still to be hit.
  package var faultsLeft: Int { state.withLock { $0.faults.reduce(0) { $0 + $1.times } } }

  /// Takes all faults back.
  package func removeFaults() {
    state.withLock { $0.faults = [] }
  }
}

extension LoopbackForge.State {
  /// The fault that hits this request.
  fileprivate mutating func take(
    _ service: String, _ exchange: LoopbackForgeExchange
  ) -> ContractServer.Fault? {
    for (index, fault) in faults.enumerated() {
      guard fault.times > 0, fault.service.map({ $0 == service }) ?? true,
        fault.method.map({ $0 == exchange.method }) ?? true,
        fault.path.map({ exchange.path.contains($0) }) ?? true
      else { continue }
      if fault.skip > 0 {
        faults[index].skip -= 1
        continue
      }
      faults[index].times -= 1
      return fault
    }
    return nil
  }
}

package import LockstepCore

/// The stand-in for GitHub, GitLab, Gitea, Linear, Slack, webhooks, git over HTTP and SMTP that checks
/// every request against the service's own contract (`../shared/contracts/serve.py`).
///
/// A test that uses it is `.enabled(if: ContractServer.isAvailable, "\(ContractServer.needs)")` and works
/// inside of ``session(_:_:)``. The server ends with the process of the tests.
package final class ContractServer: Sendable {
  /// `http://127.0.0.1:PORT`, without a slash at its end.
  package let address: String
  /// The port that takes mail.
  package let smtpPort: UInt16
  /// The folder of its repositories, as `OWNER/NAME.git`.
  package let gitRoot: String
  private let child: LoopbackProgram

  private init(child: LoopbackProgram, ready: JSONValue) throws {
    guard let address = ready["url"]?.string, let root = ready["git_root"]?.string,
      let port = ready["smtp_port"]?.integer.flatMap(UInt16.init(exactly:))
    else { throw ExplainedFailure("the contract server did not say where it listens") }
    self.address = address
    self.smtpPort = port
    self.gitRoot = root
    self.child = child
  }

  /// Starts a server of one's own; it ends with the process of the tests, or with ``stop()``.
  ///
  /// - Parameter journal: a file that gets a line for every request.
  package static func start(journal: String? = nil) async throws -> ContractServer {
    guard let installation = try? ContractServerInstallation.found.get() else {
      throw ExplainedFailure("the contract server cannot be started", why: [needs])
    }
    var arguments = [
      installation.script, "--strict-headers", "--exit-with-stdin", "--smtp-port", "0",
    ]
    if let journal { arguments += ["--journal", journal] }
    let child = try LoopbackProgram(program: installation.python, arguments: arguments)
    let line = try await child.firstLine()
    return try ContractServer(child: child, ready: JSONValue(parsing: line))
  }

  /// Ends the server.
  package func stop() {
    child.end()
  }

  /// Whether this machine has what the server needs; ``needs`` says what is missing.
  package static var isAvailable: Bool {
    if case .success = ContractServerInstallation.found { true } else { false }
  }

  /// What the server needs, for the reason of a skipped test.
  package static var needs: String {
    switch ContractServerInstallation.found {
    case .success: "needs ../shared/contracts and python3 with the packages of its requirements.txt"
    case .failure(let missing): missing.reason
    }
  }

  /// Runs `body` with the server of this process that has the given name, alone and after a reset;
  /// throws ``ContractViolations`` when a request did not fit its service's contract.
  ///
  /// The server is started by the first session and stays; sessions of one name come one after the
  /// other, those of different names at once.
  package static func session<Result: Sendable>(
    _ name: String, _ body: (ContractServer) async throws -> Result
  ) async throws -> Result {
    try await ContractServerPool.shared.withServer(named: name) { server in
      try await server.reset()
      let result = try await body(server)
      let violations = try await server.violations()
      guard violations.isEmpty else { throw ContractViolations(all: violations) }
      return result
    }
  }
}

/// The base addresses of the services.
extension ContractServer {
  /// A forge's entry under `[services]` in lockstep.toml.
  package func entry(of service: String) -> String {
    let addresses =
      switch service {
      case "github": "rest = \"\(github)\", graphql = \"\(githubGraphQL)\""
      case "gitlab": "rest = \"\(gitlab)\", git = \"\(address)/git\""
      default: "rest = \"\(gitea)\""
      }
    return "\(service) = { \(addresses) }"
  }

  /// GitHub's REST interface.
  package var github: String { "\(address)/github" }
  /// GitHub's GraphQL interface.
  package var githubGraphQL: String { "\(address)/github/graphql" }
  /// GitLab's REST interface.
  package var gitlab: String { "\(address)/gitlab/api/v4" }
  /// Gitea's and Forgejo's REST interface.
  package var gitea: String { "\(address)/gitea/api/v1" }
  /// Linear's GraphQL interface.
  package var linear: String { "\(address)/linear/graphql" }
  /// Slack's Web API; a method's name follows after a slash.
  package var slack: String { "\(address)/slack/api" }
  /// An incoming webhook of Slack.
  package var slackWebhook: String { "\(address)/slack/services/T0000/B0000/XXXX" }

  /// The generic webhook `name`.
  package func webhook(_ name: String) -> String { "\(address)/hook/\(name)" }

  /// A repository over HTTP; a push needs a user and any password.
  package func git(_ repository: String) -> String { "\(address)/git/\(repository).git" }

  /// The bare repository on the disk.
  package func gitDirectory(_ repository: String) -> String { "\(gitRoot)/\(repository).git" }
}

/// Requests that did not fit their service's contract.
package struct ContractViolations: ExplainedError {
  /// Each with its service, method, path and problems.
  package let all: [ContractServer.Violation]

  package var explanation: Explanation {
    Explanation(
      "\(all.count) requests do not fit the contract",
      why: all.map {
        "\($0.service) \($0.method) \($0.path): \($0.problems.joined(separator: "; "))"
      })
  }
}

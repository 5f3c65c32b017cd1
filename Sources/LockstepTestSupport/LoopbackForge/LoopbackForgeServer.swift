import FlyingFox
import LockstepCore
import LockstepSystem

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A ``LoopbackForge`` on 127.0.0.1, with real git repositories behind it that are cloned and pushed to over
/// HTTP: for the built command.
///
/// It plays one service, and refuses nothing that a contract refuses.
package struct LoopbackForgeServer: Sendable {
  /// `github`, `gitlab` or `gitea`.
  package let service: String
  /// `http://127.0.0.1:PORT`, without a slash at its end.
  package let address: String
  /// The forge's records.
  package let forge: LoopbackForge
  /// The folder of its repositories, as `OWNER/NAME.git`.
  package let gitRoot: String

  /// Runs a server for the time of `body`; its repositories lie in `gitRoot`.
  package static func run<Result: Sendable>(
    _ service: String, gitRoot: String, _ body: (LoopbackForgeServer) async throws -> Result
  ) async throws -> Result {
    let forge = LoopbackForge()
    let handler = LoopbackForgeHandler(forge: forge, git: LoopbackGitServer(root: gitRoot))
    return try await LoopbackServer.run(handler) { port in
      try await body(
        LoopbackForgeServer(
          service: service, address: "http://127.0.0.1:\(port)", forge: forge, gitRoot: gitRoot))
    }
  }

  /// The base of the service's interface.
  package var rest: String {
    switch service {
    case "gitlab": "\(address)/gitlab/api/v4"
    case "gitea": "\(address)/gitea/api/v1"
    default: "\(address)/\(service)"
    }
  }

  /// Where a repository is cloned from.
  package func git(_ repository: String) -> String { "\(address)/git/\(repository).git" }

  /// The bare repository on the disk.
  package func gitDirectory(_ repository: String) -> String { "\(gitRoot)/\(repository).git" }

  /// Shows the bare repository that lies in ``gitDirectory(_:)``.
  package func show(_ repository: String) throws {
    try forge.show(
      repository, service: service, git: LoopbackGit(directory: gitDirectory(repository)))
  }
}

/// Answers what is asked over HTTP: below `/git` by git itself, everything else by the forge.
private struct LoopbackForgeHandler: HTTPHandler {
  let forge: LoopbackForge
  let git: LoopbackGitServer

  func handleRequest(_ request: FlyingFox.HTTPRequest) async throws -> FlyingFox.HTTPResponse {
    let path = request.target.path()
    let query = request.target.query()
    var headers: [String: String] = [:]
    for (header, value) in request.headers { headers[header.rawValue.lowercased()] = value }
    let asked = LockstepSystem.HTTPRequest(
      method: request.method.rawValue,
      url: "http://loopback\(path)" + (query.isEmpty ? "" : "?\(query)"), headers: headers,
      body: Array(try await request.bodyData))
    let answer =
      path.hasPrefix("/git/")
      ? try await git.answer(asked, path: String(path.dropFirst("/git".count)), query: query)
      : try await forge.send(asked)
    var response = FlyingFox.HTTPResponse(
      statusCode: HTTPStatusCode(answer.status, phrase: "Status"), body: Data(answer.body))
    for (name, value) in answer.headers { response.headers[HTTPHeader(name)] = value }
    return response
  }
}

/// Serves the repositories of a folder by `git http-backend`, to everybody.
private struct LoopbackGitServer: Sendable {
  let root: String

  func answer(
    _ request: LockstepSystem.HTTPRequest, path: String, query: String
  ) async throws -> LockstepSystem.HTTPResponse {
    var environment = LoopbackGit.environment
    environment.merge([
      "GIT_PROJECT_ROOT": root, "GIT_HTTP_EXPORT_ALL": "1", "PATH_INFO": path,
      "REQUEST_METHOD": request.method, "QUERY_STRING": query, "REMOTE_USER": "somebody",
      "REMOTE_ADDR": "127.0.0.1", "CONTENT_TYPE": request.headers["content-type"] ?? "",
      "CONTENT_LENGTH": "\(request.body?.count ?? 0)",
    ]) { _, new in new }
    environment["HTTP_CONTENT_ENCODING"] = request.headers["content-encoding"]
    environment["GIT_PROTOCOL"] = request.headers["git-protocol"]
    let result = try await Host.live().processes.run(
      Invocation(
        program: "git", arguments: ["-c", "http.receivepack=true", "http-backend"],
        environment: environment, input: .bytes(request.body ?? []), timeout: .seconds(60)))
    guard let end = result.output.firstRange(of: Array("\r\n\r\n".utf8)) else {
      return LockstepSystem.HTTPResponse(status: 500, body: result.errors)
    }
    var status = 200
    var headers: [String: String] = [:]
    let head = String(decoding: result.output[..<end.lowerBound], as: UTF8.self)
    for line in head.split(whereSeparator: \.isNewline) {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      let value = String(parts[1].drop { $0 == " " })
      if parts[0] == "Status" {
        status = Int(value.prefix { $0.isNumber }) ?? 500
      } else {
        headers[String(parts[0])] = value
      }
    }
    return LockstepSystem.HTTPResponse(
      status: status, headers: headers, body: Array(result.output[end.upperBound...]))
  }
}

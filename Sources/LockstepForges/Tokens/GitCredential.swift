package import LockstepCore
package import LockstepSystem

/// Asks git for the password that its credential helpers have for a server.
///
/// The question and the answer go over pipes, so neither is ever an argument; git asks no person.
package struct GitCredential: Sendable {
  private let processes: Processes
  private let environment: [String: String]

  /// Asks through `processes`, with the user's own environment and configuration.
  package init(processes: Processes, environment: [String: String]) {
    self.processes = processes
    self.environment = environment
  }

  /// Returns the password for an address; `nil` where no helper has one.
  package func password(for address: String) async throws -> Secret? {
    guard let origin = ForgeTransport.origin(of: address),
      let scheme = origin.split(separator: ":").first,
      let host = ServiceHost.authority(of: address),
      host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f })
    else { return nil }
    var environment = environment
    environment["GIT_TERMINAL_PROMPT"] = "0"
    environment["GIT_ASKPASS"] = ""
    environment["SSH_ASKPASS"] = ""
    environment["GCM_INTERACTIVE"] = "never"
    environment["LC_ALL"] = "C"
    // What git traces goes to the standard error, and the answer would be part of it.
    for name in environment.keys where name.hasPrefix("GIT_TRACE") { environment[name] = nil }
    let result = try await processes.run(
      Invocation(
        program: "git", arguments: ["-c", "core.askPass=", "credential", "fill"],
        environment: environment,
        input: .bytes(Array("protocol=\(scheme)\nhost=\(host)\n\n".utf8)),
        timeout: .seconds(30), outputLimit: 64 << 10))
    guard result.succeeded else { return nil }
    for line in result.text.split(separator: "\n") where line.hasPrefix("password=") {
      let password = line.dropFirst("password=".count)
      if !password.isEmpty { return Secret(String(password)) }
    }
    return nil
  }
}

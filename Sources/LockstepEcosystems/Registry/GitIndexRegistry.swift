package import LockstepCore
package import LockstepSystem

/// A registry with a git index in a repository on this machine: reading only.
///
/// Cargo publishes to such an index only where its `api` is a server; without one `cargo publish`
/// exits with 0 and nothing is published, so this is refused beforehand.
package struct GitIndexRegistry: Registry {
  package var name: String
  /// As configured: `file:///…`.
  package var index: String
  package var folder: String
  package var host: Host
  private let repository: String

  package init(
    name: String, index: String, folder: String, host: Host, childToken: Secret? = nil
  ) throws {
    guard index.hasPrefix("file:///") else {
      throw ExplainedFailure(
        "the index of `\(name)` cannot be read",
        why: ["\(index) is a git index on another machine"],
        hints: ["use the registry's sparse index: index = \"sparse+https://…/\""], place: nil)
    }
    self.name = name
    self.index = index
    self.folder = folder
    self.host = host
    repository = String(index.dropFirst("file://".count))
  }

  package var yanking: YankCapability { .unavailable(because: Self.whyReadOnly) }

  private static let whyReadOnly = "a git index in a folder has no server that could change it"

  package func versions(of package: String) async throws -> [PublishedVersion] {
    let path = try CrateName.indexPath(of: package)
    var invocation = Invocation(
      program: "git",
      arguments: ["--git-dir=\(gitDirectory)", "cat-file", "blob", "HEAD:\(path)"],
      environment: [
        "PATH": host.environment["PATH"] ?? "/usr/bin:/bin", "LC_ALL": "C",
        "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
      ])
    invocation.timeout = .seconds(60)
    let result = try await host.processes.run(invocation)
    if result.succeeded {
      return try IndexFile(parsing: result.output, place: "\(index) \(path)")
        .versions(of: package)
    }
    guard result.errorText.contains("does not exist in") else {
      throw RegistryUnreadable(
        registry: name, address: index, why: String(result.errorText.prefix(500)),
        hint: "see whether the folder is a git repository with a commit")
    }
    return []
  }

  private var gitDirectory: String {
    Files.isDirectory("\(repository)/.git") ? "\(repository)/.git" : repository
  }

  package func publish(_ request: PublishRequest) async throws -> PublishOutcome {
    if let there = try await published(request.crate.name, request.crate.version) {
      return there.checksum == request.crate.checksum
        ? .alreadyThere(checksum: request.crate.checksum) : .conflict(checksum: there.checksum)
    }
    return .refused(message: Self.whyReadOnly)
  }

  package func yank(_ request: YankRequest) async throws -> YankOutcome {
    .unavailable(because: Self.whyReadOnly)
  }

  package func unyank(_ request: YankRequest) async throws -> YankOutcome {
    .unavailable(because: Self.whyReadOnly)
  }
}

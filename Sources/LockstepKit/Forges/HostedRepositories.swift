internal import LockstepCore
internal import LockstepFleet
internal import LockstepForges
internal import LockstepGit
internal import LockstepSystem

/// What the organisations on forges have that `[fleet]` names.
struct HostedRepositories: Sendable {
  var found: [FoundRepository] = []
  /// What was left out, and what is older than it could be.
  var notes: [Explanation] = []
  /// Organisations of which nothing is known, and why.
  var problems: [String: Explanation] = [:]

  /// Looks through every organisation that the configuration names.
  ///
  /// The last list of each is kept. It counts where the forge is not asked, and, with a note, where the
  /// forge does not answer: a fleet never gets smaller because somebody did not answer.
  ///
  /// - Parameter asking: Asks the forges first; else only those that were never asked.
  static func find(for workspace: Workspace, asking: Bool) async -> HostedRepositories {
    var result = HostedRepositories()
    let wanted = workspace.configuration.fleet.forges.sorted { $0.key < $1.key }
    guard !wanted.isEmpty else { return result }
    let desk = ForgeDesk(services: workspace.configuration.services, host: workspace.host)
    for (service, discovery) in wanted {
      let search = HostedSearch(
        workspace: workspace, desk: desk, service: service, owner: discovery.organization)
      await search.run(asking: asking, into: &result)
    }
    return result
  }
}

/// The search through one organisation.
private struct HostedSearch: Sendable {
  /// Up to so many repositories are all read; of more only those that a search over their code finds.
  private static let most = 500

  let workspace: Workspace
  let desk: ForgeDesk
  let service: String
  let owner: String

  private var subject: String { "\(owner) on \(service)" }

  func run(asking: Bool, into result: inout HostedRepositories) async {
    var list = HostedList.read(from: path).flatMap { $0.source == source ? $0 : nil }
    if asking || list == nil {
      do {
        list = try await ask()
        try list?.write(to: path)
      } catch {
        let reason = Explanation(of: error)
        guard let known = list else {
          result.problems[subject] = Explanation(
            "the repositories of \(subject) are not known", why: [reason.what] + reason.why,
            hints: reason.hints + ["until then dependents there are missing from this fleet"])
          return
        }
        result.notes.append(
          Explanation(
            "the repositories of \(subject) are those of \(known.at)",
            why: [reason.what] + reason.why, hints: reason.hints))
      }
    }
    guard let list else { return }
    for repository in list.repositories {
      do {
        result.found.append(
          FoundRepository(
            name: repository.name, owner: repository.owner,
            address: try RemoteAddress(parsing: address(of: repository)),
            branch: repository.branch))
      } catch {
        result.problems["\(repository.owner)/\(repository.name)"] = Explanation(of: error)
      }
    }
    result.notes += list.remarks.map { Explanation("\(subject): \($0)") }
  }

  private func ask() async throws -> HostedList {
    let forge = try desk.forge(service, for: owner, knowing: workspace.remote.text)
    let all = try await forge.look { try await $0.repositories(of: owner) }
    let open = all.filter { !$0.isArchived && !$0.isFork && $0.defaultBranch != nil }
    var remarks: [String] = []
    let left = [
      (all.count { $0.isArchived }, "archived"),
      (all.count { !$0.isArchived && $0.isFork }, "a fork"),
      (all.count { !$0.isArchived && !$0.isFork && $0.defaultBranch == nil }, "empty"),
    ].filter { $0.0 > 0 }
    if !left.isEmpty {
      remarks.append(
        "left out: " + left.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
          + " of \(counted(all.count, "repository", "repositories"))")
    }
    var chosen = open
    if open.count > Self.most {
      let (found, isComplete) = try await search(forge, among: open)
      chosen = found ?? open
      remarks.append(
        found.map {
          "of \(open.count) repositories, more than \(Self.most), only the \($0.count) are read in whose "
            + "manifests \(forge.forge.name)'s index finds the foundation; an index lags, so name a "
            + "dependent that is missing" + (isComplete ? "" : "; the search was cut short")
        } ?? "all \(open.count) repositories are read: \(forge.forge.name) cannot search their code"
      )
    }
    return HostedList(
      source: source, at: workspace.host.clock.now(), remarks: remarks,
      repositories: chosen.map {
        HostedList.Repository(
          owner: $0.path.owner, name: $0.path.name, https: $0.cloneAddress, ssh: $0.sshAddress,
          branch: $0.defaultBranch ?? "")
      })
  }

  /// The repositories whose manifests name a package of the foundation; `nil` where the forge cannot say.
  private func search(
    _ forge: SteadyForge, among open: [ForgeRepository]
  ) async throws -> ([ForgeRepository]?, Bool) {
    guard forge.forge.abilities.contains(.codeSearch) else { return (nil, true) }
    var paths: Set<ForgePath> = []
    var isComplete = true
    for package in workspace.configuration.foundation.allPackages {
      let query = CodeQuery(owner: owner, text: package, fileName: "Cargo.toml")
      do {
        let result = try await forge.look { try await $0.search(query) }
        paths.formUnion(result.hits.map(\.repository))
        isComplete = isComplete && result.isComplete
      } catch let error as ForgeError where error.kind == .unsupported {
        return (nil, true)
      }
    }
    return (open.filter { paths.contains($0.path) }, isComplete)
  }

  /// By ssh where the foundation itself is reached so, else by HTTPS.
  private func address(of repository: HostedList.Repository) -> String {
    let own = workspace.remote.text
    let isSecureShell = own.hasPrefix("ssh://") || !own.contains("://") && own.contains("@")
    return (isSecureShell ? repository.ssh : nil) ?? repository.https
  }

  /// What a list is of: one that was kept of something else does not count.
  private var source: String {
    "\(service) \(owner) \(workspace.configuration.services[service]?.rest ?? "")"
  }

  private var path: String {
    let name = String(
      "\(service)-\(owner)".map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
    return Files.join(workspace.host.cacheDirectory, "forges/\(name).json")
  }
}

/// The last list of an organisation's repositories, as the cache keeps it.
private struct HostedList: Codable {
  struct Repository: Codable {
    var owner: String
    var name: String
    var https: String
    var ssh: String?
    var branch: String
  }

  /// Of which organisation on which server it is.
  var source: String
  var at: Timestamp
  var remarks: [String]
  var repositories: [Repository]

  /// Reads a list; `nil` where there is none that can be read: then the forge is asked again.
  static func read(from path: String) -> HostedList? {
    guard let bytes = try? Files.read(path, limit: 64 << 20) else { return nil }
    return try? JSONValue(parsing: bytes).decode(HostedList.self)
  }

  func write(to path: String) throws {
    try Files.createDirectories(Files.parent(of: path))
    try Files.write(try JSONValue(encoding: self).bytes(), to: path)
  }
}

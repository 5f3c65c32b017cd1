import LockstepCore
import LockstepFleet
import LockstepGit
import LockstepSystem
import LockstepTestSupport
import Testing

@testable import LockstepKit

/// A foundation with one dependent, `billing`, on the contract server, that takes pull requests.
struct ProposalStand {
  let service: String
  let server: ContractServer
  var workspace: Workspace

  static let repository = "acme/billing"
  private static let branch = "lockstep/update"

  /// Makes the stand; `rollout`, `fleet` and `dependent` are lines of those tables, `more` is what comes
  /// behind all of them.
  static func with(
    _ server: ContractServer, _ service: String, rollout: String = "", fleet: String = "",
    dependent: String = "", more: String = "", _ body: (ProposalStand) async throws -> Void
  ) async throws {
    try await ScratchGit.with(settings: ["LOCKSTEP_\(service.uppercased())_TOKEN": "canary"]) {
      scratch in
      let settings = """
        [foundation]
        package = "core"
        publish = "none"
        [fleet]
        search = []
        \(fleet)
        [[fleet.dependent]]
        name = "billing"
        url = "\(server.git(repository))"
        delivery = "pull-request"
        \(dependent)
        [rollout]
        \(rollout)
        [services]
        \(server.entry(of: service))
        \(more)

        """
      try await body(
        ProposalStand(
          service: service, server: server,
          workspace: try await scratch.workspace(of: settings)))
    }
  }

  /// Fetches the dependent, makes a commit on its tip and pushes that to a branch beside it.
  func push() async throws -> DeliveredDependent {
    let name = try RepositoryName("billing")
    let address = try RemoteAddress(
      parsing: server.git(Self.repository).split(separator: "//", maxSplits: 1)
        .joined(separator: "//user:password@"))
    _ = await workspace.store.fetch(
      [FleetSource(name: name, address: address)], width: 1, timeout: .seconds(30))
    let tip = try #require(try await workspace.store.tips()[name])
    let signature = workspace.signature()
    let commits = try await workspace.store.objects.write([
      CommitDraft(
        parents: [tip.commit], tree: .firstParent,
        changes: [
          FileChange(
            path: "Cargo.toml", content: .bytes(Array("core = \"2.1\"\n".utf8), executable: false))
        ], message: "Update core to 2.1.0\n", author: signature, committer: signature)
    ])
    let commit = try #require(commits.first)
    let ref = try RefName.branch(Self.branch)
    let outcomes = await workspace.store.push(
      [name: [RefUpdate(ref: ref, old: nil, new: commit)]], width: 1)
    #expect(outcomes[name]?[ref] == .done)
    return DeliveredDependent(name: name, ref: ref, commit: commit, delivered: true)
  }

  /// Something that happens to the pull request, by its maintainers or by the forge.
  func happen(_ event: Event, to proposal: OpenProposal) async throws {
    switch event {
    case .check(let conclusion):
      try await server.check(
        Self.branch, of: Self.repository, conclusion: conclusion, service: service)
    case .checkBefore(let conclusion):
      try await server.check(
        "main", of: Self.repository, conclusion: conclusion, service: service)
    case .closed:
      try await server.setPull(
        proposal.number, of: Self.repository, service: service, to: ["state": "closed"])
    case .pushed:
      try await server.commit(
        ["src/lib.rs": "// mine\n"], to: Self.repository, branch: Self.branch, message: "Mine")
    case .movedOn:
      try await server.commit(
        ["Cargo.toml": "core = \"1.9\"\n"], to: Self.repository, branch: "main",
        message: "Elsewhere")
    case .protected:
      try await server.set(["protected": ["main"]], of: Self.repository, service: service)
    }
  }

  enum Event: Sendable {
    case check(String?)
    case checkBefore(String?)
    case closed, pushed, movedOn, protected
  }
}

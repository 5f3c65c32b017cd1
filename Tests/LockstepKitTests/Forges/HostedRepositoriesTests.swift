import LockstepCore
import LockstepFleet
import LockstepSystem
import LockstepTestSupport
import Testing

@testable import LockstepKit

/// Dependents are found on forges, and a forge that does not answer never makes the fleet smaller.
@Suite(
  .enabled(if: ContractServer.isAvailable, "\(ContractServer.needs)"), .timeLimit(.minutes(10)))
struct HostedRepositoriesTests {
  @Test(arguments: ["github", "gitlab", "gitea"])
  func `an organisation's repositories are members, without the archived ones`(
    service: String
  ) async throws {
    try await ContractServer.session("kit-forges") { server in
      for name in ["billing", "core", "search"] {
        try await server.makeRepository(
          "acme/\(name)", files: ["Cargo.toml": "[package]\nname = \"\(name)\"\n"])
      }
      try await server.makeRepository("acme/attic")
      try await server.set(["archived": true], of: "acme/attic")
      try await server.makeRepository("other/elsewhere")
      try await ProposalStand.with(
        server, service, fleet: "\(service) = { organization = \"acme\" }"
      ) { stand in
        let first = try await stand.workspace.loadFleet(fetching: true)
        // `billing` is configured, and counts once.
        #expect(
          first.discovery.members.map(\.name.description) == ["billing", "core", "search"])
        #expect(first.failures.isEmpty, "\(first.failures)")
        #expect(
          first.remarks.contains("acme on \(service): left out: 1 archived of 4 repositories"),
          "\(first.remarks)")

        try await server.inject(.init(.unavailable, service: service, times: 10))
        let second = try await stand.workspace.loadFleet(fetching: true)
        #expect(second.discovery.members == first.discovery.members)
        #expect(
          second.remarks.contains { $0.contains("acme on \(service) are those of") },
          "\(second.remarks)")
      }
    }
  }

  @Test
  func `an organisation that was never listed is named as missing`() async throws {
    try await ContractServer.session("kit-forges") { server in
      try await server.makeRepository("acme/billing")
      try await ProposalStand.with(
        server, "gitea", fleet: "gitea = { organization = \"nobody\" }"
      ) { stand in
        try await server.inject(.init(.unavailable, service: "gitea", times: 10))
        let fleet = try await stand.workspace.loadFleet(fetching: true)
        #expect(fleet.discovery.members.map(\.name.description) == ["billing"])
        #expect(
          fleet.unlisted.values.map(\.what)
            == ["the repositories of nobody on gitea are not known"], "\(fleet.unlisted)")
      }
    }
  }
}

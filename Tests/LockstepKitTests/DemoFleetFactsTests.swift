import LockstepCore
import LockstepEcosystems
import LockstepFleet
import LockstepKit
import LockstepSystem
import Testing

@Suite(.enabled(if: DemoCargo.isInstalled, "cargo is not installed"), .timeLimit(.minutes(30)))
struct DemoFleetFactsTests {
  @Test
  func `the facts are what the manifests say`() async throws {
    try await DemoCargo.inFolder { folder in
      let fleet = try await DemoFleet.make(in: folder, repositories: 14, host: .live())
      for dependent in fleet.facts.dependents {
        let manifests = try Self.manifests(of: dependent, in: fleet)
        #expect(manifests.problems.isEmpty, "\(dependent.name)")
        let names = dependent.direct ? [fleet.facts.foundation] : dependent.via
        for name in names {
          let found = try #require(manifests.dependencies(on: name).first, "\(dependent.name)")
          #expect(found.manifest == dependent.manifest, "\(dependent.name)")
          #expect(found.requirement?.description == dependent.requirement, "\(dependent.name)")
          #expect(Self.source(found.source) == dependent.source, "\(dependent.name)")
        }
        if !dependent.direct {
          #expect(manifests.dependencies(on: fleet.facts.foundation).isEmpty)
        }
      }
    }
  }

  @Test
  func `the foundation's configuration is a valid one`() async throws {
    try await DemoCargo.inFolder(named: #"odd " name"#) { folder in
      let fleet = try await DemoFleet.small(in: folder, host: .live())
      let path = "\(fleet.foundationClone)/lockstep.toml"
      let configuration = try Configuration(
        parsing: try #require(try Files.read(path)), path: "lockstep.toml")
      #expect(configuration.foundation.package == fleet.facts.foundation)
      #expect(configuration.policy.notice.minor == .days(0))
    }
  }

  private static func manifests(
    of dependent: DemoFleet.DependentFacts, in fleet: DemoFleet
  ) throws -> RepositoryManifests {
    let clone = fleet.clone(of: dependent.name)
    var set = ManifestSet()
    var folders = [""]
    while let folder = folders.popLast() {
      for entry in try Files.list("\(clone)/\(folder)") where !entry.hasPrefix(".") {
        let path = folder + entry
        if Files.isDirectory("\(clone)/\(path)") {
          folders.append("\(path)/")
        } else if Cargo.isManifest(path) {
          set[path] = try Files.read("\(clone)/\(path)")
        }
      }
    }
    return Cargo().read(set)
  }

  private static func source(_ source: SourceKind) -> DemoFleet.Source? {
    switch source {
    case .registry: .registry
    case .git(_, .tag): .gitTag
    case .git(_, .branch): .gitBranch
    case .git: nil
    case .path: .path
    }
  }
}

import LockstepAPIDiff
import LockstepCore
import LockstepEcosystems
import LockstepFleet
import LockstepGit
import LockstepVerification
import Testing

@testable import LockstepKit

struct FastJudgeTests {
  private static let before = "1111111111111111111111111111111111111111"
  private static let after = "2222222222222222222222222222222222222222"

  private func judge(
    _ findings: [Finding], undecided: [Undecided] = [], candidate: String = "2.0.0"
  ) throws -> FastJudge {
    let difference = FoundationDifference(
      baseline: FoundationSide(
        name: "v1.4.0", version: try Version(parsing: "1.4.0"),
        commit: try ObjectID(parsing: Self.before)),
      candidate: FoundationSide(
        name: "v2.0.0", version: try Version(parsing: candidate),
        commit: try ObjectID(parsing: Self.after)),
      difference: Difference(findings: findings, undecided: undecided))
    return FastJudge(
      difference: difference, wanted: WantedChanges(difference.difference),
      tag: TagTemplate(prefix: "v"))
  }

  private func finding(_ kind: String, _ item: String) -> Finding {
    Finding(kind: kind, item: item, bump: .major, message: "`\(item)` changed", explanation: "")
  }

  private func dependent(_ uses: [Use], packages: [RepositoryFacts.Package] = []) throws
    -> Dependent
  {
    Dependent(
      name: try RepositoryName("app"), address: nil, branch: "main",
      commit: try ObjectID(parsing: Self.before), uses: uses,
      facts: RepositoryFacts(packages: packages))
  }

  private func use(
    _ source: SourceKind, _ requirement: String? = nil, features: [String] = [],
    locked: [LockedUse] = [], via: String? = nil
  ) throws -> Use {
    let dependency = Dependency(
      name: "core-types", key: "core-types", manifest: "Cargo.toml",
      place: SourcePlace(path: "Cargo.toml", line: 9, column: 3),
      table: [],
      requirement: try requirement.map { try Requirement(parsing: $0) }, source: source,
      features: features)
    return Use(
      dependency: dependency, via: try via.map { try RepositoryName($0) }, locked: locked,
      hasLock: !locked.isEmpty)
  }

  private func found(_ uses: [SourceUse], reaches: Bool = true) -> [FastSearch.FoundPackage] {
    [
      FastSearch.FoundPackage(
        folder: "crates/app", library: "app",
        findings: SourceFindings(uses: uses, reachesFoundation: reaches))
    ]
  }

  private func impact(
    _ judge: FastJudge, _ dependent: Dependent, _ found: [FastSearch.FoundPackage],
    before: [RepositoryName: DependentImpact.Outcome] = [:]
  ) -> DependentImpact {
    let subject = FastSearch.Subject(
      dependent: dependent, uses: judge.relevantUses(of: dependent), files: nil)
    return judge.impact(of: subject, found, before: before)
  }

  private let place = SourceUse(
    item: 0, file: "src/lib.rs", line: 4, column: 7, certainty: .certain)

  @Test func `a place in a source breaks it, with the change behind it`() throws {
    let judge = try judge([finding("struct_missing", "core_types::Node")])
    let answer = impact(
      judge, try dependent([try use(.registry(name: nil), "1.2")]), found([place]))
    #expect(answer.outcome == .breaks)
    #expect(
      answer.sites == [
        ImpactSite(
          file: "crates/app/src/lib.rs", line: 4, column: 7, message: "`core_types::Node` changed",
          change: ChangeReference(kind: "struct_missing", item: "core_types::Node"),
          certainty: "certain")
      ])
  }

  @Test func `what is only possible is unknown, and says which change it is about`() throws {
    let judge = try judge([finding("trait_impl_removed", "core_types::Node")])
    var place = place
    place.certainty = .possible
    let answer = impact(judge, try dependent([try use(.registry(name: nil), "1")]), found([place]))
    #expect(answer.outcome == .unknown)
    #expect(answer.reason?.contains("core_types::Node") == true)
  }

  @Test func `no use is unaffected, unless something could not be compared`() throws {
    let broken = finding("struct_missing", "core_types::Node")
    let one = try dependent([try use(.registry(name: nil), "1")])
    #expect(impact(try judge([broken]), one, found([])).outcome == .unaffected)
    let undecided = try judge(
      [broken], undecided: [Undecided(item: "core_types::Odd", reason: "new syntax")])
    #expect(impact(undecided, one, found([])).outcome == .unknown)
    #expect(impact(undecided, one, found([], reaches: false)).outcome == .unaffected)
  }

  @Test(arguments: [
    ("2", nil, true), ("1", nil, false), ("*", nil, false), (">=1, <3", nil, false),
    (">=1", "2.0.0", true), (">=1", "2.3.0", true), (">=1", "1.4.0", false),
  ])
  func `who has the candidate already is not searched`(
    requirement: String, locked: String?, stands: Bool
  ) throws {
    let entry = try locked.map {
      LockedUse(
        place: SourcePlace(path: "Cargo.lock", line: 1, column: 1), name: "core-types",
        version: try Version(parsing: $0), source: "registry+https://example.invalid/index")
    }
    let use = try use(.registry(name: nil), requirement, locked: entry.map { [$0] } ?? [])
    let judge = try judge([finding("struct_missing", "core_types::Node")])
    #expect(judge.standsOnCandidate(use) == stands)
    #expect(judge.relevantUses(of: try dependent([use])).isEmpty == stands)
  }

  @Test(arguments: [
    (GitReference.tag("v2.0.0"), true), (.tag("v2.1.0"), true), (.tag("v1.0.0"), false),
    (.tag("v1.4.0"), false), (.rev(after), true),
    (.rev("2222222"), true), (.rev("2"), false), (.rev(before), false), (.defaultBranch, false),
  ])
  func `a tag or a revision tells where a git dependency stands`(
    reference: GitReference, stands: Bool
  ) throws {
    let use = try use(.git(url: "https://example.invalid/core", reference: reference))
    #expect(try judge([]).standsOnCandidate(use) == stands)
  }

  @Test func `before its release the candidate's version says nothing`() throws {
    let judge = try judge([], candidate: "1.4.0")
    #expect(!judge.standsOnCandidate(try use(.registry(name: nil), "=1.4.0")))
  }

  @Test func `a feature that is gone breaks whoever asks for it, in the manifest`() throws {
    let judge = try judge([finding("feature_missing", "derive")])
    let asking = try dependent([try use(.registry(name: nil), "1", features: ["derive"])])
    let answer = impact(judge, asking, found([]))
    #expect(answer.outcome == .breaks)
    #expect(answer.sites.map(\.file) == ["Cargo.toml"])
    #expect(answer.sites.map(\.line) == [9])
    let passing = try dependent(
      [try use(.registry(name: nil), "1")],
      packages: [RepositoryFacts.Package(name: "app", features: ["x": ["core-types?/derive"]])])
    #expect(impact(judge, passing, found([])).outcome == .breaks)
    let other = try dependent([try use(.registry(name: nil), "1")])
    #expect(impact(judge, other, found([])).outcome == .unaffected)
  }

  @Test func `who stands on a broken dependent waits for it`() throws {
    let judge = try judge([finding("struct_missing", "core_types::Node")])
    let name = try RepositoryName("graph")
    let waiting = try dependent([try use(.registry(name: nil), "1", via: "graph")])
    #expect(impact(judge, waiting, found([]), before: [name: .breaks]).outcome == .unknown)
    #expect(
      impact(judge, waiting, found([]), before: [name: .breaks]).reason?.contains("graph") == true)
    #expect(impact(judge, waiting, found([]), before: [name: .unaffected]).outcome == .unaffected)
  }

  @Test func `who re-exports needs a major release itself`() throws {
    let judge = try judge([finding("struct_missing", "core_types::Node")])
    var package = found([])
    package[0].findings.exports = SourceExports(entries: [
      SourceExports.Entry(
        path: ["app", "Node"], target: ["core_types", "Node"], isGlob: false, file: "src/lib.rs",
        line: 3)
    ])
    let answer = impact(judge, try dependent([try use(.registry(name: nil), "1")]), package)
    #expect(answer.bump == .major)
    #expect(answer.bumpReason == "crates/app/src/lib.rs:3 re-exports `core_types::Node`")
  }
}

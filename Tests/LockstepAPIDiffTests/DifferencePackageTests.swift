import LockstepCore
import Testing

@testable import LockstepAPIDiff

@Suite struct DifferencePackageTests {
  private func surface(_ facts: PackageFacts, crate: String = "rules") -> Surface {
    let argument = RustType.path(RustPath(written: "Value", resolved: "serde_json::value::Value"))
    return Surface(
      crate: crate, package: facts,
      items: [
        RustItem(
          id: ItemID(0), name: crate, kind: .module, paths: [PublicPath(crate)]),
        RustItem(
          id: ItemID(1), name: "call",
          kind: .function(RustFunction(inputs: [.init("a", argument)])),
          paths: [PublicPath("\(crate)::call")]),
      ], publicPaths: [crate: [ItemID(0)], "\(crate)::call": [ItemID(1)]])
  }

  private func facts(_ requirement: String, kind: PackageFacts.Dependency.Kind = .normal)
    -> PackageFacts
  {
    PackageFacts(
      name: "rules", version: "1.0.0",
      dependencies: [
        .init(name: "serde-json", package: "serde-json", requirement: requirement, kind: kind)
      ])
  }

  @Test(arguments: [
    ("^1.0", "^2.0", true), ("^1.0", "^1.5", false), ("^0.3.1", "^0.4", true),
    ("^0.3.1", "^0.3.9", false), ("=1.2.3", ">=1.2, <2", false), ("^1", "^1", false),
  ])
  func `a dependency whose types are public may not become incompatible`(
    old: String, new: String, isBreaking: Bool
  ) {
    let difference = Difference(from: surface(facts(old)), to: surface(facts(new)))
    #expect(difference.findings.map(\.kind) == (isBreaking ? ["public_dependency_changed"] : []))
    #expect(difference.required == (isBreaking ? .major : .patch))
  }

  @Test func `a dependency that only tests have may become anything`() {
    let difference = Difference(
      from: surface(facts("^1", kind: .development)), to: surface(facts("^2", kind: .development)))
    #expect(difference.findings == [])
  }

  @Test func `a package without its library is told so`() {
    var gone = PackageFacts(name: "rules", libraryKinds: [])
    gone.version = "1.0.1"
    let difference = Difference(
      from: Surface(crate: "rules", package: PackageFacts(name: "rules")),
      to: Surface(crate: "rules", package: gone))
    #expect(difference.findings.map(\.kind) == ["library_missing"])
  }

  @Test func `a library under another name is one finding`() {
    let difference = Difference(
      from: surface(PackageFacts()), to: surface(PackageFacts(), crate: "renamed"))
    #expect(difference.findings.map(\.kind) == ["library_renamed"])
    #expect(difference.findings.first?.before?.text == "rules")
    #expect(difference.findings.first?.after?.text == "renamed")
  }

  @Test func `what cannot be compared leaves the class open, unless something breaks anyway`() {
    let added = Finding(
      kind: "function_added", item: "a::b", bump: .minor, message: "", explanation: "")
    let broken = Finding(
      kind: "function_missing", item: "a::c", bump: .major, message: "", explanation: "")
    let open = [Undecided(item: "a::d", reason: "it is elsewhere")]
    #expect(Difference(findings: []).required == .patch)
    #expect(Difference(findings: [added]).required == .minor)
    #expect(Difference(findings: [added], undecided: open).required == nil)
    #expect(Difference(findings: [added, broken], undecided: open).required == .major)
    let joined = Difference(joining: [
      Difference(findings: [added]), Difference(findings: [added, broken]),
    ])
    #expect(joined.findings == [broken, added])
  }
}

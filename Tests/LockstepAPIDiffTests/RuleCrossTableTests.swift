import LockstepCore
import LockstepSystem
import Testing

@testable import LockstepAPIDiff

@Suite(.enabled(if: RuleFixtures.isRustThere, "rustdoc or cargo is not installed"))
struct RuleCrossTableTests {
  /// The rules that apply to each pair, one line for each.
  private static func table() async throws -> [String: [String]] {
    async let before = RuleFixtures.modules("before")
    async let after = RuleFixtures.modules("after")
    async let oldMacros = RuleFixtures.macros("before")
    async let newMacros = RuleFixtures.macros("after")
    var table: [String: [String]] = [:]
    for name in try RuleFixtures.names() + RuleFixtures.names(in: "/macros") { table[name] = [] }
    for difference in try await [
      Difference(from: before, to: after), Difference(from: oldMacros, to: newMacros),
    ] {
      for finding in difference.findings {
        let parts = finding.item.split(separator: ":")
        let pair = parts.count > 1 ? String(parts[1]) : finding.item
        table[pair, default: []].append(finding.kind)
      }
      for part in difference.undecided { table[part.item, default: []].append("undecided") }
    }
    for name in try RuleFixtures.names(in: "/manifests") {
      let old = try await Surface(crate: "rules", package: RuleFixtures.facts(name, "before"))
      let new = try await Surface(crate: "rules", package: RuleFixtures.facts(name, "after"))
      table[name, default: []] += Difference(from: old, to: new).findings.map(\.kind)
    }
    for name in try RuleFixtures.names(in: "/crates") {
      let old = try RuleFixtures.source(name, "before", group: "/crates")
      let new = try RuleFixtures.source(name, "after", group: "/crates")
      table[name, default: []] += try await RuleFixtures.difference(old, new).findings.map(\.kind)
    }
    return table
  }

  @Test func `every rule over every pair finds its own and nothing that was not expected`()
    async throws
  {
    let table = try await Self.table()
    for (name, kinds) in table {
      let bumps = kinds.compactMap { RuleCatalogue.rule($0)?.bump }
      if RuleCatalogue.rule(name) != nil {
        #expect(kinds.contains(name), "the pair \(name) is not found by its rule")
      } else if name.hasPrefix("same_") {
        #expect(kinds == [], "\(name)")
      } else {
        #expect(bumps.max() == (name.hasPrefix("more_") ? .minor : .major), "\(name)")
      }
    }
    let text = table.sorted { $0.key < $1.key }
      .map { "\($0.key): \($0.value.sorted().joined(separator: ", "))\n" }.joined()
    let path = RuleFixtures.folder + "/cross-table.txt"
    let known = try Files.read(path).map { String(decoding: $0, as: UTF8.self) }
    // What differs lies beside the snapshot, to be looked at and taken over.
    if known != text { try Files.writeAtomically(Array(text.utf8), to: path + ".new") }
    #expect(known == text, "see cross-table.txt.new beside the snapshot")
  }

  @Test func `every rule has a pair, or a test of its own`() throws {
    var names: Set = [
      // What takes two packages to show: DifferencePackageTests.
      "library_missing", "library_renamed", "public_dependency_changed",
    ]
    for group in ["", "/macros", "/manifests", "/crates"] {
      names.formUnion(try RuleFixtures.names(in: group))
    }
    #expect(RuleCatalogue.all.map(\.id).filter { !names.contains($0) } == [])
  }
}

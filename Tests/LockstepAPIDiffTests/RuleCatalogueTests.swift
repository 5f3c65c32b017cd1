import Testing

@testable import LockstepAPIDiff

@Suite struct RuleCatalogueTests {
  @Test func `every rule has an id of its own, in snake case`() {
    let ids = RuleCatalogue.all.map(\.id)
    #expect(Set(ids).count == ids.count)
    for id in ids {
      #expect(id.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "_" }, "\(id)")
    }
  }
}

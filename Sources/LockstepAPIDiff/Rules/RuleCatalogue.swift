/// Every rule that there is, in one list.
package enum RuleCatalogue {
  /// The rules, by subject.
  package static let all: [Rule] =
    items + functions + structures + enumerations + traits + implementations + generics + constants
    + macros + attributes + layout + features + toolchain

  private static let items =
    Rule.missingItems + Rule.hiddenItems + Rule.addedItems + Rule.changedKinds
  private static let functions =
    Rule.functionQualifiers + Rule.functionSignatures + Rule.functionGenerics + Rule.receivers
    + Rule.targetFeatures + Rule.associatedItems + Rule.exportedFunctions
  private static let structures = Rule.structFields + Rule.structShapes + Rule.unions
  private static let enumerations = Rule.variants + Rule.variantFields + Rule.discriminants
  private static let traits =
    Rule.traitItems + Rule.traitMethods + Rule.supertraits + Rule.sealing
  private static let implementations = Rule.implementations
  private static let generics = Rule.typeGenerics + Rule.traitGenerics + Rule.variances
  private static let constants = Rule.constants
  private static let macros = Rule.macros + Rule.macroPatterns
  private static let attributes = Rule.deprecations + Rule.mustUse + Rule.exhaustiveness
  private static let layout = Rule.representations + Rule.fieldOrders
  private static let features = Rule.features
  private static let toolchain = Rule.toolchain + Rule.programs + Rule.publicDependencies

  /// The rule with this id.
  package static func rule(_ id: String) -> Rule? { byID[id] }

  private static let byID = Dictionary(
    all.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
}

import LockstepAPIDiff
import LockstepCore
import LockstepVerification
import Testing

@testable import LockstepKit

struct WantedChangesTests {
  private func changes(_ kind: String, _ item: String, aliases: [String] = []) -> WantedChanges {
    let finding = Finding(
      kind: kind, item: item, bump: .major, message: "changed", explanation: "")
    return WantedChanges(
      Difference(findings: [finding], aliases: aliases.isEmpty ? [:] : [item: aliases]))
  }

  @Test(
    arguments: [
      ("struct_missing", "core::Node", [["core", "Node"]], .named),
      ("function_parameter_count_changed", "core::load", [["core", "load"]], .called),
      ("method_parameter_count_changed", "core::Node::new", [["core", "Node", "new"]], .method),
      ("inherent_method_missing", "core::Node::tag", [["core", "Node", "tag"]], .method),
      ("struct_pub_field_missing", "core::Node::id", [["core", "Node", "id"]], .field),
      ("struct_pub_field_missing", "core::Pair::0", [["core", "Pair"]], .field),
      ("constructible_struct_adds_field", "core::Node::at", [["core", "Node"]], .built),
      (
        "enum_struct_variant_field_added", "core::Kind::Text::at", [["core", "Kind", "Text"]],
        .built
      ),
      ("enum_variant_added", "core::Kind::Link", [["core", "Kind"]], .matched),
      ("enum_variant_missing", "core::Kind::Link", [["core", "Kind", "Link"]], .named),
      ("enum_marked_non_exhaustive", "core::Kind", [["core", "Kind"]], .matched),
      ("trait_method_added", "core::Store::remove", [["core", "Store"]], .implemented),
      ("trait_newly_sealed", "core::Store", [["core", "Store"]], .implemented),
      (
        "trait_method_parameter_type_changed", "core::Store::load", [["core", "Store", "load"]],
        .implementedMethod
      ),
      (
        "type_requires_more_const_generic_params", "core::Grid", [["core", "Grid"]],
        .parameterised(whenBare: true)
      ),
      (
        "type_allows_fewer_generic_type_params", "core::Grid", [["core", "Grid"]],
        .parameterised(whenBare: false)
      ),
      ("trait_impl_removed", "core::Node", [["core", "Node"]], .mentioned),
      ("auto_trait_impl_removed", "core::Node", [["core", "Node"]], .mentioned),
      ("declarative_macro_missing", "core::node", [["core", "node"]], .named),
    ] as [(String, String, [[String]], WantedItem.Manner)])
  func `a rule says what of an item's uses breaks`(
    kind: String, item: String, paths: [[String]], manner: WantedItem.Manner
  ) {
    #expect(RuleCatalogue.rule(kind) != nil)
    #expect(changes(kind, item).items == [WantedItem(paths: paths, manner: manner)])
  }

  @Test func `every path that led to an item is searched`() {
    let found = changes("struct_missing", "core::Node", aliases: ["core::graph::Node"])
    #expect(found.items.map(\.paths) == [[["core", "Node"], ["core", "graph", "Node"]]])
  }

  @Test func `what no source shows is kept apart`() {
    #expect(changes("feature_missing", "derive").missingFeatures.map(\.item) == ["derive"])
    #expect(changes("no_std_removed", "core").unseen.map(\.item) == ["core"])
    #expect(changes("function_now_doc_hidden", "core::load").unseen.count == 1)
    #expect(changes("no_std_removed", "core").items.isEmpty)
  }

  @Test func `no breaking rule is passed over`() {
    for rule in RuleCatalogue.all where rule.bump == .major {
      let found = changes(rule.id, "core::Type::member")
      #expect(
        found.items.count + found.missingFeatures.count + found.unseen.count == 1, "\(rule.id)")
    }
  }
}

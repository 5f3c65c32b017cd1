internal import LockstepAPIDiff
internal import LockstepCore
internal import LockstepVerification

/// The breaking changes of a difference in the form in which sources are searched for them.
struct WantedChanges: Sendable {
  /// What the sources are searched for.
  private(set) var items: [WantedItem] = []
  /// The finding behind each item.
  private(set) var findings: [Finding] = []
  /// Features that a dependent may ask for and that are gone.
  private(set) var missingFeatures: [Finding] = []
  /// Changes that no source shows: what is on by default, how the library is built, what is behind it.
  private(set) var unseen: [Finding] = []

  init(_ difference: Difference) {
    for finding in difference.findings(.major) {
      switch finding.kind {
      case "feature_missing", "optional_dependency_missing": missingFeatures.append(finding)
      case let kind where Self.concernsAll(kind) || !finding.item.contains("::"):
        unseen.append(finding)
      default: add(finding, aliases: difference.aliases[finding.item] ?? [])
      }
    }
  }

  private mutating func add(_ finding: Finding, aliases: [String]) {
    guard let search = Search(finding.kind) else { return unseen.append(finding) }
    let paths = ([finding.item] + aliases).compactMap { Self.names(of: $0, search) }
    guard !paths.isEmpty else { return unseen.append(finding) }
    items.append(WantedItem(paths: paths, manner: search.manner))
    findings.append(finding)
  }

  /// The names of a path; a tuple's field is looked for as what it is a field of.
  private static func names(of path: String, _ search: Search) -> [String]? {
    var names = path.split(separator: ":", omittingEmptySubsequences: true).map(String.init)
    if search.isOfOwner, names.count > 2 { names.removeLast() }
    if names.count > 2, let last = names.last, last.allSatisfy(\.isNumber) { names.removeLast() }
    return names.count > 1 ? names : nil
  }

  private static func concernsAll(_ kind: String) -> Bool {
    [
      "feature_not_enabled_by_default", "feature_no_longer_enables_feature", "no_std_removed",
      "public_dependency_changed", "package_missing", "exported_symbol_missing",
    ].contains(kind) || kind.hasPrefix("library_") || kind.hasPrefix("links_")
  }

  /// How a rule's changes show in the sources of those who are hit.
  struct Search {
    var manner: WantedItem.Manner
    /// Whether not the member that the finding names is looked for, but its owner.
    var isOfOwner = false

    /// - Parameter kind: A rule's id.
    init?(_ kind: String) {
      // Documentation and symbols say nothing to a compiler.
      guard !kind.hasSuffix("_doc_hidden"), !kind.hasSuffix("_export_name_changed") else {
        return nil
      }
      if let exact = Self.exact[kind] {
        self = exact
      } else if kind.hasPrefix("trait_method_") || kind.hasPrefix("trait_removed_associated_") {
        self.init(manner: .implementedMethod)
      } else if kind.hasPrefix("method_") || kind.hasPrefix("inherent_method_") {
        self.init(manner: kind.hasSuffix("_bound_added") ? .mentioned : .method)
      } else if kind.hasPrefix("inherent_associated_") {
        self.init(manner: .called)
      } else if kind.hasSuffix("_field_missing") || kind.hasSuffix("_field_type_changed") {
        self.init(manner: .field)
      } else if kind.hasSuffix("_variant_field_added") {
        self.init(manner: .built, isOfOwner: true)
      } else if kind.hasSuffix("_missing") {
        self.init(manner: .named)
      } else if kind.hasPrefix("type_requires_more_") || kind.hasPrefix("trait_requires_more_") {
        self.init(manner: .parameterised(whenBare: true))
      } else if Self.isAboutParameters(kind) {
        self.init(manner: .parameterised(whenBare: false))
      } else if kind.hasPrefix("function_") || kind.hasPrefix("const_")
        || kind.hasPrefix("static_") || kind.hasPrefix("pub_static_")
      {
        self.init(manner: kind.hasSuffix("_bound_added") ? .mentioned : .called)
      } else {
        self.init(manner: .mentioned)
      }
    }

    private init(manner: WantedItem.Manner, isOfOwner: Bool = false) {
      self.manner = manner
      self.isOfOwner = isOfOwner
    }

    private static func isAboutParameters(_ kind: String) -> Bool {
      kind.contains("_allows_fewer_") || kind.contains("_mismatched_generic_")
        || kind.hasSuffix("_reordered") && kind.contains("_generic_")
        || kind.contains("_requires_different_")
    }

    private static let exact: [String: Search] = [
      "constructible_struct_adds_field": Search(manner: .built, isOfOwner: true),
      "constructible_struct_adds_private_field": Search(manner: .built, isOfOwner: true),
      "struct_marked_non_exhaustive": Search(manner: .built),
      "enum_variant_marked_non_exhaustive": Search(manner: .built),
      "constructible_struct_changed_type": Search(manner: .built),
      "tuple_struct_to_plain_struct": Search(manner: .built),
      "plain_struct_to_tuple_struct": Search(manner: .built),
      "unit_struct_changed_kind": Search(manner: .called),
      "enum_unit_variant_changed_kind": Search(manner: .called),
      "enum_tuple_variant_changed_kind": Search(manner: .called),
      "enum_struct_variant_changed_kind": Search(manner: .called),
      "enum_non_exhaustive_tuple_variant_changed_kind": Search(manner: .called),
      "enum_marked_non_exhaustive": Search(manner: .matched),
      "enum_variant_added": Search(manner: .matched, isOfOwner: true),
      "trait_method_added": Search(manner: .implemented, isOfOwner: true),
      "trait_associated_type_added": Search(manner: .implemented, isOfOwner: true),
      "trait_associated_const_added": Search(manner: .implemented, isOfOwner: true),
      "trait_method_default_impl_removed": Search(manner: .implemented, isOfOwner: true),
      "trait_associated_const_default_removed": Search(manner: .implemented, isOfOwner: true),
      "trait_associated_type_default_removed": Search(manner: .implemented, isOfOwner: true),
      "trait_associated_type_bound_added": Search(manner: .implemented, isOfOwner: true),
      "trait_associated_const_type_changed": Search(manner: .implemented, isOfOwner: true),
      "trait_newly_sealed": Search(manner: .implemented),
      "trait_added_supertrait": Search(manner: .implemented),
      "trait_unsafe_added": Search(manner: .implemented),
      "trait_unsafe_removed": Search(manner: .implemented),
      "proc_macro_changed_kind": Search(manner: .called),
      "inherent_impl_bound_added": Search(manner: .mentioned),
    ]
  }
}

/// What is written on an item and counts for those who use it.
package struct RustAttributes: Hashable, Sendable {
  /// `#[deprecated]`, with what it says.
  package struct Deprecation: Hashable, Sendable {
    /// The version since which, as written.
    package var since: String?
    /// What to use instead.
    package var note: String?

    /// Puts a deprecation together.
    package init(since: String? = nil, note: String? = nil) {
      self.since = since
      self.note = note
    }
  }

  /// `#[must_use]`, with its reason.
  package struct MustUse: Hashable, Sendable {
    /// Why, where one is written.
    package var reason: String?

    /// Puts a mark together.
    package init(reason: String? = nil) { self.reason = reason }
  }

  /// `#[repr(…)]`, all of an item's put together.
  package struct Representation: Hashable, Sendable {
    /// What lays the type out.
    package enum Kind: Hashable, Sendable {
      /// Nothing promised.
      case rust
      /// `C`.
      case c
      /// `transparent`.
      case transparent
      /// `simd`, which is unstable.
      case simd
    }

    /// What lays the type out.
    package var kind: Kind
    /// The integer that holds an enum's discriminant: `u8`.
    package var integer: String?
    /// `align(n)`.
    package var align: Int?
    /// `packed(n)`; `packed` alone is 1.
    package var packed: Int?

    /// Puts a representation together.
    package init(
      kind: Kind = .rust, integer: String? = nil, align: Int? = nil, packed: Int? = nil
    ) {
      self.kind = kind
      self.integer = integer
      self.align = align
      self.packed = packed
    }
  }

  /// `#[non_exhaustive]`.
  package var isNonExhaustive: Bool
  /// `#[doc(hidden)]` on the item itself; what lies on the way to it stands in its paths.
  package var isDocHidden: Bool
  /// `#[track_caller]`.
  package var tracksCaller: Bool
  /// `#[automatically_derived]`: an impl that a derive made.
  package var isDerived: Bool
  /// `#[macro_export]`.
  package var isExportedMacro: Bool
  /// `#[no_mangle]`, also as `#[unsafe(no_mangle)]`.
  package var isNoMangle: Bool
  /// `#[export_name = "…"]`.
  package var exportName: String?
  /// `#[link_section = "…"]`.
  package var linkSection: String?
  /// `#[target_feature(enable = "…")]`, one for each feature, sorted.
  package var targetFeatures: [String]
  /// `#[deprecated]`.
  package var deprecation: Deprecation?
  /// `#[must_use]`.
  package var mustUse: MustUse?
  /// `#[repr(…)]`.
  package var representation: Representation?
  /// `no_std` and other rare ones, as rustdoc prints them; lints, `inline`, `cfg` and documentation
  /// are left out.
  package var others: [String]

  /// Puts attributes together; without arguments: none.
  package init(
    isNonExhaustive: Bool = false, isDocHidden: Bool = false, tracksCaller: Bool = false,
    isDerived: Bool = false, isExportedMacro: Bool = false, isNoMangle: Bool = false,
    exportName: String? = nil, linkSection: String? = nil, targetFeatures: [String] = [],
    deprecation: Deprecation? = nil, mustUse: MustUse? = nil,
    representation: Representation? = nil, others: [String] = []
  ) {
    self.isNonExhaustive = isNonExhaustive
    self.isDocHidden = isDocHidden
    self.tracksCaller = tracksCaller
    self.isDerived = isDerived
    self.isExportedMacro = isExportedMacro
    self.isNoMangle = isNoMangle
    self.exportName = exportName
    self.linkSection = linkSection
    self.targetFeatures = targetFeatures
    self.deprecation = deprecation
    self.mustUse = mustUse
    self.representation = representation
    self.others = others
  }

  /// The symbol that the item has by name, for an item with this Rust name.
  package func symbol(named name: String) -> String? { exportName ?? (isNoMangle ? name : nil) }
}

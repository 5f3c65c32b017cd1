internal import LockstepCore

/// The files of a mock dependent.
struct ContractCrate {
  /// A package of the foundation that it depends on.
  struct Need: Hashable {
    var package: String
    /// From the crate's folder to the package's.
    var path: String
    var features: [String]
  }

  let name: String
  let needs: [Need]
  let baseline: String
  var items: [ContractDraft.Item]
  /// Whether it is a workspace of its own, which keeps it out of the foundation's.
  var isApart = true

  /// The manifest.
  var manifest: String {
    var lines = [
      "# A mock dependent: the gate `contract` builds and tests it on every candidate.",
      "[package]",
      "name = \"\(name)\"", "version = \"0.0.0\"", "edition = \"2021\"", "publish = false", "",
      "[dependencies]",
    ]
    lines += needs.map { need in
      let features = need.features.map { "\"\($0)\"" }.joined(separator: ", ")
      return "\(need.package) = { path = \"\(need.path)\""
        + (features.isEmpty ? "" : ", features = [\(features)]") + " }"
    }
    if isApart { lines += ["", "[workspace]"] }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The source, and the item that each of its lines uses.
  var source: (text: String, items: [Int: Int]) {
    var lines = [
      "//! What real dependents use of \(needs.map { "`\($0.package)`" }.joined(separator: ", ")).",
      "//!",
      "//! Begun from the sources of the dependents and compiled on \(printable(baseline)); it is yours to",
      "//! change. Each statement holds an item to what it is: its type, or its name at least.",
      "#![allow(dead_code, deprecated, unused_imports, unused_parens)]", "", "#[test]",
      "fn what_dependents_use_is_there() {",
    ]
    var places: [Int: Int] = [:]
    for (number, item) in items.enumerated() {
      guard let statement = item.statement else { continue }
      lines.append("    // \(Self.names(item.dependents))")
      lines.append("    \(statement)")
      places[lines.count] = number
    }
    return ((lines + ["}"]).joined(separator: "\n") + "\n", places)
  }

  private static func names(_ names: [RepositoryName]) -> String {
    let most = 6
    let shown = names.prefix(most).map { printable($0.description) }.joined(separator: ", ")
    return names.count > most ? "\(shown) and \(names.count - most) more" : shown
  }
}

package import LockstepCore

/// A mock dependent that was written from what real dependents use.
package struct ContractDraft: Hashable, Sendable {
  /// An item of the foundation that dependents use.
  package struct Item: Hashable, Sendable {
    /// The public path.
    package var path: String
    /// `struct`, `method`, and so on.
    package var kind: String
    package var dependents: [RepositoryName]
    /// The statement that uses it; `nil` where it was left out.
    package var statement: String?
    /// Why it was left out; `nil` where it was not.
    package var leftOut: String?
  }

  /// The crate's folder, relative to that of the configuration.
  package var folder: String
  /// What it was compiled on.
  package var baseline: String
  package var items: [Item]
  /// The dependents whose sources were read.
  package var dependents: [RepositoryName]
  /// What a reader should know beside that, a line each.
  package var remarks: [String]

  /// The items that the crate uses.
  package var used: [Item] { items.filter { $0.statement != nil } }

  /// The items that it does not.
  package var leftOut: [Item] { items.filter { $0.statement == nil } }

  /// The result as JSON.
  package var json: JSONValue {
    [
      "schema": "lockstep.verify/1", "contract": .string(folder), "baseline": .string(baseline),
      "items": .array(
        items.map { item in
          [
            "item": .string(item.path), "kind": .string(item.kind),
            "dependents": .array(item.dependents.map { .string($0.description) }),
            "left-out": item.leftOut.map(JSONValue.string) ?? .null,
          ]
        }),
      "dependents": .array(dependents.map { .string($0.description) }),
      "remarks": .array(remarks.map(JSONValue.string)),
    ]
  }
}

package import LockstepCore

extension Difference {
  /// The schema's name.
  package static let schema = "lockstep.diff/1"

  /// The difference as JSON of the schema ``schema``.
  package func json(_ heading: DifferenceHeading) -> JSONValue {
    let next = heading.next(required)
    return .object([
      "schema": .string(Self.schema),
      "baseline": .string(heading.baseline),
      "candidate": .string(heading.candidate),
      "required": required.map { .string($0.rawValue) } ?? .null,
      "next": next.map { .string($0.description) } ?? .null,
      "changes": .array(findings.map(\.json)),
      "undecided": .array(
        undecided.map { .object(["item": .string($0.item), "reason": .string($0.reason)]) }),
    ])
  }
}

extension Finding {
  /// The finding as JSON.
  package var json: JSONValue {
    func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
    func line(_ place: SourcePlace?) -> JSONValue {
      place.map { .integer(Int64($0.line)) } ?? .null
    }
    return .object([
      "kind": .string(kind),
      "item": .string(item),
      "bump": .string(bump.rawValue),
      "message": .string(message),
      "reference": text(reference),
      "before": text(before?.text),
      "after": text(after?.text),
      "file": text(place?.path),
      "line": line(place),
      "before_file": text(before?.place?.path),
      "before_line": line(before?.place),
      "after_file": text(after?.place?.path),
      "after_line": line(after?.place),
    ])
  }
}

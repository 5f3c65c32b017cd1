package import LockstepCore

extension Difference {
  /// The difference as SARIF 2.1.0: a breaking change is an error, every other one a note.
  ///
  /// Paths are relative to the package's folder, which is the base `PACKAGE`.
  package func sarif(_ heading: DifferenceHeading, version: String) -> JSONValue {
    let kinds = Set(findings.map(\.kind)).sorted()
    let indices = Dictionary(uniqueKeysWithValues: kinds.enumerated().map { ($1, $0) })
    return .object([
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
      "version": "2.1.0",
      "runs": .array([
        .object([
          "tool": .object([
            "driver": .object([
              "name": "lockstep",
              "version": .string(version),
              "rules": .array(kinds.map { rule($0) }),
            ])
          ]),
          "originalUriBaseIds": .object([
            "PACKAGE": .object(["description": .object(["text": "The package's folder."])])
          ]),
          "results": .array(findings.map { $0.sarif(ruleIndex: indices[$0.kind] ?? 0) }),
          "invocations": .array([
            .object([
              "executionSuccessful": .boolean(required != nil),
              "toolExecutionNotifications": .array(
                undecided.map {
                  .object([
                    "level": "error",
                    "message": .object(["text": .string("\($0.item): \($0.reason)")]),
                  ])
                }),
            ])
          ]),
          "properties": .object([
            "baseline": .string(heading.baseline),
            "candidate": .string(heading.candidate),
            "required": required.map { .string($0.rawValue) } ?? .null,
          ]),
        ])
      ]),
    ])
  }

  private func rule(_ kind: String) -> JSONValue {
    var object: [String: JSONValue] = ["id": .string(kind)]
    if let finding = findings.first(where: { $0.kind == kind }) {
      object["fullDescription"] = .object(["text": .string(finding.explanation)])
      object["defaultConfiguration"] = .object(["level": .string(finding.sarifLevel)])
      if let reference = finding.reference { object["helpUri"] = .string(reference) }
    }
    return .object(object)
  }
}

extension Finding {
  fileprivate var sarifLevel: String { bump == .major ? "error" : "note" }

  fileprivate func sarif(ruleIndex: Int) -> JSONValue {
    var object: [String: JSONValue] = [
      "ruleId": .string(kind),
      "ruleIndex": .integer(Int64(ruleIndex)),
      "level": .string(sarifLevel),
      "message": .object(["text": .string(message)]),
      "partialFingerprints": .object(["item/v1": .string("\(kind):\(item)")]),
      "properties": .object([
        "bump": .string(bump.rawValue),
        "before": before.map { .string($0.text) } ?? .null,
        "after": after.map { .string($0.text) } ?? .null,
      ]),
    ]
    var location: [String: JSONValue] = [
      "logicalLocations": .array([.object(["fullyQualifiedName": .string(item)])])
    ]
    // GitHub refuses a whole file for one result without a place: what is not in the sources (features,
    // say) stands at the manifest.
    location["physicalLocation"] = .object([
      "artifactLocation": .object([
        "uri": .string(percentEncoded(path: place?.path ?? "Cargo.toml")), "uriBaseId": "PACKAGE",
      ]),
      "region": .object([
        "startLine": .integer(Int64(place?.line ?? 1)),
        "startColumn": .integer(Int64(place?.column ?? 1)),
      ]),
    ])
    object["locations"] = .array([.object(location)])
    return .object(object)
  }
}

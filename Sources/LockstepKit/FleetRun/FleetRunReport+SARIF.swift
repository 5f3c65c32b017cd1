package import LockstepCore
internal import LockstepGit
internal import LockstepVerification

extension FleetRunReport {
  /// The run as SARIF 2.1.0: a result for each new error at its file and line, for each test that fails
  /// now, and for each dependent that ran into a bound.
  ///
  /// Each repository is a base of its own, named as the fleet names it. What could not be decided is a
  /// notification of the tool, and makes the execution an unsuccessful one.
  ///
  /// - Parameter version: Lockstep's own version.
  package func sarif(version: String) -> JSONValue {
    let found = entries(.regressed).flatMap { entry in entry.findings.map { (entry, $0) } }
    let shown = found.prefix(Self.mostResults)
    let rules = Set(shown.map(\.1.rule)).sorted()
    let indices = Dictionary(
      rules.enumerated().map { ($1, Int64($0)) }, uniquingKeysWith: { first, _ in first })
    let bases = Set(shown.map(\.0.name)).map { name in
      let text = JSONValue.string("The repository \(name).")
      return (FleetRunFinding.base(of: name), JSONValue.object(["description": ["text": text]]))
    }
    var notes = entries(.unknown).map { FleetRunFinding.note("\($0.name): \($0.told)") }
    if found.count > shown.count {
      notes.append(
        FleetRunFinding.note("\(found.count - shown.count) more results are left out"))
    }
    return [
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
      "runs": [
        [
          "tool": [
            "driver": [
              "name": "lockstep", "version": .string(version),
              "rules": .array(rules.map(FleetRunFinding.rule)),
            ]
          ],
          "originalUriBaseIds": .object(
            Dictionary(bases, uniquingKeysWith: { first, _ in first })),
          "results": .array(
            shown.map { entry, finding in
              finding.sarif(of: entry, ruleIndex: indices[finding.rule] ?? 0, waiver: waiver)
            }),
          "invocations": [
            [
              "executionSuccessful": .boolean(entries(.unknown).isEmpty),
              "toolExecutionNotifications": .array(notes),
            ]
          ],
          "properties": [
            "baseline": .string(baseline), "candidate": .string(candidate),
            "conclusion": .string(conclusion),
          ],
        ]
      ],
    ]
  }

  /// Readers take so many results of one run.
  private static let mostResults = 5_000
}

/// One result of a fleet run as SARIF has it.
private struct FleetRunFinding {
  var rule: String
  var text: String
  var file: String?
  var line: Int?
  var column: Int?
  /// The test's name, where it is one.
  var test: String?

  /// A rule; the compiler's own codes are explained where the compiler explains them.
  static func rule(_ id: String) -> JSONValue {
    var rule: [String: JSONValue] = [
      "id": .string(id), "defaultConfiguration": ["level": "error"],
    ]
    switch id {
    case "failed-test": rule["shortDescription"] = ["text": "A test that fails with the candidate"]
    case "regressed": rule["shortDescription"] = ["text": "A run that the candidate does not end"]
    case "compile-error": rule["shortDescription"] = ["text": "An error that the candidate brings"]
    default:
      rule["shortDescription"] = ["text": .string("The compiler's error \(id)")]
      if id.utf8.count == 5, id.first == "E",
        id.utf8.dropFirst().allSatisfy({ (48...57).contains($0) })
      {
        rule["helpUri"] = .string("https://doc.rust-lang.org/error_codes/\(id).html")
      }
    }
    return .object(rule)
  }

  static func note(_ text: String) -> JSONValue {
    ["level": "error", "message": ["text": .string(text)]]
  }

  static func base(of name: RepositoryName) -> String { "REPOSITORY:\(name)" }

  func sarif(of entry: FleetRunReport.Entry, ruleIndex: Int64, waiver: String?) -> JSONValue {
    var location: [String: JSONValue] = [:]
    // GitHub refuses a whole file for one result without a place: what nobody told the place of stands at
    // the manifest.
    let file = file ?? "Cargo.toml"
    let isOutside = file.hasPrefix("/")
    var artifact: [String: JSONValue] = [
      "uri": .string((isOutside ? "file://" : "") + percentEncoded(path: file))
    ]
    if !isOutside { artifact["uriBaseId"] = .string(Self.base(of: entry.name)) }
    location["physicalLocation"] = [
      "artifactLocation": .object(artifact),
      // Lines and columns of SARIF begin at 1.
      "region": [
        "startLine": .integer(Int64(max(1, line ?? 1))),
        "startColumn": .integer(Int64(max(1, column ?? 1))),
      ],
    ]
    location["logicalLocations"] = [
      ["fullyQualifiedName": .string(test.map { "\(entry.name): \($0)" } ?? entry.name.description)]
    ]
    let suppressions = waiver.map { reason -> [JSONValue] in
      [["kind": "external", "justification": .string(reason)]]
    }
    return [
      "suppressions": .array(suppressions ?? []), "ruleId": .string(rule),
      "ruleIndex": .integer(ruleIndex), "level": "error",
      "message": ["text": .string("\(entry.name): \(text)")],
      "locations": [.object(location)],
      // Lines move; what makes two results the same is whom they hit, where, and how.
      "partialFingerprints": [
        "failure/v1": .string("\(entry.name):\(rule):\(file):\(test ?? text)")
      ],
      "properties": ["commit": entry.commit.map { .string($0.description) } ?? .null],
    ]
  }
}

extension FleetRunReport.Entry {
  fileprivate var findings: [FleetRunFinding] {
    var found = outcome.newErrors.map { error in
      FleetRunFinding(
        rule: error.key.code ?? "compile-error", text: error.key.message, file: error.key.file,
        line: error.key.line, column: error.column)
    }
    found += outcome.failedTests.map {
      FleetRunFinding(rule: "failed-test", text: "the test \($0) fails", test: $0.description)
    }
    if found.isEmpty { found = [FleetRunFinding(rule: "regressed", text: told)] }
    return found
  }
}

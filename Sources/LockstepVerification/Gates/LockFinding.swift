package import LockstepCore

/// What is known against one package of a lock file.
package struct LockFinding: Hashable, Sendable {
  package var package: String
  package var version: String
  /// The advisory's id, `RUSTSEC-2026-0001`; `nil` for a package that was withdrawn.
  package var advisory: String?
  /// The finding in one line.
  package var line: String

  /// The vulnerabilities and withdrawn packages of a report of cargo-audit.
  ///
  /// - Throws: An explained error where the report has no list of vulnerabilities.
  package static func all(in report: JSONValue) throws -> [LockFinding] {
    guard let list = report["vulnerabilities"]?["list"]?.array else {
      throw ExplainedFailure(
        "the report of cargo-audit cannot be read", why: ["it has no list of vulnerabilities"],
        hints: ["a newer cargo-audit may help: `cargo install cargo-audit`"])
    }
    let vulnerable = list.map { finding in
      let id = finding["advisory"]?["id"]?.string ?? "an advisory"
      let title = finding["advisory"]?["title"]?.string ?? ""
      let patched = (finding["versions"]?["patched"]?.array ?? []).compactMap(\.string)
      return LockFinding(
        finding, advisory: id,
        "\(id) \(title)"
          + (patched.isEmpty ? "" : "; mended in \(patched.joined(separator: " or "))"))
    }
    let yanked = (report["warnings"]?["yanked"]?.array ?? []).map { finding in
      LockFinding(finding, advisory: nil, "withdrawn from its registry")
    }
    return vulnerable + yanked
  }

  private init(_ finding: JSONValue, advisory: String?, _ text: String) {
    package = finding["package"]?["name"]?.string ?? "?"
    version = finding["package"]?["version"]?.string ?? "?"
    self.advisory = advisory
    line = "\(package) \(version): \(text)"
  }
}

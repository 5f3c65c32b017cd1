internal import LockstepCore
internal import LockstepEcosystems

/// What somebody wants of a new mock dependent.
package struct ContractWish: Sendable {
  /// The crate's name.
  package let name: String
  /// The dependents whose uses count; all of them where it is empty.
  package let dependents: [String]
  /// What it has to compile on; the last release where it is `nil`.
  package let baseline: String?

  /// - Throws: An explained error where no crate can have the name.
  package init(name: String, dependents: [String] = [], baseline: String? = nil) throws {
    do {
      try CrateName.check(name)
    } catch {
      throw ExplainedFailure(error.explanation.what, why: error.explanation.why, exitStatus: .usage)
    }
    guard !RustKeyword.all.contains(name), name != "test", name != "std", name != "core" else {
      throw ExplainedFailure(
        "`\(name)` cannot be the name of a mock dependent", why: ["the language has it already"],
        exitStatus: .usage)
    }
    self.name = name
    self.dependents = dependents
    self.baseline = baseline
  }

  /// The folder of the new crate under the first pattern that has a place for one.
  func folder(under patterns: [String]) throws -> String {
    for pattern in patterns {
      let parts = pattern.split(separator: "/").map(String.init)
      guard parts.last == "*", !parts.dropLast().contains(where: Self.isPattern),
        let folder = RepositoryPath.join("", (parts.dropLast() + [name]).joined(separator: "/"))
      else { continue }
      return folder
    }
    let told =
      patterns.isEmpty
      ? "no folder for mock dependents is configured"
      : "\(patterns.joined(separator: ", ")) names no folder that takes new ones"
    throw ExplainedFailure(
      "there is no place for the mock dependent `\(name)`", why: [told],
      hints: ["write `contract = [\"contracts/*\"]` under [gates] in lockstep.toml"],
      exitStatus: .configuration)
  }

  private static func isPattern(_ part: String) -> Bool {
    part.contains { "*?[".contains($0) }
  }
}

/// Words of the language that cannot name anything without ado.
enum RustKeyword {
  static let all: Set<String> = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do",
    "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in",
    "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "self", "Self", "static", "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe",
    "unsized", "use", "virtual", "where", "while", "yield",
  ]
}

import LockstepTOML

/// The programs that hand out registries' tokens, as settings name them.
///
/// Cargo runs them wherever it fetches, outside of any sandbox, and a repository's own settings may name
/// them (The Cargo Book, “Registry Authentication”). So only the user's count.
struct CredentialProviders: Sendable {
  /// By the variable that overrides the setting; a list has its words parted by spaces there.
  private var users: [String: String] = [:]
  private var foreign: Set<String> = []

  private static let globalVariable = "CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS"
  /// What Cargo does where nothing is set: the token is in a variable, or in Cargo's own file.
  private static let usual = "cargo:token"

  /// Takes what a file of settings says; files come nearest first.
  ///
  /// - Parameter isUsers: Whether the file is the user's own.
  mutating func take(_ root: TOMLTable, isUsers: Bool) {
    let own = root.table("registry")
    take(own?["global-credential-providers"], as: Self.globalVariable, isUsers: isUsers)
    take(
      own?["credential-provider"], as: CargoEnvironment.providerVariable(of: "crates-io"),
      isUsers: isUsers)
    for (registry, value) in root.table("registries").pairs {
      take(
        value.asTable?["credential-provider"],
        as: CargoEnvironment.providerVariable(of: registry), isUsers: isUsers)
    }
  }

  private mutating func take(_ setting: TOMLValue?, as variable: String, isUsers: Bool) {
    guard let setting else { return }
    guard isUsers else {
      foreign.insert(variable)
      return
    }
    let words = setting.asString.map { [$0] } ?? setting.asArray?.compactMap(\.asString) ?? []
    users[variable] = users[variable] ?? words.joined(separator: " ")
  }

  /// A variable for each setting that is not the user's, with what the user has instead.
  func variables(over environment: [String: String]) -> [String: String] {
    var variables: [String: String] = [:]
    for name in foreign { variables[name] = environment[name] ?? users[name] ?? Self.usual }
    return variables
  }
}

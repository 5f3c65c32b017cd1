import LockstepTOML
import Testing

@testable import LockstepEcosystems

struct CredentialProvidersTests {
  private static let foreign = """
    [registry]
    global-credential-providers = ["./evil"]
    credential-provider = "./evil"

    [registries.my-own]
    index = "sparse+https://example.org/"
    credential-provider = ["./evil", "--now"]
    """

  private static func providers(_ texts: (String, isUsers: Bool)...) throws -> CredentialProviders {
    var providers = CredentialProviders()
    for (text, isUsers) in texts {
      providers.take(try TOMLDocument(parsing: Array(text.utf8)).root, isUsers: isUsers)
    }
    return providers
  }

  @Test func `what a repository names is replaced by what Cargo does by itself`() throws {
    let variables = try Self.providers((Self.foreign, false)).variables(over: [:])
    #expect(
      variables == [
        "CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS": "cargo:token",
        "CARGO_REGISTRY_CREDENTIAL_PROVIDER": "cargo:token",
        "CARGO_REGISTRIES_MY_OWN_CREDENTIAL_PROVIDER": "cargo:token",
      ])
  }

  @Test func `the user's own program stays, from a variable before a file`() throws {
    let users = """
      [registry]
      credential-provider = ["/usr/bin/vault", "--read"]

      [registries.my-own]
      credential-provider = "/usr/bin/other"
      """
    let variables = try Self.providers((Self.foreign, false), (users, true))
      .variables(over: ["CARGO_REGISTRIES_MY_OWN_CREDENTIAL_PROVIDER": "/usr/bin/mine"])
    #expect(variables["CARGO_REGISTRY_CREDENTIAL_PROVIDER"] == "/usr/bin/vault --read")
    #expect(variables["CARGO_REGISTRIES_MY_OWN_CREDENTIAL_PROVIDER"] == "/usr/bin/mine")
  }

  @Test func `where only the user names programs nothing is said`() throws {
    #expect(try Self.providers((Self.foreign, true)).variables(over: [:]).isEmpty)
  }
}

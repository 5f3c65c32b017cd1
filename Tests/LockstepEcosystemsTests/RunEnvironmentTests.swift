import LockstepEcosystems
import Testing

struct RunEnvironmentTests {
  static let outer = [
    "PATH": "/bin", "HOME": "/h", "https_proxy": "p", "NO_PROXY": "n", "CARGO_HOME": "/c",
    "CARGO_REGISTRIES_LOCAL_INDEX": "i", "CARGO_REGISTRIES_LOCAL_TOKEN": "secret",
    "CARGO_REGISTRY_TOKEN": "secret", "CARGO_HTTP_CAINFO": "ca", "GITHUB_TOKEN": "secret",
    "AWS_SECRET_ACCESS_KEY": "secret", "RUSTFLAGS": "-D", "RUSTC_BOOTSTRAP": "1",
    "SSH_AUTH_SOCK": "agent", "CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS": "cargo:token",
    "LD_PRELOAD": "x", "CARGO_SOURCE_X_PASSWORD": "secret",
  ]

  @Test(arguments: [
    CargoEnvironment.Purpose.reading, .resolving, .building, .publishing,
  ])
  func `no secret of the user reaches cargo by itself`(purpose: CargoEnvironment.Purpose) {
    let inner = CargoEnvironment(Self.outer).variables(for: purpose)
    #expect(!inner.values.contains("secret"))
    #expect(inner["PATH"] == "/bin")
    #expect(inner["https_proxy"] == "p")
    #expect(inner["NO_PROXY"] == "n")
    #expect(inner["CARGO_REGISTRIES_LOCAL_INDEX"] == "i")
    #expect(inner["CARGO_HTTP_CAINFO"] == "ca")
    #expect(inner["RUSTFLAGS"] == nil)
    #expect(inner["RUSTC_BOOTSTRAP"] == nil)
    #expect(inner["LD_PRELOAD"] == nil)
    #expect(inner["LC_ALL"] == "C")
  }

  @Test func `a build sees no agent and no credential provider`() {
    let inner = CargoEnvironment(Self.outer).variables(for: .building)
    #expect(inner["SSH_AUTH_SOCK"] == nil)
    #expect(inner["CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS"] == nil)
  }

  @Test func `only publishing takes the token that it is given`() {
    let token = ["CARGO_REGISTRIES_LOCAL_TOKEN": "given"]
    let environment = CargoEnvironment(Self.outer)
    #expect(
      environment.variables(for: .publishing, adding: token)["CARGO_REGISTRIES_LOCAL_TOKEN"]
        == "given")
    #expect(
      environment.variables(for: .building, adding: token)["CARGO_REGISTRIES_LOCAL_TOKEN"] == nil)
  }

  @Test(arguments: [
    ("crates-io", "CARGO_REGISTRY_TOKEN"), ("local", "CARGO_REGISTRIES_LOCAL_TOKEN"),
    ("my-own", "CARGO_REGISTRIES_MY_OWN_TOKEN"),
  ])
  func `the token's variable is cargo's`(registry: String, variable: String) {
    #expect(CargoEnvironment.tokenVariable(of: registry) == variable)
  }

  @Test(arguments: [CargoEnvironment.Purpose.reading, .resolving, .publishing])
  func `what is no build asks the toolchain's own compiler`(purpose: CargoEnvironment.Purpose) {
    let inner = CargoEnvironment(Self.outer).variables(for: purpose)
    #expect(inner["RUSTC"] == "rustc")
    #expect(inner["RUSTC_WRAPPER"] == "")
    #expect(inner["RUSTC_WORKSPACE_WRAPPER"] == "")
    #expect(CargoEnvironment(Self.outer).variables(for: .building)["RUSTC"] == nil)
  }
}

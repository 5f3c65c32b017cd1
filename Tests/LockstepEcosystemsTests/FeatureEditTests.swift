import LockstepCore
import LockstepEcosystems
import Testing

/// A requirement's features, switched and given back to the byte.
struct FeatureEditTests {
  static let cases = [
    EditCase(
      "a string becomes a table", "[dependencies]\ncore = \"2.0\" # why\n",
      "[dependencies]\ncore = { version = \"2.0\", default-features = false, features = [\"std\"] } # why\n"
    ),
    EditCase(
      "inline", "[dependencies]\ncore = { git = 'https://x.example/c', tag = 'v2' }\n",
      "[dependencies]\ncore = { git = 'https://x.example/c', tag = 'v2', default-features = false, features = [\"std\"] }\n"
    ),
    EditCase(
      "both are there",
      "[dependencies]\ncore = { version = \"2\", features = [ \"extra\" , \"std\" ], default-features = true }\n",
      "[dependencies]\ncore = { version = \"2\", features = [\"std\"], default-features = false }\n"
    ),
    EditCase(
      "the older spelling", "[dependencies]\ncore = { version = \"2\", default_features = true }\n",
      "[dependencies]\ncore = { version = \"2\", default_features = false, features = [\"std\"] }\n"
    ),
    EditCase(
      "a table under a header", "[dependencies.core]\nversion = \"2\" # ours\n\n[features]\n",
      "[dependencies.core]\nversion = \"2\" # ours\ndefault-features = false\nfeatures = [\"std\"]\n\n[features]\n"
    ),
  ]

  @Test(arguments: cases) func `features are switched`(example: EditCase) throws {
    #expect(
      try edited(example.before, .features(["std"], defaults: false)) == example.after)
  }

  @Test(arguments: cases) func `and given back as they were`(example: EditCase) throws {
    let restored = try edited(
      example.after,
      .restoreFeatures(
        original: Array(example.before.utf8), names: ["std"], defaults: false))
    let cargo = Cargo()
    let before = try cargo.readManifest(path: "Cargo.toml", bytes: Array(example.before.utf8))
    let after = try cargo.readManifest(path: "Cargo.toml", bytes: Array(restored.utf8))
    #expect(after.dependencies.map(\.features) == before.dependencies.map(\.features))
    #expect(
      after.dependencies.map(\.defaultFeatures) == before.dependencies.map(\.defaultFeatures))
    if !example.name.contains("header") { #expect(restored == example.before) }
  }

  @Test func `a list that is empty goes`() throws {
    let before = "[dependencies]\ncore = { version = \"2\", features = [\"extra\"] }\n"
    #expect(
      try edited(before, .features([], defaults: true))
        == "[dependencies]\ncore = { version = \"2\" }\n")
    let plain = "[dependencies]\ncore = \"2\"\n"
    #expect(try edited(plain, .features([], defaults: true)) == plain)
  }

  @Test func `what its maintainers changed since stays`() throws {
    let now = "[dependencies]\ncore = { version = \"2\", features = [\"other\"] }\n"
    #expect(throws: ManifestEditError.self) {
      try edited(
        now,
        .restoreFeatures(
          original: Array("[dependencies]\ncore = \"2\"\n".utf8), names: ["std"], defaults: false))
    }
  }
}

import Testing

@testable import LockstepVerification

@Suite struct BuildPlacesTests {
  @Test(
    arguments: [
      ("src/lib.rs", "src-tauri/src/lib.rs"),
      ("/scratch/a/b/billing/src/lib.rs", "src/lib.rs"),
      ("/scratch/a/b/core/src/lib.rs", "core/src/lib.rs"),
      ("../../core/src/lib.rs", "core/src/lib.rs"),
      ("/scratch/a/b/corelib/src/lib.rs", "/scratch/a/b/corelib/src/lib.rs"),
      ("/home/.cargo/git/checkouts/my-vte-1a2b3c/4d5e6f/src/lib.rs", "{my-vte}/src/lib.rs"),
      (
        "/home/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/vte-0.10.1/src/lib.rs",
        "{vte-0.10.1}/src/lib.rs"
      ),
      ("/rustc/abc/library/core/src/option.rs", "/rustc/abc/library/core/src/option.rs"),
    ])
  func `a place is told as it is in the repositories`(file: String, shown: String) {
    let places = BuildPlaces(
      top: "/scratch/a/b/billing", siblings: ["/scratch/a/b/core"],
      folder: "/scratch/a/b/billing/src-tauri")
    #expect(places.shown(file) == shown)
  }
}

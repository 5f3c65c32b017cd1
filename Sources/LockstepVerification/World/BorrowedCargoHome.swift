package import LockstepSystem

/// A Cargo home with the user's settings and downloaded packages, but with git checkouts of its own.
///
/// What is fetched from a scratch repository must never be found under the real address.
package enum BorrowedCargoHome {
  /// Makes it in the folder `home`, and returns that.
  package static func make(in home: String, host: Host) throws -> String {
    try Files.createDirectories(home)
    let users =
      host.environment["CARGO_HOME"]
      ?? host.environment["HOME"].map { Files.join($0, ".cargo") }
    guard let users else { return home }
    // Whatever is downloaded here is there for the next one.
    try Files.createDirectories(Files.join(users, "registry"))
    // The lock guards the packages, so both homes have to mean the same one.
    let shared = ["registry", ".package-cache", ".package-cache-mutate"]
    for name in shared + ["config", "config.toml"] {
      let original = Files.join(users, name)
      guard shared.contains(name) || Files.isFile(original) else { continue }
      try Files.createSymbolicLink(at: Files.join(home, name), to: original)
    }
    return home
  }
}

package import LockstepCore

/// Why a package's public API could not be read. There is then no verdict about it.
package enum SurfaceError: ExplainedError, Hashable {
  /// Cargo does not understand the manifest, or there is none.
  case unreadableManifest(side: String, manifest: String, reason: String)
  /// The manifest is of another package.
  case noSuchPackage(side: String, package: String, known: [String])
  /// The package has no library.
  case noLibrary(side: String, package: String, programs: [String])
  /// The package is a procedural macro.
  case proceduralMacro(side: String, package: String)
  /// A feature is not declared.
  case noSuchFeature(side: String, package: String, feature: String, known: [String])
  /// The dependencies cannot be had.
  case dependenciesMissing(side: String, reason: String)
  /// The package, or something it depends on, does not compile.
  case doesNotCompile(side: String, crate: String, error: String)
  /// Cargo or rustdoc failed in another way.
  case failed(side: String, reason: String)
  /// The time was up.
  case timedOut(side: String, seconds: Int64)

  package var explanation: Explanation {
    switch self {
    case .unreadableManifest(let side, let manifest, let reason):
      Explanation("the public API of \(side) cannot be read", why: ["\(manifest): \(reason)"])
    case .noSuchPackage(let side, let package, let known):
      Explanation(
        "\(side) has no package `\(package)`",
        why: [
          known.isEmpty
            ? "the manifest holds no package" : "there is `\(known.joined(separator: "`, `"))`"
        ],
        hints: nearest(to: package, among: known).map { ["did you mean `\($0)`?"] } ?? [])
    case .noLibrary(let side, let package, let programs):
      Explanation(
        "`\(package)` has no public API to compare in \(side)",
        why: [
          programs.isEmpty
            ? "it has no library"
            : "it has no library, only the programs \(programs.joined(separator: ", "))"
        ],
        hints: ["name a package with a library under `foundation.package`"])
    case .proceduralMacro(let side, let package):
      Explanation(
        "the API of `\(package)` cannot be compared in \(side)",
        why: ["it is a procedural macro: what it promises is the code that it makes of code"],
        hints: ["choose the bump yourself, with `--override` and the reason"])
    case .noSuchFeature(let side, let package, let feature, let known):
      Explanation(
        "`\(package)` has no feature `\(feature)` in \(side)",
        why: [known.isEmpty ? "it declares none" : "it declares \(known.joined(separator: ", "))"],
        hints: nearest(to: feature, among: known).map { ["did you mean `\($0)`?"] } ?? [])
    case .dependenciesMissing(let side, let reason):
      Explanation(
        "the dependencies of \(side) cannot be had", why: [reason],
        hints: ["check the network, or the registry that the repository's .cargo/config.toml names"]
      )
    case .doesNotCompile(let side, let crate, let error):
      Explanation(
        "\(side) does not compile", why: ["rustc says of `\(crate)`: \(error)"],
        hints: ["without both sides nothing can be said about their difference"])
    case .failed(let side, let reason):
      Explanation("the public API of \(side) cannot be read", why: [reason])
    case .timedOut(let side, let seconds):
      Explanation(
        "the public API of \(side) was not read in time",
        why: ["cargo was still running after \(seconds) seconds"])
    }
  }
}

// swift-tools-version: 6.2

import PackageDescription

/// The settings of the main package: the library is measured as it is shipped.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

/// A package of its own, because what targets share is `package` and a dependency would not see
/// it: `Sources/LockstepTOML` is a symbolic link to the main package's target.
let package = Package(
  name: "benchmark-toml",
  platforms: [.macOS(.v15)],
  targets: [
    .target(name: "LockstepTOML", swiftSettings: strict),
    .executableTarget(
      name: "benchmark-toml", dependencies: ["LockstepTOML"], swiftSettings: strict),
  ]
)

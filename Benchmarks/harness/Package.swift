// swift-tools-version: 6.2

import PackageDescription

// The parts of Lockstep that are measured by themselves, built from the same sources (the folders under
// `Sources` are links) into one program that only the benchmarks run.

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let package = Package(
  name: "harness",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: [
    .target(name: "LockstepCore", swiftSettings: strict),
    .target(name: "LockstepTOML", swiftSettings: strict),
    .target(
      name: "LockstepSystem",
      dependencies: ["LockstepCore", .product(name: "Subprocess", package: "swift-subprocess")],
      swiftSettings: strict),
    .target(
      name: "LockstepGit", dependencies: ["LockstepCore", "LockstepSystem"], swiftSettings: strict),
    .target(
      name: "LockstepLedger", dependencies: ["LockstepCore", "LockstepSystem", "LockstepGit"],
      swiftSettings: strict),
    .target(
      name: "LockstepWorkflow",
      dependencies: ["LockstepCore", "LockstepSystem", "LockstepLedger"], swiftSettings: strict),
    .target(
      name: "LockstepEcosystems",
      dependencies: [
        "LockstepCore", "LockstepTOML", "LockstepSystem",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "harness",
      dependencies: [
        "LockstepCore", "LockstepSystem", "LockstepGit", "LockstepLedger", "LockstepWorkflow",
        "LockstepEcosystems",
      ],
      swiftSettings: strict),
  ]
)

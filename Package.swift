// swift-tools-version: 6.2

import PackageDescription

/// Settings that every target is built with: language mode 6 and the features that show what leaks.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let customDump = Target.Dependency.product(name: "CustomDump", package: "swift-custom-dump")
let flyingFox = Target.Dependency.product(name: "FlyingFox", package: "FlyingFox")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")

/// One room of the house: a target under `Sources/`, with the targets that it may import.
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// The tests of one target, under `Tests/`.
func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(name)Tests",
    dependencies: [.target(name: name)] + dependencies,
    swiftSettings: strict)
}

let package = Package(
  name: "lockstep",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "lockstep", targets: ["lockstep"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/pointfreeco/swift-custom-dump", from: "1.7.3"),
    .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: [
    room("LockstepCore"),
    room("LockstepTOML"),
    room("LockstepSystem", ["LockstepCore", subprocess]),
    room("LockstepGit", ["LockstepCore", "LockstepSystem"]),
    room("LockstepLedger", ["LockstepCore", "LockstepSystem", "LockstepGit"]),
    room("LockstepWorkflow", ["LockstepCore", "LockstepSystem", "LockstepLedger"]),
    room("LockstepEcosystems", ["LockstepCore", "LockstepTOML", "LockstepSystem", crypto]),
    room("LockstepAPIDiff", ["LockstepCore", "LockstepSystem", "LockstepEcosystems"]),
    room(
      "LockstepFleet",
      ["LockstepCore", "LockstepTOML", "LockstepSystem", "LockstepGit", "LockstepEcosystems"]),
    room("LockstepChannels", ["LockstepCore", "LockstepSystem", crypto]),
    room(
      "LockstepVerification",
      ["LockstepCore", "LockstepSystem", "LockstepGit", "LockstepEcosystems", "LockstepFleet"]),
    room(
      "LockstepForges",
      ["LockstepCore", "LockstepSystem", "LockstepGit", crypto, cryptoExtras]),
    room(
      "LockstepKit",
      [
        "LockstepCore", "LockstepTOML", "LockstepSystem", "LockstepGit", "LockstepLedger",
        "LockstepWorkflow", "LockstepEcosystems", "LockstepFleet", "LockstepAPIDiff",
        "LockstepVerification", "LockstepForges", "LockstepChannels",
      ]),
    room(
      "LockstepDashboard",
      [
        "LockstepCore", "LockstepSystem", "LockstepGit", "LockstepFleet", "LockstepVerification",
        "LockstepKit", crypto, flyingFox,
      ]),
    .executableTarget(
      name: "lockstep",
      dependencies: [
        "LockstepCore", "LockstepSystem", "LockstepGit", "LockstepLedger", "LockstepWorkflow",
        "LockstepFleet", "LockstepAPIDiff", "LockstepVerification", "LockstepKit",
        "LockstepDashboard", argumentParser,
      ],
      swiftSettings: strict),
    room(
      "LockstepTestSupport", ["LockstepCore", "LockstepSystem", "LockstepGit", flyingFox, crypto]),

    tests("LockstepCore"),
    tests("LockstepTOML"),
    tests("LockstepSystem", ["LockstepCore", "LockstepTestSupport"]),
    tests("LockstepGit", ["LockstepCore", "LockstepSystem", "LockstepTestSupport"]),
    tests(
      "LockstepLedger", ["LockstepCore", "LockstepSystem", "LockstepGit", "LockstepTestSupport"]),
    tests(
      "LockstepWorkflow",
      ["LockstepCore", "LockstepSystem", "LockstepGit", "LockstepLedger", "LockstepTestSupport"]),
    tests(
      "LockstepEcosystems",
      ["LockstepCore", "LockstepTOML", "LockstepSystem", "LockstepTestSupport", customDump]),
    tests(
      "LockstepAPIDiff",
      ["LockstepCore", "LockstepSystem", "LockstepEcosystems", "LockstepTestSupport"]),
    tests(
      "LockstepFleet",
      [
        "LockstepCore", "LockstepSystem", "LockstepGit", "LockstepEcosystems",
        "LockstepTestSupport", customDump,
      ]),
    tests("LockstepChannels", ["LockstepCore", "LockstepSystem", "LockstepTestSupport"]),
    tests(
      "LockstepVerification",
      [
        "LockstepCore", "LockstepSystem", "LockstepGit", "LockstepEcosystems", "LockstepFleet",
        "LockstepTestSupport",
      ]),
    tests(
      "LockstepForges",
      [
        "LockstepCore", "LockstepSystem", "LockstepGit", "LockstepTestSupport", crypto,
        cryptoExtras,
      ]),
    tests(
      "LockstepKit",
      [
        "LockstepCore", "LockstepSystem", "LockstepGit", "LockstepLedger", "LockstepWorkflow",
        "LockstepEcosystems", "LockstepFleet", "LockstepAPIDiff", "LockstepVerification",
        "LockstepForges", "LockstepChannels",
        "LockstepTestSupport", customDump,
      ]),
    tests(
      "LockstepDashboard",
      [
        "LockstepCore", "LockstepSystem", "LockstepGit", "LockstepLedger", "LockstepFleet",
        "LockstepVerification", "LockstepKit", "LockstepTestSupport",
      ]),
    .testTarget(
      name: "StoryTests",
      dependencies: [
        "lockstep", "LockstepCore", "LockstepSystem", "LockstepGit", "LockstepKit",
        "LockstepTestSupport",
      ],
      swiftSettings: strict),
  ]
)

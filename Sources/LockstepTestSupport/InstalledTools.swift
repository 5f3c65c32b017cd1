import LockstepSystem

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Which programs of others this machine has, for `.enabled(if:)`.
package enum InstalledTools {
  package static let hasCargo = has("cargo")

  /// Whether every one of `programs` is in a folder of this process's `PATH`.
  package static func has(_ programs: String...) -> Bool {
    programs.allSatisfy { path(of: $0) != nil }
  }

  /// Where a program is; `nil` where it is not.
  package static func path(of program: String) -> String? {
    (Host.live().environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
      .map { "\($0)/\(program)" }.first { Files.isFile($0) && access($0, X_OK) == 0 }
  }

  /// Whether programs can be kept apart on this machine.
  @Sendable package static func hasSandbox() async throws -> Bool {
    try await Sandbox.find(.auto, on: .live()).isReal
  }
}

import LockstepAPIDiff
import LockstepEcosystems
import LockstepSystem

extension SurfaceWorkbench {
  /// Whether programs can be kept apart on this machine.
  static func hasSandbox() async throws -> Bool {
    try await Sandbox.find(.auto, on: .live()).isReal
  }

  /// A maker whose builds run apart from this machine, or as they are.
  func maker(isApart: Bool) -> SurfaceMaker {
    SurfaceMaker(
      host: host, environment: environment, isolation: isApart ? Isolation(host: host) : nil)
  }
}

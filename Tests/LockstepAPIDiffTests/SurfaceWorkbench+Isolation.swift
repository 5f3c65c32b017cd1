import LockstepAPIDiff
import LockstepEcosystems
import LockstepSystem

extension SurfaceWorkbench {
  /// A maker whose builds run apart from this machine, or as they are.
  func maker(isApart: Bool) -> SurfaceMaker {
    SurfaceMaker(
      host: host, environment: environment, isolation: isApart ? Isolation(host: host) : nil)
  }
}

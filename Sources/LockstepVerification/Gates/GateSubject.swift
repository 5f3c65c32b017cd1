import LockstepCore
import LockstepEcosystems
import LockstepSystem

/// A checkout of the foundation whose quality is in question.
package struct GateSubject: Sendable {
  /// The folder of the foundation's manifest in the checkout.
  package var folder: String
  /// The package that is released.
  package var package: String
  /// Whether the checkout has a committed lock file, which then has to stand.
  package var locked: Bool
  /// Where builds go; outside the checkout, so that nothing in it changes.
  package var targetDirectory: String
  /// How long one run of the build tool may take.
  package var timeout: Duration

  package init(
    folder: String, package: String, locked: Bool, targetDirectory: String,
    timeout: Duration = .seconds(3600)
  ) {
    self.folder = folder
    self.package = package
    self.locked = locked
    self.targetDirectory = targetDirectory
    self.timeout = timeout
  }

  /// A compilation of the released package.
  func compilation(_ command: CompileCommand, features: FeatureSelection = .standard)
    -> CompileRequest
  {
    CompileRequest(
      folder: folder, command: command, selection: .packages([package]), features: features,
      locked: locked, keepGoing: true, targetDirectory: targetDirectory, timeout: timeout)
  }
}

/// Measures how long something took.
struct Stopwatch {
  private let clock: Clock
  private let start: Duration

  init(_ clock: Clock) {
    self.clock = clock
    start = clock.elapsed()
  }

  var seconds: Double { (clock.elapsed() - start).inSeconds }
}

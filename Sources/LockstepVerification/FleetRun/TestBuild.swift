internal import LockstepEcosystems
internal import LockstepSystem

/// One build with its tests, of one root of a dependent, before it runs.
struct TestBuild {
  let subject: BuildSubject
  let root: BuildSubject.Root
  /// The checkout, and the folder in it that the tool runs in.
  let top: String
  let folder: String
  let side: FleetSide
  let isRepeat: Bool
  /// The build folder, as it is seen outside of the sandbox.
  let target: String
  /// What the tool sees, and what it is asked for.
  private(set) var profile = SandboxProfile()
  /// Where the build stands at places that others have too; nil where it stands by itself.
  private(set) var ground: SteadyGround?
  var request: CompileRequest

  init(
    subject: BuildSubject, root: BuildSubject.Root, top: String, folder: String, side: FleetSide,
    isRepeat: Bool, target: String
  ) {
    self.subject = subject
    self.root = root
    self.top = top
    self.folder = folder
    self.side = side
    self.isRepeat = isRepeat
    self.target = target
    request = CompileRequest(folder: folder, command: .test)
  }

  /// Says what the build needs of `runner`'s tool.
  ///
  /// - Parameters:
  ///   - readable: What lies beside the checkout.
  ///   - isApart: Whether it runs in a sandbox.
  mutating func prepare(
    for runner: any EcosystemRunner, readable: [String], bounds: TestYard.Bounds, isApart: Bool
  ) throws {
    let suites = "\(target)-suites"
    try Files.createDirectories(target)
    try Files.createDirectories(suites)
    profile = try runner.sandboxProfile(
      for: folder, writable: [top, target], readable: readable + [suites])
    profile.limits = bounds.resources
    request = CompileRequest(
      folder: folder, command: .test, selection: .workspace,
      features: root.features.isEmpty ? .standard : .only(root.features, withDefaults: true),
      offline: true, keepGoing: true, targetDirectory: target, jobs: bounds.jobs,
      timeout: bounds.time, environment: TestYard.thrift, suiteFolder: suites)
    guard isApart,
      let ground = try runner.steadyGround(
        for: folder, within: BuildYard.scratch(around: top), target: target, in: profile)
    else { return }
    self.ground = ground
    profile = ground.profile
    request.targetDirectory = ground.target
    request.configuration = ground.configuration
    request.environment.merge(ground.environment) { _, new in new }
  }
}

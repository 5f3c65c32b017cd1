internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepSystem

/// Brings the lock of one checkout to where the build is to be, as far as it may be moved.
struct BuildLock: Sendable {
  let runner: any EcosystemRunner
  let subject: BuildSubject
  let root: BuildSubject.Root
  let request: LockRequest

  /// Whether a committed lock is built with as it stands.
  var stands: Bool { root.locked && subject.overrides.isEmpty }

  /// Writes a lock where there is none, and moves a free one to the versions that are asked for.
  func settle() async throws {
    guard !stands else { return }
    let isAsked = !subject.precise.isEmpty || subject.aim != nil || !subject.overrides.isEmpty
    guard isAsked else { return }
    if !root.locked { try await runner.generateLockfile(request) }
    try await takeOverrides()
    for (package, version) in subject.precise.sorted(by: { $0.key < $1.key }) where !root.locked {
      try await runner.update([package], precise: version, in: request)
    }
    if let aim = subject.aim { try await lift(aim) }
  }

  /// Moves every entry of the aim's packages that a registry provides to the aim's version, where
  /// the requirements admit it.
  private func lift(_ aim: BuildSubject.Aim) async throws {
    for entry in try lockFile()?.packages(named: aim.packages) ?? []
    where entry.version != aim.version && entry.isFromRegistry {
      do {
        try await runner.update(
          ["\(entry.name)@\(entry.version)"], precise: aim.version, in: request)
      } catch let failure as CargoFailure where failure.obstacle.kind == .dependencyNotFound {
        // A requirement excludes it; the build goes on with what is admitted.
        continue
      }
    }
  }

  /// Who keeps the aim out of the build, and by which requirement; empty where it is not certain that
  /// the requirements are what keeps it out.
  func holders(against aim: BuildSubject.Aim) async throws -> [String] {
    guard let lock = try lockFile() else { return [] }
    var needing: Set<String> = []
    for index in aim.packages.flatMap(lock.indices(named:)) {
      for requirer in lock.requirers(of: index) where requirer.isDirect {
        needing.insert(requirer.package.name)
      }
    }
    var holders: [String] = []
    for stated in try await runner.requirements(of: aim.packages, in: request)
    where needing.contains(stated.package) {
      guard stated.isFromRegistry, let requirement = stated.requirement,
        !requirement.admits(aim.version)
      else { return [] }
      let text = "\(stated.package) holds \(stated.dependency) at `\(requirement)`"
      if !holders.contains(text) { holders.append(text) }
    }
    return holders
  }

  /// A committed lock holds what it says until it is told otherwise: an override alone changes
  /// nothing.
  private func takeOverrides() async throws {
    guard root.locked else { return }
    for override in subject.overrides {
      for entry in try lockFile()?.packages(named: [override.package]) ?? []
      where override.replaces(entry) {
        try await runner.update(["\(entry.name)@\(entry.version)"], precise: nil, in: request)
      }
    }
  }

  private func lockFile() throws -> CargoLockFile? {
    let path = Files.join(request.folder, "Cargo.lock")
    guard let bytes = try Files.read(path, limit: 64 << 20) else { return nil }
    return try CargoLockFile(parsing: bytes, path: path)
  }
}

extension CargoLockFile {
  fileprivate func packages(named names: [String]) -> [LockedPackage] {
    names.flatMap { packages(named: $0) }
  }
}

extension BuildSubject.Override {
  /// Whether a lock's entry is of the source that this stands in for.
  func replaces(_ entry: LockedPackage) -> Bool {
    if let git = entry.git { return AddressIdentity(git.url) == AddressIdentity(source) }
    return entry.isFromRegistry && !source.contains("/")
  }
}

extension BuildSubject {
  /// The settings that make the tool take the overrides; their checkouts lie beside `top`.
  func configuration(beside top: String) -> [String] {
    overrides.enumerated().map { number, override in
      let place = BuildYard.folder(ofOverride: number, beside: top)
      let folder = override.folder.isEmpty ? place : Files.join(place, override.folder)
      let source = CargoSetting.text(override.source)
      let package = CargoSetting.text(override.package)
      return "patch.\(source).\(package).path=\(CargoSetting.text(folder))"
    }
  }
}

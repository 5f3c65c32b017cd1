/// One repository that depends on the demo's foundation, before it is written.
struct DemoDependent {
  let facts: DemoFleet.DependentFacts
  /// Its files by path, without the lock and without Cargo's configuration.
  let files: [String: String]
  /// Returns its lock; `nil` where none is committed.
  let lock: @Sendable (DemoLock.Pins) -> DemoLock?

  init(
    _ facts: DemoFleet.DependentFacts, files: [String: String],
    lock: @escaping @Sendable (DemoLock.Pins) -> DemoLock? = { _ in nil }
  ) {
    self.facts = facts
    self.files = files
    self.lock = lock
  }

  var name: String { facts.name }

  /// Returns every file of the repository by path.
  func allFiles(_ pins: DemoLock.Pins) -> [String: String] {
    var all = files
    all[".cargo/config.toml"] = pins.places.cargoConfiguration
    if let path = facts.lock, let lock = lock(pins) { all[path] = lock.text }
    if all[".gitignore"] == nil { all[".gitignore"] = "target/\n" }
    return all
  }

  /// Returns a manifest of the usual kind, with `dependencies` as its last lines.
  static func manifest(_ name: String, _ version: String, _ dependencies: String) -> String {
    """
    [package]
    name = "\(name)"
    version = "\(version)"
    edition = "2021"
    publish = false

    \(dependencies)

    """
  }

  /// Returns a lock of one package of its own that stands on `foundation`.
  static func lock(
    _ name: String, _ version: String,
    on foundation: @escaping @Sendable (DemoLock.Pins) -> DemoLock.Package
  ) -> @Sendable (DemoLock.Pins) -> DemoLock? {
    { pins in
      let foundation = foundation(pins)
      let own = DemoLock.Package(name: name, version: version, dependencies: [foundation.name])
      return DemoLock(packages: [own, foundation])
    }
  }
}

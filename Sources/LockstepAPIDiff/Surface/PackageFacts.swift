/// What a package's manifest promises, as Cargo understands it.
package struct PackageFacts: Hashable, Sendable {
  /// One dependency.
  package struct Dependency: Hashable, Sendable {
    /// What the dependency is for.
    package enum Kind: Hashable, Sendable {
      /// `[dependencies]`.
      case normal
      /// `[dev-dependencies]`.
      case development
      /// `[build-dependencies]`.
      case build
    }

    /// The name by which the crate calls it.
    package var name: String
    /// The package's real name.
    package var package: String
    /// The requirement, as Cargo prints it: `^1.0`.
    package var requirement: String
    /// What it is for.
    package var kind: Kind
    /// Whether a feature has to switch it on.
    package var isOptional: Bool
    /// The target it is for, as written: `cfg(unix)`.
    package var target: String?

    /// Puts a dependency together.
    package init(
      name: String, package: String, requirement: String, kind: Kind = .normal,
      isOptional: Bool = false, target: String? = nil
    ) {
      self.name = name
      self.package = package
      self.requirement = requirement
      self.kind = kind
      self.isOptional = isOptional
      self.target = target
    }
  }

  /// The package's name.
  package var name: String
  /// Its version, as written.
  package var version: String
  /// Every feature with what it switches on, `default` too, and the implicit ones of optional
  /// dependencies (`["dep:name"]`).
  package var features: [String: [String]]
  /// The dependencies of every kind.
  package var dependencies: [Dependency]
  /// `2015`, `2018`, `2021`, `2024`.
  package var edition: String
  /// `rust-version`, as written.
  package var rustVersion: String?
  /// `links`.
  package var links: String?
  /// The library's name as the manifest has it; absent where there is no library.
  package var libraryName: String?
  /// The library's crate types: `lib`, `rlib`, `dylib`, `cdylib`, `staticlib`, `proc-macro`; empty
  /// where there is no library.
  package var libraryKinds: [String]
  /// The names of its programs.
  package var programs: [String]

  /// Puts facts together.
  package init(
    name: String = "", version: String = "", features: [String: [String]] = [:],
    dependencies: [Dependency] = [], edition: String = "2021", rustVersion: String? = nil,
    links: String? = nil, libraryName: String? = nil, libraryKinds: [String] = ["lib"],
    programs: [String] = []
  ) {
    self.name = name
    self.version = version
    self.features = features
    self.dependencies = dependencies
    self.edition = edition
    self.rustVersion = rustVersion
    self.links = links
    self.libraryName = libraryName
    self.libraryKinds = libraryKinds
    self.programs = programs
  }

  /// Whether the library is a procedural macro.
  package var isProcMacro: Bool { libraryKinds.contains("proc-macro") }

  /// The features that are on where nobody says otherwise: what `default` names, and all that
  /// follows from it.
  package var defaultFeatures: Set<String> { closure(of: ["default"]).subtracting(["default"]) }

  /// The optional dependencies' names.
  package var optionalDependencies: Set<String> {
    Set(dependencies.lazy.filter(\.isOptional).map(\.name))
  }

  /// The features that switching on `names` switches on, themselves included; `dep:` and
  /// `crate/feature` entries are left out.
  package func closure(of names: some Sequence<String>) -> Set<String> {
    var found: Set<String> = []
    var waiting = Array(names)
    while let name = waiting.popLast() {
      guard let next = features[name], found.insert(name).inserted else { continue }
      waiting += next
    }
    return found
  }
}

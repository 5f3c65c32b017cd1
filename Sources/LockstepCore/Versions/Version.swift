/// A version as Semantic Versioning 2.0 defines it.
///
/// `==`, `hash` and `<` follow its precedence: build metadata counts for neither, but is kept and
/// printed.
public struct Version: Sendable {
  /// Raised by breaking changes.
  public var major: UInt64
  /// Raised by additions; below 1.0 by breaking changes.
  public var minor: UInt64
  /// Raised by fixes.
  public var patch: UInt64
  /// The identifiers after the hyphen; empty for a release.
  public var prerelease: [PrereleaseIdentifier]
  /// The identifiers after the plus sign.
  public var build: [String]

  /// Creates a release without pre-release identifiers and build metadata.
  public init(_ major: UInt64, _ minor: UInt64, _ patch: UInt64) {
    self.init(major, minor, patch, prerelease: [])
  }

  /// Creates a version from its parts.
  public init(
    _ major: UInt64, _ minor: UInt64, _ patch: UInt64, prerelease: [PrereleaseIdentifier],
    build: [String] = []
  ) {
    self.major = major
    self.minor = minor
    self.patch = patch
    self.prerelease = prerelease
    self.build = build
  }

  /// Parses a complete version such as `2.1.0-rc.1+sha.5114f85`, and nothing around it.
  ///
  /// Leading zeros, empty identifiers and numbers beyond 64 bits are refused. Numeric pre-release
  /// identifiers may have any length, as the specification sets no limit.
  public init(parsing text: some StringProtocol) throws(VersionSyntaxError) {
    var reader = VersionReader(text)
    self = try reader.version()
  }

  /// Whether this comes before the release of the same three numbers.
  public var isPrerelease: Bool { !prerelease.isEmpty }

  /// The same three numbers without pre-release identifiers and build metadata.
  public var release: Version { Version(major, minor, patch) }
}

extension Version: CustomStringConvertible {
  /// The version as the specification writes it, with build metadata.
  public var description: String {
    build.isEmpty ? precedenceText : "\(precedenceText)+\(build.joined(separator: "."))"
  }

  /// The version without its build metadata.
  var precedenceText: String {
    let core = "\(major).\(minor).\(patch)"
    return prerelease.isEmpty
      ? core : "\(core)-\(prerelease.map(\.description).joined(separator: "."))"
  }
}

/// Precedence, section 11 of the specification.
extension Version: Hashable, Comparable {
  /// Whether both have the same precedence; build metadata is ignored.
  public static func == (a: Version, b: Version) -> Bool {
    a.major == b.major && a.minor == b.minor && a.patch == b.patch && a.prerelease == b.prerelease
  }

  /// Hashes what `==` compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(major)
    hasher.combine(minor)
    hasher.combine(patch)
    hasher.combine(prerelease)
  }

  /// Whether `a` has the lower precedence; a pre-release comes before its release.
  public static func < (a: Version, b: Version) -> Bool {
    let core = (a.major, a.minor, a.patch)
    let other = (b.major, b.minor, b.patch)
    return core == other ? prereleasePrecedes(a.prerelease, b.prerelease) : core < other
  }

  /// Compares pre-releases of one release: none is highest, and a longer one follows its beginning.
  private static func prereleasePrecedes(
    _ a: [PrereleaseIdentifier], _ b: [PrereleaseIdentifier]
  ) -> Bool {
    if a.isEmpty || b.isEmpty { return !a.isEmpty && b.isEmpty }
    return a.lexicographicallyPrecedes(b)
  }
}

/// Coded as its text.
extension Version: Codable {
  /// Decodes and parses a version.
  public init(from decoder: any Decoder) throws {
    self = try decoder.decodeText { try Version(parsing: $0) }
  }

  /// Encodes the text, with build metadata.
  public func encode(to encoder: any Encoder) throws {
    try encoder.encodeText(description)
  }
}

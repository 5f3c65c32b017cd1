package import LockstepCore

/// One package's file of a registry's index: a line of JSON for each version.
///
/// The format is cargo's (The Cargo Book, “Registry Index”); the same for sparse, git and local
/// registries. Lines that are not touched keep their bytes.
package struct IndexFile: Sendable {
  package private(set) var lines: [[UInt8]]
  private let place: String

  private static let sizeLimit = 32 << 20
  private static let lineLimit = 1 << 20

  /// Takes a file apart; `place` is the path or address that errors name.
  package init(parsing bytes: [UInt8], place: String) throws(IndexError) {
    guard bytes.count <= Self.sizeLimit else {
      throw IndexError(place: place, line: nil, why: "it is larger than 32 MB")
    }
    lines = bytes.split(separator: UInt8(ascii: "\n")).map(Array.init)
    self.place = place
    for (number, line) in lines.enumerated() where line.count > Self.lineLimit {
      throw IndexError(place: place, line: number + 1, why: "the line is longer than 1 MB")
    }
  }

  package var bytes: [UInt8] { lines.flatMap { $0 + [UInt8(ascii: "\n")] } }

  /// Every version that the file lists, in its order.
  ///
  /// Like cargo, it passes over a line whose version is none by SemVer.
  package func versions(of package: String) throws(IndexError) -> [PublishedVersion] {
    var versions: [PublishedVersion] = []
    for number in lines.indices {
      if let version = try version(atLine: number, of: package) { versions.append(version) }
    }
    return versions
  }

  /// The number of the line that holds `version`.
  package func line(of version: Version, package: String) throws(IndexError) -> Int? {
    for number in lines.indices {
      if try self.version(atLine: number, of: package)?.version == version { return number }
    }
    return nil
  }

  package mutating func append(_ line: [UInt8]) {
    lines.append(line)
  }

  /// Sets the flag of one line and leaves the others alone.
  package mutating func setYanked(_ yanked: Bool, line number: Int) throws(IndexError) {
    guard case .object(var members) = try value(atLine: number) else {
      throw IndexError(place: place, line: number + 1, why: "it is not a JSON object")
    }
    members["yanked"] = .boolean(yanked)
    lines[number] = JSONValue.object(members).bytes()
  }

  private func value(atLine number: Int) throws(IndexError) -> JSONValue {
    do { return try JSONValue(parsing: lines[number]) } catch {
      throw IndexError(place: place, line: number + 1, why: "\(error)")
    }
  }

  private func version(
    atLine number: Int, of package: String
  ) throws(IndexError) -> PublishedVersion? {
    let value = try value(atLine: number)
    guard let name = value["name"].text, let text = value["vers"].text else {
      throw IndexError(place: place, line: number + 1, why: "it has no `name` or no `vers`")
    }
    guard name == package, let version = try? Version(parsing: text) else { return nil }
    guard let checksum = value["cksum"].text, FileDigest.isChecksum(checksum) else {
      throw IndexError(place: place, line: number + 1, why: "`cksum` is not a SHA-256")
    }
    var features: [String: [String]] = [:]
    for key in ["features", "features2"] {
      for (feature, enabled) in value[key].members {
        features[feature, default: []] += Optional(enabled).texts
      }
    }
    return PublishedVersion(
      version: version, checksum: checksum, yanked: value["yanked"].flag ?? false,
      dependencies: value["deps"].items.compactMap(PublishedDependency.init(index:)),
      features: features, links: value["links"].text, rustVersion: value["rust_version"].text)
  }
}

extension PublishedDependency {
  init?(index value: JSONValue) {
    guard let name = value["name"].text, let requirement = value["req"].text else { return nil }
    self.init(
      name: name, package: value["package"].text, requirement: requirement,
      features: value["features"].texts, optional: value["optional"].flag ?? false,
      defaultFeatures: value["default_features"].flag ?? true, target: value["target"].text,
      kind: value["kind"].text ?? "normal", registry: value["registry"].text)
  }

  var indexValue: JSONValue {
    var members: [String: JSONValue] = [
      "name": .string(name), "req": .string(requirement),
      "features": .array(features.map(JSONValue.string)), "optional": .boolean(optional),
      "default_features": .boolean(defaultFeatures), "kind": .string(kind),
      "target": target.map(JSONValue.string) ?? .null,
      "registry": registry.map(JSONValue.string) ?? .null,
    ]
    if let package { members["package"] = .string(package) }
    return .object(members)
  }
}

extension PublishedVersion {
  /// The line of the index for this version.
  package func indexLine(package name: String) -> [UInt8] {
    // `dep:` and `?/` are newer than the format; registries hide them from old cargos in features2.
    let newer = features.filter { $0.value.contains { $0.hasPrefix("dep:") || $0.contains("?/") } }
    let older = features.filter { newer[$0.key] == nil }
    func value(_ features: [String: [String]]) -> JSONValue {
      .object(features.mapValues { .array($0.map(JSONValue.string)) })
    }
    var members: [String: JSONValue] = [
      "name": .string(name), "vers": .string(version.description),
      "deps": .array(dependencies.map(\.indexValue)), "cksum": .string(checksum ?? ""),
      "features": value(older), "yanked": .boolean(yanked),
      "links": links.map(JSONValue.string) ?? .null,
      "rust_version": rustVersion.map(JSONValue.string) ?? .null,
    ]
    if !newer.isEmpty {
      members["features2"] = value(newer)
      members["v"] = .integer(2)
    }
    return JSONValue.object(members).bytes()
  }
}

/// An index that does not read as cargo's format.
package struct IndexError: ExplainedError, Hashable {
  package var place: String
  package var line: Int?
  package var why: String

  package init(place: String, line: Int?, why: String) {
    self.place = place
    self.line = line
    self.why = why
  }

  package var explanation: Explanation {
    let where_ = line.map { "\(place), line \($0)" } ?? place
    return Explanation(
      "the registry's index cannot be read: \(where_)", why: [why],
      hints: ["repair the line, or fetch the index anew"], place: nil)
  }
}

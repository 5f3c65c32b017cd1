import LockstepCore
import LockstepEcosystems
import LockstepGit

@testable import LockstepFleet

/// Puts fleets together from lines such as `b -> core by registry ^2` or `c -> b by path`.
///
/// Each repository holds one package of its own name; the foundation is `core`. The lines become
/// manifests, which are read as real ones are.
struct FleetLiteral {
  private var needs: [String: [String]] = [:]
  private var order: [String] = []
  private var locks: [String: [String]] = [:]
  private var waves: [String: Int] = [:]
  private var extra: [String: [String: String]] = [:]
  var versions: [Version] = []

  /// Reads the lines: `user -> package by registry REQUIREMENT`, `by tag T`, `by rev R`,
  /// `by branch B`, `by git`, `by path`; at the end `dev` or `optional`.
  init(_ lines: [String]) {
    for line in lines {
      let words = line.split(separator: " ").map(String.init)
      let user = words[0]
      if needs[user] == nil { order.append(user) }
      needs[user, default: []].append(contentsOf: words.count > 1 ? [Self.toml(words)] : [])
    }
  }

  /// Gives a repository a lock with entries such as `core 2.0.5 registry`, `core 2.0.5 tag v2.0.5`
  /// or `b 1.0.0 path`.
  func locking(_ name: String, _ entries: [String]) -> Self {
    var copy = self
    copy.locks[name] = entries
    return copy
  }

  /// Configures a wave.
  func wave(_ number: Int, of name: String) -> Self {
    var copy = self
    copy.waves[name] = number
    return copy
  }

  /// Adds a file to a repository, which may be one that no line names.
  func file(_ path: String, _ text: String, in name: String) -> Self {
    var copy = self
    if copy.needs[name] == nil, !copy.order.contains(name) { copy.order.append(name) }
    copy.extra[name, default: [:]][path] = text
    return copy
  }

  /// Says which versions of the foundation are released.
  func releasing(_ versions: [Version]) -> Self {
    var copy = self
    copy.versions = versions
    return copy
  }

  static let commit = String(repeating: "c", count: 40)

  static func url(_ name: String) -> String { "https://git.example/\(name).git" }

  private static func toml(_ words: [String]) -> String {
    let package = words[2]
    let value = words.count > 5 ? words[5] : ""
    let source =
      switch words[4] {
      case "registry": "version = \"\(value)\""
      case "path": "path = \"../\(package)\""
      case "git": "git = \"\(url(package))\""
      default: "git = \"\(url(package))\", \(words[4]) = \"\(value)\""
      }
    let section = words.last == "dev" ? "dev-dependencies" : "dependencies"
    let optional = words.last == "optional" ? ", optional = true" : ""
    return "[\(section).\(package)-\(section.count)-\(words[4])-\(value.hashValue.magnitude)]\n"
      + "package = \"\(package)\"\n" + source.split(separator: ",").joined(separator: "\n")
      + optional.split(separator: ",").map { "\n\($0)" }.joined() + "\n"
  }

  private static func lock(_ entries: [String]) -> String {
    var text = "version = 4\n"
    for entry in entries {
      let words = entry.split(separator: " ").map(String.init)
      text += "\n[[package]]\nname = \"\(words[0])\"\nversion = \"\(words[1])\"\n"
      switch words[2] {
      case "registry":
        text += "source = \"registry+https://github.com/rust-lang/crates.io-index\"\n"
      case "path": break
      case "git": text += "source = \"git+\(url(words[0]))#\(commit)\"\n"
      default: text += "source = \"git+\(url(words[0]))?\(words[2])=\(words[3])#\(commit)\"\n"
      }
    }
    return text
  }

  /// The foundation's facts.
  var foundation: FoundationFacts {
    get throws {
      FoundationFacts(
        name: try RepositoryName("core"), packages: ["core"],
        addresses: [try RemoteAddress(parsing: Self.url("core"))], checkout: "/fleet/core",
        versions: versions)
    }
  }

  /// The members as if they had been read.
  var members: [ReadMember] {
    get throws {
      try order.map { name in
        var files = extra[name] ?? [:]
        if files["Cargo.toml"] == nil, needs[name] != nil {
          files["Cargo.toml"] =
            "[package]\nname = \"\(name)\"\nversion = \"1.0.0\"\n"
            + (needs[name] ?? []).joined(separator: "")
        }
        if let entries = locks[name] { files["Cargo.lock"] = Self.lock(entries) }
        let repository = try RepositoryName(name)
        let settings = waves[name].map {
          Configuration.DependentSettings(
            name: repository, wave: $0,
            wavePlace: SourcePlace(path: "lockstep.toml", line: 7, column: 8))
        }
        return ReadMember(
          member: FleetMember(
            name: repository, address: try RemoteAddress(parsing: Self.url(name)),
            checkout: "/fleet/\(name)", settings: settings),
          branch: "main", commit: try ObjectID(parsing: Self.commit),
          facts: RepositoryFacts(reading: files.mapValues { Array($0.utf8) }))
      }
    }
  }

  /// The fleet.
  func assembled() throws -> Fleet {
    try Fleet.assemble(foundation: foundation, members: members)
  }
}

extension Fleet {
  /// The waves as one line: `a b | c`.
  var wavesText: String {
    waves.map { $0.map(\.description).joined(separator: " ") }.joined(separator: " | ")
  }

  /// The splits as lines: `c: core 2.0 by c, 3.0 by c→b`.
  var splitsText: [String] {
    versionSplits.map { split in
      let sides = split.sides.map { side in
        "\(side.version) by \(side.through.map(\.description).joined(separator: "→"))"
      }
      return "\(split.repository): \(split.package) \(sides.joined(separator: ", "))"
    }
  }
}

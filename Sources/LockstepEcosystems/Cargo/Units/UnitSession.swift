internal import LockstepCore
internal import LockstepSystem

/// One build that takes units from the store, and leaves there what it made.
///
/// The rules, so that nothing of one repository gets into another one's verdict:
/// - a unit is shared only where its package, and all that it needs, comes from a registry under a
///   checksum, and none of it is what is tested; a build takes only units of packages that its own lock
///   has under the same checksums;
/// - they are kept before any test runs, and where code ran beside them that is not from a registry (a
///   build script or a procedural macro of the repository, or a program that its settings name), only
///   builds of the same repository take them;
/// - what was taken and is not needed is removed before the tests run: they see the folder that a build
///   by itself would have left;
/// - a unit that is there is never replaced, and where a build made the same one with other bytes,
///   nothing of that build is kept: what was compiled against one of them may not fit the other;
/// - whoever must not stand on another one's build at all takes only its own, and has a folder for what
///   others have too.
package struct UnitSession: Sendable {
  /// Where units are kept for all, and where for the owner alone.
  let shared: String
  let own: String
  let owner: String
  let ground: SteadyGround
  let packages: SharedPackages
  let onlyOwn: Bool

  /// Copies what may be of use into `target`, which has to be empty.
  ///
  /// - Returns: What was copied.
  package func seed(_ target: String) throws -> Seeds {
    var seeds = Seeds()
    // Cargo compares what it made by the time: all of it is as old as the rest.
    let time = FileTime.now()
    for folder in onlyOwn ? [own, shared] : [shared] where Files.isDirectory(folder) {
      for entry in try Files.list(folder) {
        let words = entry.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
        guard words.count == 3, seeds.units[words[2]] == nil else { continue }
        let key = SharedPackages.Key(name: words[0], version: words[1])
        guard let checksum = packages.checksums[key] else { continue }
        let place = Files.join(folder, entry)
        guard let unit = StoredUnit.read(place), unit.checksum == checksum,
          unit.builder == owner || (!unit.isPrivate && !onlyOwn), unit.hash == words[2]
        else { continue }
        // Somebody may be tidying up: what is not there is compiled.
        guard (try? copy(unit, from: place, to: target, at: time)) != nil else {
          try remove(unit, from: target)
          continue
        }
        seeds.units[unit.hash] = unit
        try? time.set(on: place)
      }
    }
    return seeds
  }

  private func copy(
    _ unit: StoredUnit, from place: String, to target: String, at time: FileTime
  ) throws {
    let top = Files.join(target, unit.profile)
    for part in unit.parts {
      let to = Files.join(top, part)
      try Files.createDirectories(Files.parent(of: to))
      try Files.copyPlain(Files.join(place, "files/\(part)"), to: to, at: time)
    }
  }

  private func remove(_ unit: StoredUnit, from target: String) throws {
    let top = Files.join(target, unit.profile)
    for part in unit.parts {
      // A program of a stranger may have put a link in the place of a folder.
      let path = Files.join(top, part)
      guard Self.isPlain(Files.parent(of: part), below: top) else { continue }
      try Files.remove(path)
    }
  }

  /// Removes from `target` what was copied there and the build had no use for.
  package func prune(_ target: String, of seeds: Seeds, after report: BuildReport) throws {
    let used = Set(made(in: report).map(\.hash))
    for (hash, unit) in seeds.units where !used.contains(hash) {
      try remove(unit, from: target)
    }
  }

  /// Keeps what the build made of packages that others have too.
  ///
  /// - Returns: How many units were new.
  @discardableResult
  package func keep(_ target: String, after seeds: Seeds, report: BuildReport) throws -> Int {
    let made = made(in: report).filter { seeds.units[$0.hash] == nil }
    guard let top = made.first?.profile else { return 0 }
    let files = try TargetFiles(below: Files.join(target, top))
    let isPrivate =
      !ground.isPlain
      || report.artifacts.contains { $0.runs && packages.key(of: $0.package) == nil }
    let folder = onlyOwn ? own : shared
    var new: [(MadeUnit, [String])] = []
    for unit in made where unit.profile == top {
      let parts = files.parts[unit.hash] ?? []
      let place = Files.join(folder, unit.folderName)
      if Files.isDirectory(place) {
        guard try files.areSame(parts, as: Files.join(place, "files")) else { return 0 }
      } else if !parts.isEmpty {
        new.append((unit, parts))
      }
    }
    for (unit, parts) in new {
      try keep(unit, parts, in: folder, below: Files.join(target, top), isPrivate: isPrivate)
    }
    return new.count
  }

  private func keep(
    _ unit: MadeUnit, _ parts: [String], in folder: String, below top: String, isPrivate: Bool
  ) throws {
    try Files.createDirectories(folder)
    let draft = try Files.temporaryDirectory(in: folder, prefix: "draft")
    var isDone = false
    defer { if !isDone { try? Files.remove(draft) } }
    var stored = StoredUnit(
      hash: unit.hash, name: unit.key.name, version: unit.key.version,
      checksum: packages.checksums[unit.key] ?? "", builder: owner, isPrivate: isPrivate,
      profile: unit.profile, parts: parts, bytes: 0)
    for part in parts {
      let to = Files.join(draft, "files/\(part)")
      try Files.createDirectories(Files.parent(of: to))
      stored.bytes += try Files.copyPlain(Files.join(top, part), to: to)
    }
    try stored.write(to: draft)
    // Whoever comes second has made the same.
    isDone = (try? Files.move(draft, to: Files.join(folder, stored.folderName))) != nil
  }

  /// The units of shared packages that a build made or found.
  private func made(in report: BuildReport) -> [MadeUnit] {
    var seen: Set<String> = []
    return report.artifacts.flatMap { artifact -> [MadeUnit] in
      guard let key = packages.key(of: artifact.package) else { return [] }
      return artifact.files.compactMap { MadeUnit(file: $0, of: key, in: ground.target) }
    }.filter { seen.insert($0.hash).inserted }
  }

  /// Whether `path`, relative to `top`, leads through folders only.
  static func isPlain(_ path: String, below top: String) -> Bool {
    var place = top
    guard Files.isPlainFolder(place) else { return false }
    for name in path.split(separator: "/") {
      guard name != "..", name != "." else { return false }
      place = Files.join(place, String(name))
      guard Files.isPlainFolder(place) else { return false }
    }
    return true
  }
}

/// What a target folder was given before its build.
package struct Seeds: Sendable {
  var units: [String: StoredUnit] = [:]

  package init() {}

  package var count: Int { units.count }
}

/// A unit as the build tool tells of it: by one of its files.
private struct MadeUnit {
  let hash: String
  let key: SharedPackages.Key
  let profile: String

  var folderName: String { StoredUnit.folderName(key.name, key.version, hash) }

  /// - Parameter file: `TARGET/debug/deps/libNAME-HASH.rlib`, `TARGET/debug/build/NAME-HASH/out`, …
  init?(file: String, of key: SharedPackages.Key, in target: String) {
    guard file.hasPrefix(target + "/") else { return nil }
    let words = file.dropFirst(target.utf8.count + 1).split(
      separator: "/", omittingEmptySubsequences: false)
    guard !words.contains(where: { $0 == ".." || $0 == "." || $0.isEmpty }),
      let place = words.lastIndex(where: { $0 == "deps" || $0 == "build" }), place > 0,
      place + 1 < words.count, let hash = TargetFiles.hash(in: words[place + 1])
    else { return nil }
    self.hash = hash
    self.key = key
    profile = words[..<place].joined(separator: "/")
  }
}

/// The parts of a target folder, by the hash in their names.
private struct TargetFiles {
  let top: String
  private(set) var parts: [String: [String]] = [:]

  init(below top: String) throws {
    self.top = top
    guard Files.isPlainFolder(Files.parent(of: top)) else { return }
    for folder in [".fingerprint", "build", "deps"] where UnitSession.isPlain(folder, below: top) {
      for name in try Files.list(Files.join(top, folder)) {
        guard let hash = Self.hash(in: name[...]) else { continue }
        parts[hash, default: []].append("\(folder)/\(name)")
      }
    }
  }

  /// The sixteen digits behind the last hyphen of a name, before its extension.
  static func hash(in name: Substring) -> String? {
    guard let hyphen = name.lastIndex(of: "-") else { return nil }
    let digits = name[name.index(after: hyphen)...].prefix { $0 != "." }
    return digits.utf8.count == 16 && digits.allSatisfy(\.isHexDigit) ? String(digits) : nil
  }

  /// Whether the compiled files among `parts` are byte for byte those below `other`.
  func areSame(_ parts: [String], as other: String) throws -> Bool {
    for part in parts where part.hasSuffix(".rlib") || part.hasSuffix(".rmeta") {
      let (mine, kept) = (Files.join(top, part), Files.join(other, part))
      guard Files.isPlainFile(mine), Files.isPlainFile(kept),
        try Files.size(mine) == Files.size(kept), try Files.read(mine) == Files.read(kept)
      else { return false }
    }
    return true
  }
}

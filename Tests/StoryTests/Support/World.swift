import LockstepCore
import LockstepKit
import LockstepSystem

/// The state of everything that a command may change, as comparable text by place.
///
/// Commits are told by what they hold (tree, parents, author, message), not by their dates: what is
/// made anew after a crash is younger. What an event of the ledger is called and when it was written
/// does not count; what it says was done does.
struct World: Equatable {
  private(set) var entries: [String: String] = [:]

  /// The places at which two worlds differ, with what is there.
  func differences(from expected: World) -> [String] {
    Set(entries.keys).union(expected.entries.keys).sorted().compactMap { place in
      let (found, wanted) = (entries[place], expected.entries[place])
      guard found != wanted else { return nil }
      return "\(place)\n    expected: \(wanted ?? "nothing")\n    found:    \(found ?? "nothing")"
    }
  }

  /// The value at one place.
  subscript(place: String) -> String? { entries[place] }

  /// The same without what the ledger says.
  var withoutLedger: World {
    var world = self
    world.entries = entries.filter { !$0.key.hasPrefix("ledger") }
    return world
  }

  /// The same without what lies in clones: what a foundation's origin, its dependents' origins and the
  /// registry have, and nothing else.
  var published: World {
    var world = withoutLedger
    world.entries = world.entries.filter { !$0.key.hasPrefix("clone") }
    return world
  }

  /// Reads the state of `stand`.
  static func read(_ stand: Stand) async throws -> World {
    var world = World()
    for name in stand.repositories {
      let origin = stand.fleet.origin(of: name)
      try await world.readReferences(of: origin, as: "origin \(name)", of: stand)
      try world.readMoves(in: origin, as: "origin \(name)")
      try await world.readClone(name, of: stand)
    }
    try await world.readFiles(stand.fleet.registry, as: "registry", of: stand)
    try await world.readLedger(of: stand)
    return world
  }
}

// MARK: - Repositories

extension World {
  /// Reads every reference, each with the whole history behind it; but not the ledger, and not the
  /// mirror of what was fetched last.
  private mutating func readReferences(
    of repository: String, as place: String, of stand: Stand
  ) async throws {
    let format = "%(refname) %(objecttype) %(objectname) %(*objectname) %(contents:subject)"
    for line in try await stand.git(["for-each-ref", "--format=\(format)"], in: repository)
      .split(separator: "\n")
    {
      let fields = line.split(separator: " ", maxSplits: 4, omittingEmptySubsequences: false)
      guard fields.count == 5, fields[0] != "refs/lockstep/ledger",
        !fields[0].hasPrefix("refs/lockstep/remote/")
      else { continue }
      let isTag = fields[1] == "tag"
      let commit = String(isTag ? fields[3] : fields[2])
      entries["\(place) \(fields[0])"] =
        (isTag ? "tag “\(fields[4])” " : "")
        + (try await Self.history(of: commit, in: repository, stand))
    }
  }

  /// The commits from `commit` to the root: tree, number of each parent in this list, people, message.
  private static func history(
    of commit: String, in repository: String, _ stand: Stand
  ) async throws -> String {
    let log = try await stand.git(
      [
        "log", "--topo-order", "--format=%H%x09%T%x09%P%x09%an <%ae> %cn <%ce>%x09%s", commit, "--",
      ],
      in: repository)
    let rows = log.split(separator: "\n").map {
      $0.split(separator: "\t", omittingEmptySubsequences: false)
    }
    var numbers: [Substring: Int] = [:]
    for (number, row) in rows.enumerated() { numbers[row[0]] = number }
    return rows.map { row in
      let parents = row[2].split(separator: " ").map { numbers[$0].map(String.init) ?? "?" }
      return "\(row[1].prefix(12)) ^\(parents.joined(separator: ",")) \(row[3]) “\(row[4])”"
    }.joined(separator: " / ")
  }

  /// Counts how often each reference of an origin was moved: an effect that happened twice shows.
  private mutating func readMoves(in repository: String, as place: String) throws {
    for folder in ["refs/heads", "refs/tags"] {
      let logs = "\(repository)/logs/\(folder)"
      guard Files.isDirectory(logs) else { continue }
      for name in try Files.list(logs) where Files.isFile("\(logs)/\(name)") {
        let bytes = try Files.read("\(logs)/\(name)") ?? []
        entries["\(place) moves of \(folder)/\(name)"] = "\(bytes.count { $0 == 10 })"
      }
    }
  }

  /// Reads a working clone: nobody touches what its owner sees.
  private mutating func readClone(_ name: String, of stand: Stand) async throws {
    let clone = stand.fleet.clone(of: name)
    try await readReferences(of: clone, as: "clone \(name)", of: stand)
    entries["clone \(name) status"] = try await stand.git(
      ["status", "--porcelain", "--branch", "--ignored"], in: clone)
  }

  /// Reads every file below a folder.
  private mutating func readFiles(
    _ folder: String, as place: String, of stand: Stand
  ) async throws {
    var files: [String] = []
    var waiting = [folder]
    while let next = waiting.popLast() {
      for name in try Files.list(next) {
        let path = "\(next)/\(name)"
        if Files.isDirectory(path) { waiting.append(path) } else { files.append(path) }
      }
    }
    let digests = try await stand.git(
      ["hash-object", "--no-filters", "--stdin-paths"], in: stand.fleet.foundationClone,
      input: Array((files.joined(separator: "\n") + "\n").utf8))
    for (path, digest) in zip(files, digests.split(separator: "\n")) {
      entries["\(place) \(path.dropFirst(folder.count + 1))"] = String(digest)
    }
  }
}

// MARK: - The ledger

extension World {
  /// Reads what the ledger says was done, how often, and whether anybody holds the lease.
  private mutating func readLedger(of stand: Stand) async throws {
    let record = try await Record.read(stand)
    for event in record.events {
      guard let operation = event.operation else { continue }
      switch event.kind {
      case "operation.started", "operation.finished", "operation.aborted", "operation.preempted":
        add(event.kind, to: "ledger \(operation)")
      case "step.finished":
        add("finished: \(event.summary)", to: "ledger \(operation) \(event.step)")
      case "step.failed", "step.stopped", "step.conflict", "step.undone", "step.kept",
        "step.undo-failed":
        add("\(event.kind): \(event.summary)", to: "ledger \(operation) \(event.step)")
      default: continue
      }
    }
    entries["ledger lease"] = record.leaseIsHeld ? "held" : "free"
    let clone = try await Record.tip(in: stand.fleet.foundationClone, stand)
    let origin = try await Record.tip(
      in: stand.fleet.origin(of: stand.fleet.facts.foundation), stand)
    entries["ledger in the clone"] = clone == origin ? "as in the origin" : "another one"
  }

  private mutating func add(_ text: String, to place: String) {
    entries[place] = entries[place].map { "\($0); \(text)" } ?? text
  }
}

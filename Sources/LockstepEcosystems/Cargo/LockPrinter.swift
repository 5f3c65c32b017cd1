import LockstepCore

/// Writes a lock file as cargo does, into one run of bytes.
struct LockPrinter {
  private let model: LockModel
  /// Each package's version as text.
  private let versions: [String]
  private var bytes: [UInt8] = []

  init(_ model: LockModel) {
    self.model = model
    versions = model.packages.map(\.version.description)
  }

  /// The file's text, sorted and spelled as cargo does it.
  mutating func print() -> [UInt8] {
    bytes.reserveCapacity(model.size + 1024)
    write(model.head)
    if model.format >= 3 { write("version = \(model.format)\n\n") }
    let packages = model.packages
    let order = packages.indices.sorted { precedes(packages[$0], packages[$1], $0 < $1) }
    let (entries, ranks) = references(order)
    var isFirst = true
    for index in order {
      writeBlock("[[package]]\n", packages[index], version: versions[index], &isFirst)
      guard !model.links[index].isEmpty else { continue }
      write("dependencies = [\n")
      for position in model.links[index].sorted(by: { ranks[$0] < ranks[$1] }) {
        write(" \"")
        write(entries[position])
        write("\",\n")
      }
      write("]\n")
    }
    for patch in model.unusedPatches {
      writeBlock("[[patch.unused]]\n", patch, version: patch.version.description, &isFirst)
    }
    if model.format == 1 { writeMetadata(&isFirst) }
    return bytes
  }

  private func precedes(_ a: LockedPackage, _ b: LockedPackage, _ wasFirst: Bool) -> Bool {
    if a.name != b.name { return a.name.utf8.lexicographicallyPrecedes(b.name.utf8) }
    return a.version == b.version ? wasFirst : a.version < b.version
  }

  // MARK: - Writing

  private mutating func write(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// Writes `key = "value"`.
  private mutating func write(_ key: String, _ value: String) {
    write(key)
    write(" = \"")
    write(value)
    write("\"\n")
  }

  /// Puts a blank line before every block but the first.
  private mutating func separate(_ isFirst: inout Bool) {
    if !isFirst { write("\n") }
    isFirst = false
  }

  private mutating func writeBlock(
    _ header: String, _ package: LockedPackage, version: String, _ isFirst: inout Bool
  ) {
    separate(&isFirst)
    write(header)
    write("name", package.name)
    write("version", version)
    if let source = package.source { write("source", source) }
    if let checksum = package.checksum, model.format >= 2 { write("checksum", checksum) }
  }

  /// Writes the checksums, where the format keeps them apart.
  private mutating func writeMetadata(_ isFirst: inout Bool) {
    let lines = zip(model.packages, versions).compactMap { package, version -> String? in
      guard let source = package.source, let checksum = package.checksum else { return nil }
      return "\"checksum \(package.name) \(version) (\(source))\" = \"\(checksum)\"\n"
    }
    guard !lines.isEmpty else { return }
    separate(&isFirst)
    write("[metadata]\n")
    for line in lines.sorted(by: Self.byBytes) { write(line) }
  }

  // MARK: - Dependency lists

  /// What names a package: as much of its version and source as tells it from others.
  private struct Reference {
    let name: String
    var rest: [String] = []

    static func inOrder(_ a: Self, _ b: Self) -> Bool {
      if a.name != b.name { return byBytes(a.name, b.name) }
      for (left, right) in zip(a.rest, b.rest) where left != right { return byBytes(left, right) }
      return a.rest.count < b.rest.count
    }
  }

  /// What stands for each package in the dependency lists; and each package's place among all of
  /// them, sorted.
  private func references(_ order: [Int]) -> (entries: [String], ranks: [Int]) {
    let references = self.references()
    var ranks = Array(repeating: 0, count: references.count)
    // The order of the blocks is all but the one that is wanted, and soon sorted.
    let sorted = order.sorted { Reference.inOrder(references[$0], references[$1]) }
    for (rank, index) in sorted.enumerated() { ranks[index] = rank }
    let entries = references.map {
      $0.rest.isEmpty ? $0.name : "\($0.name) \($0.rest.joined(separator: " "))"
    }
    return (entries, ranks)
  }

  private func references() -> [Reference] {
    let packages = model.packages
    /// How many packages share a name and a version; those with a name of their own are left out.
    var counts: [String: Int] = [:]
    for index in packages.indices where !model.isAlone[index] {
      counts["\(packages[index].name) \(versions[index])", default: 0] += 1
    }
    return packages.indices.map { index in
      let (package, version) = (packages[index], versions[index])
      if model.format > 1 {
        if model.isAlone[index] { return Reference(name: package.name) }
        if counts["\(package.name) \(version)"] == 1 {
          return Reference(name: package.name, rest: [version])
        }
      }
      let source = package.source.map { "(\(LockReference.withoutCommit($0[...])))" }
      return Reference(name: package.name, rest: [version] + (source.map { [$0] } ?? []))
    }
  }

  private static func byBytes(_ a: String, _ b: String) -> Bool {
    a.utf8.lexicographicallyPrecedes(b.utf8)
  }
}

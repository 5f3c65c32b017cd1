package import LockstepCore
package import LockstepSystem

/// A `.crate` file: a compressed tar archive with one folder, `NAME-VERSION`.
///
/// It is read with the system's `tar`. Its list is checked before anything is unpacked: an entry
/// outside its folder, or one that is neither a file nor a folder, refuses the whole archive.
package struct CrateArchive: Sendable {
  package var path: String
  package var name: String
  package var version: Version
  package var host: Host

  package init(path: String, name: String, version: Version, host: Host) throws {
    try CrateName.check(name)
    self.path = path
    self.name = name
    self.version = version
    self.host = host
  }

  package init(_ crate: PackagedCrate, host: Host) throws {
    try self.init(path: crate.path, name: crate.name, version: crate.version, host: host)
  }

  /// The one folder in the archive.
  package var folder: String { "\(name)-\(version)" }

  private static let listLimit = 64 << 20
  private static let fileLimit = 16 << 20

  /// The files inside, relative to the package's folder, sorted.
  package func files() async throws -> [String] {
    let listing = try await tar(["-tzvf"], limit: Self.listLimit)
    let names = try await tar(["-tzf"], limit: Self.listLimit)
    // The first letter of a verbose line is the entry's type; the names are read from the plain
    // list, where they stand alone.
    for line in listing.split(separator: UInt8(ascii: "\n")) {
      guard line.first == UInt8(ascii: "-") || line.first == UInt8(ascii: "d") else {
        throw CrateArchiveError(
          path: path,
          why: "it holds something that is neither a file nor a folder: "
            + String(decoding: line.prefix(200), as: UTF8.self))
      }
    }
    var files: [String] = []
    for line in names.split(separator: UInt8(ascii: "\n")) {
      let entry = String(decoding: line, as: UTF8.self)
      let parts = entry.split(separator: "/", omittingEmptySubsequences: true)
      guard !entry.hasPrefix("/"), !entry.contains("\\"), parts.first == folder[...],
        !parts.contains(".."), !parts.contains(".")
      else {
        throw CrateArchiveError(path: path, why: "“\(entry)” does not lie in \(folder)/")
      }
      if !entry.hasSuffix("/"), parts.count > 1 {
        files.append(parts.dropFirst().joined(separator: "/"))
      }
    }
    return files.sorted()
  }

  /// Reads one file of the package.
  package func read(_ file: String) async throws -> [UInt8] {
    try await tar(["-xzOf"], member: "\(folder)/\(file)", limit: Self.fileLimit)
  }

  /// Unpacks the archive, so that `directory/NAME-VERSION` comes to be.
  package func unpack(into directory: String) async throws -> [String] {
    let files = try await files()
    _ = try await tar(
      ["--no-same-owner", "--no-same-permissions", "-xzf"], in: directory, limit: 1 << 20)
    return files
  }

  private func tar(
    _ options: [String], member: String? = nil, in directory: String = "/", limit: Int
  ) async throws -> [UInt8] {
    // An absolute path keeps tar from reading `host:file` as a file on another machine, and from
    // reading a leading dash as an option.
    guard let archive = Files.canonicalPath(path) else {
      throw CrateArchiveError(path: path, why: "the file is not there")
    }
    var invocation = Invocation(
      program: "tar",
      arguments: options + [archive] + (member.map { ["--", $0] } ?? []),
      environment: [
        "PATH": host.environment["PATH"] ?? "/usr/bin:/bin", "LC_ALL": "C",
        "TMPDIR": host.environment["TMPDIR"] ?? "/tmp",
      ],
      directory: directory)
    invocation.outputLimit = limit
    invocation.timeout = .seconds(300)
    let result = try await host.processes.run(invocation)
    guard result.succeeded else {
      throw CrateArchiveError(path: path, why: "tar: \(result.errorText.prefix(500))")
    }
    return result.output
  }
}

/// A `.crate` file that cannot be read, or whose contents are not those of its package.
package struct CrateArchiveError: ExplainedError, Hashable {
  package var path: String
  package var why: String

  package init(path: String, why: String) {
    self.path = path
    self.why = why
  }

  package var explanation: Explanation {
    Explanation(
      "\(path) is not a package that can be published", why: [why],
      hints: ["make it anew with `cargo package`"], place: nil)
  }
}

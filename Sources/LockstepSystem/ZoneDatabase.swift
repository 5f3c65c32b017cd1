package import LockstepCore

/// The machine's time zone database.
package struct ZoneDatabase: Sendable {
  private let folders: [String]

  /// Looks in these folders, the first one first.
  package init(folders: [String]) {
    self.folders = folders
  }

  /// Looks where systems keep the database; `TZDIR` names another place.
  package init(environment: [String: String]) {
    let usual = [
      "/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo",
      "/var/db/timezone/zoneinfo",
    ]
    let own = environment["TZDIR"].map { [$0] } ?? []
    self.init(folders: own.filter { $0.hasPrefix("/") } + usual)
  }

  /// The rules of the zone called `name`, `Europe/Berlin`; `UTC` needs no database.
  package func rules(of name: String) throws -> ZoneRules {
    if name == "UTC" { return .utc }
    guard Self.isName(name) else { throw ZoneUnknown(name: name, folders: folders) }
    for folder in folders {
      guard let bytes = try? Files.read("\(folder)/\(name)", limit: 1 << 20) else { continue }
      do {
        return try ZoneRules(parsing: bytes)
      } catch {
        throw ZoneUnknown(name: name, folders: [folder], problem: error.problem)
      }
    }
    throw ZoneUnknown(name: name, folders: folders)
  }

  /// Whether `name` could be a zone's: parts of letters, digits and `_+-`, with slashes between them.
  package static func isName(_ name: String) -> Bool {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    return (1...4).contains(parts.count)
      && parts.allSatisfy { part in
        (1...40).contains(part.utf8.count) && part.utf8.first != UInt8(ascii: "-")
          && part.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "+"),
              UInt8(ascii: "-"):
              true
            default: false
            }
          }
      }
  }
}

/// The machine does not know a time zone.
package struct ZoneUnknown: ExplainedError, ExitStatusCarrying {
  package let name: String
  package let folders: [String]
  /// What is wrong with the file that has its name; `nil` where there is none.
  package var problem: String?

  package var explanation: Explanation {
    Explanation(
      "the time zone `\(name.prefix(64))` is not known on this machine",
      why: [
        problem.map { "\(folders.first ?? "")/\(name): \($0)" }
          ?? "looked in \(folders.joined(separator: ", "))"
      ],
      hints: [
        "name it as the time zone database does, `Europe/Berlin`; its package is called tzdata"
      ])
  }

  package var exitStatus: ExitStatus { .configuration }
}

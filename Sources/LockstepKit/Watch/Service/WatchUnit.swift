internal import LockstepCore

/// The systemd unit that runs a watch as a service.
package struct WatchUnit: Hashable, Sendable {
  package var package: String
  /// The program's own path.
  package var program: String
  /// Its arguments, after `watch`.
  package var arguments: [String]
  /// The folder of `lockstep.toml`.
  package var directory: String

  package init(package: String, program: String, arguments: [String], directory: String) {
    self.package = package
    self.program = program
    self.arguments = arguments
    self.directory = directory
  }

  /// The unit's text.
  ///
  /// - Throws: An explained error where a path cannot stand in a unit.
  package func text() throws -> String {
    let name = package.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) }
    let command = try ([program, "watch"] + arguments).map(Self.quoted).joined(separator: " ")
    return """
      [Unit]
      Description=Lockstep watch of \(name)
      Wants=network-online.target
      After=network-online.target

      [Service]
      Type=simple
      WorkingDirectory=\(try Self.escaped(directory))
      ExecStart=\(command)
      # Tokens: LOCKSTEP_GITHUB_TOKEN and the like, readable by root alone.
      EnvironmentFile=-/etc/lockstep/\(name).env
      Restart=on-failure
      RestartSec=30
      # A wrong command line or configuration does not mend itself.
      RestartPreventExitStatus=64 78
      KillMode=mixed
      TimeoutStopSec=180
      NoNewPrivileges=true
      PrivateTmp=true
      ProtectSystem=full

      [Install]
      WantedBy=multi-user.target

      """
  }

  /// A word of a command line, as systemd reads it: `%` and `$` mean something there.
  private static func quoted(_ word: String) throws -> String {
    let text = try escaped(word).replacing("$", with: "$$")
    let plain = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: "/-_.:=%$".utf8.contains(byte)
      }
    }
    guard !plain || text.isEmpty else { return text }
    let inner = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return "\"\(inner)\""
  }

  /// A text without specifiers.
  private static func escaped(_ text: String) throws -> String {
    guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
      throw ExplainedFailure(
        "a path with control characters cannot stand in a systemd unit",
        hints: ["give the folder another name"])
    }
    return text.replacing("%", with: "%%")
  }
}

import LockstepCore

/// Where the parts of a demo fleet lie, and how manifests and locks name them.
struct DemoPlaces {
  /// The fleet's folder, absolute.
  let directory: String
  /// Whether people are there who are told and called.
  var hasContacts = false

  var registry: String { "\(directory)/registry" }
  var cargoHome: String { "\(directory)/cargo-home" }

  func origin(of name: String) -> String { "\(directory)/origins/\(name).git" }
  func clone(of name: String) -> String { "\(directory)/clones/\(name)" }

  /// Returns the address under which clones, manifests and lock files name an origin.
  func originURL(of name: String) -> String {
    "file://" + percentEncoded(path: origin(of: name))
  }

  /// Cargo's configuration in every repository: crates.io is the folder, so that a build asks no network.
  var cargoConfiguration: String {
    """
    # What this repository takes from crates.io lies in a folder: no server, no network.
    [source.crates-io]
    replace-with = "demo"

    [source.demo]
    local-registry = \(Self.tomlString(registry))

    """
  }

  /// The foundation's `lockstep.toml`.
  var lockstepConfiguration: String {
    """
    # The demo's fleet. The foundation is released from `main`, and published into a folder.
    [foundation]
    package = "\(DemoFoundation.name)"
    branches = ["main"]
    tag = "v{version}"
    hotfix-tag = "v{version}-hotfix"
    publish = \(Self.tomlString(registry))

    [fleet]
    search = ["../*"]

    # Nobody has to be told beforehand: the demo does not wait for a week.
    [policy]
    notice = { major = "0 days", minor = "0 days", patch = "0 days" }
    yank = "after-replacement"

    # One set of features is enough here: the crate's features only add to it.
    [gates]
    features = ["all"]

    """ + (hasContacts ? contacts : "")
  }

  /// Where the demo's people are told: a file beside the repositories.
  var messages: String { "\(directory)/messages.txt" }

  private var contacts: String {
    """
    # Whom an incident calls. Here they all read one file.
    [[contact]]
    name = "Star desk"
    level = "primary"
    acknowledge-within = "15 minutes"
    channel = "file:../../messages.txt"

    [[contact]]
    name = "Observatory lead"
    level = "secondary"
    acknowledge-within = "30 minutes"
    channel = "file:../../messages.txt"

    """
  }

  /// Cargo's configuration for whoever builds here: nobody debugs what a demo builds.
  static let cargoHomeConfiguration = """
    [build]
    incremental = false

    [profile.dev]
    debug = false

    """

  /// Returns `text` as a basic string of TOML.
  static func tomlString(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}

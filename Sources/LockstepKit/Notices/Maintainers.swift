internal import LockstepCore
internal import LockstepFleet

/// Whom to tell of a dependent, and where.
///
/// A maintainer is a channel (`slack:#data`), or the name of a `[[contact]]`. Where the configuration names
/// nobody, the notice goes to the terminal of whoever announces.
struct Maintainers {
  private let contacts: [String: Configuration.Channel]

  init(_ configuration: Configuration) {
    contacts = Dictionary(configuration.contacts.map { ($0.name, $0.channel) }) { first, _ in first
    }
  }

  /// The names of the channels, each once, in the order of the maintainers.
  func channels(of dependent: Dependent) -> [String] {
    let names = dependent.maintainers.map { resolve($0) ?? "unknown:\($0)" }
    guard !names.isEmpty else { return [Configuration.Channel.Kind.console.rawValue] }
    return names.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// The channels of those of `names` whose are known.
  func known(_ names: [String]) -> [String] { names.compactMap(resolve) }

  /// What is missing in the configuration, a line each.
  func remarks(on dependents: [Dependent]) -> [String] {
    var remarks: [String] = []
    for dependent in dependents.sorted(by: { $0.name < $1.name }) {
      for name in dependent.maintainers where resolve(name) == nil {
        remarks.append(
          "\(dependent.name): nobody knows where `\(name)` is reached; name a [[contact]] "
            + "(level = \"maintainer\"), or write a channel such as \"slack:#\(name)\"")
      }
    }
    let silent = dependents.filter(\.maintainers.isEmpty).count
    if silent > 0 {
      remarks.append(
        "\(counted(silent, "dependent has", "dependents have")) no `maintainers` in lockstep.toml: "
          + "their notices are printed here, for you to pass on")
    }
    return remarks
  }

  private func resolve(_ name: String) -> String? {
    if let channel = contacts[name] { return Self.text(channel) }
    let parts = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[1].isEmpty,
      Configuration.Channel.Kind(rawValue: String(parts[0])) != nil
    else { return nil }
    return name
  }

  /// A channel's name, as the outbox knows it.
  static func text(_ channel: Configuration.Channel) -> String {
    channel.kind == .console ? channel.kind.rawValue : channel.description
  }
}

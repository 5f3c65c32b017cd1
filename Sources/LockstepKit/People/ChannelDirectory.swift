package import LockstepChannels
internal import LockstepCore
package import LockstepFleet
package import LockstepSystem

/// Makes channels of what the configuration calls them, with the tokens of the environment.
///
/// A channel whose token or setting is missing becomes a ``MissingChannel``: its messages wait and fail
/// with that reason, and everybody else's go out.
package struct ChannelDirectory: Sendable {
  private let configuration: Configuration
  private let host: Host
  private let http: HTTP
  private let directory: String
  private let repositories: [String: String]
  private let print: @Sendable (String) -> Void

  /// Opens the directory.
  ///
  /// - Parameters:
  ///   - directory: The folder of `lockstep.toml`, from which a file's path is taken.
  ///   - repositories: The addresses of the dependents' repositories, by their names.
  ///   - print: Where the console's messages go.
  package init(
    _ configuration: Configuration, host: Host, http: HTTP = .live, directory: String,
    repositories: [String: String] = [:], print: @escaping @Sendable (String) -> Void
  ) {
    self.configuration = configuration
    self.host = host
    self.http = http
    self.directory = directory
    self.repositories = repositories
    self.print = print
  }

  /// The channel with this name, `slack:#core`.
  package func channel(named name: String) -> any Channel {
    do {
      let channel = try make(name)
      guard let base = configuration.acknowledgeAddress, let key = acknowledgeKey else {
        return channel
      }
      return AcknowledgingChannel(channel, base: base, key: key)
    } catch {
      return MissingChannel(name: name, explanation: Explanation(of: error))
    }
  }

  /// Why the channel with this name cannot be used on this machine; `nil` where it can, as far as that is
  /// known without speaking to anybody.
  func problem(with name: String) -> Explanation? {
    do {
      _ = try make(name)
      return nil
    } catch {
      return Explanation(of: error)
    }
  }

  /// The key of acknowledgement links; `nil` where there is none, or it is so short that it could be guessed.
  private var acknowledgeKey: Secret? {
    host.environment[Acknowledgement.variable]
      .flatMap { $0.utf8.count >= Acknowledgement.leastKey ? Secret($0) : nil }
  }

  private func make(_ name: String) throws -> any Channel {
    let parts = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let address = parts.count > 1 ? String(parts[1]) : ""
    switch parts.first.flatMap({ Configuration.Channel.Kind(rawValue: String($0)) }) {
    case .slack?:
      return SlackChannel(
        conversation: address, token: try secret("SLACK_BOT_TOKEN", for: name),
        base: configuration.services["slack"]?.rest ?? "https://slack.com/api",
        readsHistory: host.environment["LOCKSTEP_SLACK_HISTORY"] == "1", http: http)
    case .slackHook?:
      return SlackHook(label: address, address: try secret(address, for: name), http: http)
    case .linear?:
      return LinearChannel(
        team: address, token: try secret("LINEAR_API_KEY", for: name),
        address: configuration.services["linear"]?.graphql ?? "https://api.linear.app/graphql",
        http: http)
    case .issues?:
      return ForgeIssueChannel(repository: address, tracker: try issues(of: address))
    case .mail?: return try mail(to: address)
    case .webhook?:
      return WebhookChannel(
        label: address, address: try secret(address, for: name),
        secret: host.environment["\(address)_SECRET"].map { Secret($0) }, clock: host.clock,
        http: http)
    case .command?:
      var host = host
      host.workingDirectory = directory
      return CommandChannel(label: address, program: address, arguments: [], host: host)
    case .file?:
      return FileChannel(path: Files.absolutePath(address, from: directory), named: name)
    case .console?: return ConsoleChannel(print: print)
    case nil:
      throw ExplainedFailure(
        "`\(name)` names no channel", hints: ["write its kind and its address, `slack:#core`"])
    }
  }

  private func issues(of dependent: String) throws -> IssueTracker {
    guard let address = repositories[dependent] else {
      throw ExplainedFailure(
        "it is not known where the repository of `\(dependent)` is",
        hints: ["name the dependent in lockstep.toml, with its `url`"])
    }
    guard
      let tracker = try ForgeDesk(services: configuration.services, host: host, http: http)
        .issueTracker(of: address)
    else {
      throw ExplainedFailure(
        "no forge is known for \(address)", hints: ["name it under [services] in lockstep.toml"])
    }
    return tracker
  }

  private func mail(to address: String) throws -> MailChannel {
    let settings = configuration.mail
    guard let from = settings.from else {
      throw ExplainedFailure(
        "nobody is named whose mail it is", hints: ["set `from` under [mail] in lockstep.toml"])
    }
    let relay: MailRelay
    if let text = settings.server {
      let parts = text.split(separator: ":", omittingEmptySubsequences: false)
      let usual = settings.protection == .tls ? 465 : 587
      guard let server = parts.first, parts.count < 3,
        let port = parts.count == 2 ? Int(parts[1]) : usual
      else { throw MailRelayError.badServer(text) }
      relay = .server(
        try MailRelay.Server(
          host: String(server), port: port,
          protection: MailRelay.Server.Protection(rawValue: settings.protection.rawValue)
            ?? .startTLS,
          user: settings.user,
          password: settings.user == nil
            ? nil : try secret("LOCKSTEP_MAIL_PASSWORD", for: "mail")))
    } else {
      relay = .program(settings.program)
    }
    return MailChannel(
      to: try MailAddress(parsing: address), from: try MailAddress(parsing: from), by: relay,
      host: host)
  }

  private func secret(_ variable: String, for channel: String) throws -> Secret {
    guard let value = host.environment[variable], !value.isEmpty else {
      throw ExplainedFailure(
        "the variable \(variable) is not set", why: ["\(channel) needs it"],
        hints: ["set it in the environment; it never stands in lockstep.toml"])
    }
    return Secret(value)
  }
}

/// A channel that cannot be used on this machine; each delivery says why, and may be tried elsewhere.
/// Nobody waits for it: what is missing does not come by itself.
struct MissingChannel: Channel {
  let name: String
  let explanation: Explanation

  func deliver(_ message: Message, answering root: Receipt?) async throws -> Receipt {
    throw DeliveryFailure(
      explanation.what, why: explanation.why, hints: explanation.hints, retry: .later,
      after: .minutes(10))
  }
}

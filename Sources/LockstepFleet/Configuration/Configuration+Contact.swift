package import LockstepCore
package import LockstepSystem

extension Configuration {
  /// One `[[contact]]`: a person, team or channel that is told.
  package struct Contact: Hashable, Sendable {
    /// How the contact is called in messages and in the ledger.
    package var name: String
    /// When it is the contact's turn.
    package var level: Level
    /// How long the next level waits for an acknowledgement.
    package var acknowledgeWithin: Span
    /// Where the contact is reached.
    package var channel: Channel
    /// Who of several people has the duty, and when it changes.
    package var rotation: Rotation?
    /// When only emergencies are told, by ``clock``.
    package var quiet: DailyHours?
    /// The clock that ``quiet`` is meant by.
    package var clock: WallClock

    /// Creates a contact.
    package init(
      name: String, level: Level = .primary, acknowledgeWithin: Span = .minutes(15),
      channel: Channel, rotation: Rotation? = nil, quiet: DailyHours? = nil,
      clock: WallClock = .utc
    ) {
      self.name = name
      self.level = level
      self.acknowledgeWithin = acknowledgeWithin
      self.channel = channel
      self.rotation = rotation
      self.quiet = quiet
      self.clock = clock
    }
  }

  /// The order in which contacts are told.
  package enum Level: String, Hashable, Sendable, CaseIterable {
    /// Told first.
    case primary
    /// Told when no primary contact acknowledged in time.
    case secondary
    /// Told when no secondary contact did.
    case escalation
    /// Reached round the clock.
    case onCall = "on-call"
    /// Looks after dependents: told of releases, and of incidents that hit them, but never in the
    /// line of those who have to answer.
    case maintainer
  }

  /// Where a contact is reached, written `kind:address`.
  package struct Channel: Hashable, Sendable, CustomStringConvertible {
    /// The kind of channel.
    package var kind: Kind
    /// The address within it: a channel's name, a mailbox, a team's key, a variable's name.
    package var address: String

    /// Creates a channel.
    package init(kind: Kind, address: String) {
      self.kind = kind
      self.address = address
    }

    /// The configuration's spelling.
    package var description: String { "\(kind.rawValue):\(address)" }

    /// The kinds of channels.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
      /// A channel of Slack, written by a bot whose token is in `SLACK_BOT_TOKEN`.
      case slack
      /// An incoming webhook of Slack; the address is the name of a variable that holds it.
      case slackHook = "slack-hook"
      /// A team of Linear, by its key; the token is in `LINEAR_API_KEY`.
      case linear
      /// The issues of a dependent's repository on its forge; the address is the dependent's name.
      case issues
      /// A mailbox.
      case mail
      /// A webhook; the address is the name of a variable that holds its address.
      case webhook
      /// A program that takes messages on its standard input.
      case command
      /// A file, to which messages are appended.
      case file
      /// The terminal.
      case console
    }
  }

  /// Whose turn it is among several people.
  package struct Rotation: Hashable, Sendable {
    /// After how long the duty passes on.
    package var every: Span
    /// When the first person's turn began.
    package var from: Timestamp
    /// The people, in turn.
    package var people: [String]

    /// Creates a rotation.
    package init(every: Span, from: Timestamp, people: [String]) {
      self.every = every
      self.from = from
      self.people = people
    }

    /// Who has the duty at `time`: the first person before ``from``, nobody where the list is empty.
    package func onDuty(at time: Timestamp) -> String? {
      guard !people.isEmpty, every.seconds > 0 else { return people.first }
      let passed = time.secondsSince1970 - from.secondsSince1970
      guard passed > 0 else { return people[0] }
      return people[Int((passed / every.seconds) % Int64(people.count))]
    }
  }
}

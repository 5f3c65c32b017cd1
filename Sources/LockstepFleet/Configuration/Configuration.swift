/// What `lockstep.toml` says, with every default filled in.
///
/// The keys, their meaning and their defaults are data: see ``ConfigurationSchema``. The value holds
/// the file's bytes as well, because a release records which file it was decided under.
package struct Configuration: Hashable, Sendable {
  /// The file's path as it was given; errors name it.
  package var path: String
  /// The file, byte for byte.
  package var bytes: [UInt8]
  /// The library that is released.
  package var foundation: Foundation
  /// Where its dependents are found, and what is known of each beforehand.
  package var fleet: FleetSettings
  /// Notice, window, approvals, and how rollouts and rollbacks proceed.
  package var policy: Policy
  /// How a wave of a rollout is divided.
  package var rollout: Rollout
  /// The limits of the quality gates.
  package var gates: Gates
  /// The classes of the foundation's features, as far as its manifest leaves them open.
  package var flags: Flags
  /// When a release counts as gone wrong.
  package var triggers: Triggers
  /// What is looked at after a release.
  package var watch: Watch
  /// Where the ledger stands.
  package var ledger: LedgerSettings
  /// Base addresses of services that are not the public ones, by the service's name.
  package var services: [String: Service]
  /// What answers the links by which an incident is taken; without it no message has such a link.
  package var acknowledgeAddress: String?
  /// Who may do what at the dashboard.
  package var serve: Serve
  /// How mail leaves the machine.
  package var mail: Mail
  /// Who is told, in which order.
  package var contacts: [Contact]
  /// The keys that the file itself states, dotted and without indices (`"gates.coverage"`).
  package var stated: Set<String>

  /// Creates a configuration in which everything but the foundation has its default.
  package init(
    foundation: Foundation, fleet: FleetSettings = FleetSettings(), policy: Policy = Policy(),
    rollout: Rollout = Rollout(), gates: Gates = Gates(), flags: Flags = Flags(),
    triggers: Triggers = Triggers(), watch: Watch = Watch(),
    ledger: LedgerSettings = LedgerSettings(), services: [String: Service] = [:],
    acknowledgeAddress: String? = nil, serve: Serve = Serve(), mail: Mail = Mail(),
    contacts: [Contact] = [],
    path: String = "lockstep.toml",
    bytes: [UInt8] = [],
    stated: Set<String> = []
  ) {
    self.path = path
    self.bytes = bytes
    self.foundation = foundation
    self.fleet = fleet
    self.policy = policy
    self.rollout = rollout
    self.gates = gates
    self.flags = flags
    self.triggers = triggers
    self.watch = watch
    self.ledger = ledger
    self.services = services
    self.acknowledgeAddress = acknowledgeAddress
    self.serve = serve
    self.mail = mail
    self.contacts = contacts
    self.stated = stated
  }

  /// Says whether the file states `key` (dotted, `"policy.notice"`) or anything below it.
  ///
  /// A default that applies although nobody wrote it is not stated.
  package func states(_ key: String) -> Bool {
    stated.contains(key) || stated.contains { $0.hasPrefix(key + ".") }
  }

  /// Says whether two configurations decide alike, whatever their files look like.
  package func decidesLike(_ other: Configuration) -> Bool {
    foundation == other.foundation && fleet == other.fleet && policy == other.policy
      && rollout == other.rollout && gates == other.gates && flags == other.flags
      && triggers == other.triggers && watch == other.watch
      && ledger == other.ledger
      && services == other.services && acknowledgeAddress == other.acknowledgeAddress
      && serve == other.serve && mail == other.mail && contacts == other.contacts
  }
}

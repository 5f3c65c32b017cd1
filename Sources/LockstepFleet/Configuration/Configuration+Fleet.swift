package import LockstepCore
package import LockstepGit

extension Configuration {
  /// `[fleet]`: where the dependents are found.
  package struct FleetSettings: Hashable, Sendable {
    /// Patterns of folders that hold local checkouts, relative to the configuration's folder.
    package var search: [String]
    /// The organisations on forges whose repositories are looked through, by the forge's name in
    /// `[services]`: `github`, `gitlab`, `gitea`.
    package var forges: [String: ForgeDiscovery]
    /// What is known of single dependents beforehand.
    package var dependents: [DependentSettings]

    /// Creates settings that look at the sibling folders.
    package init(
      search: [String] = ["../*"], forges: [String: ForgeDiscovery] = [:],
      dependents: [DependentSettings] = []
    ) {
      self.search = search
      self.forges = forges
      self.dependents = dependents
    }
  }

  /// `[fleet] github`, `gitlab` or `gitea`: repositories are found on a forge.
  package struct ForgeDiscovery: Hashable, Sendable {
    /// The organisation's login; on GitLab the path of a group, `acme/platform`.
    package var organization: String

    /// Creates the discovery of an organisation's repositories.
    package init(organization: String) { self.organization = organization }
  }

  /// One `[[fleet.dependent]]`.
  package struct DependentSettings: Hashable, Sendable {
    /// The name that the dependent is called by; a checkout's folder name where it is found locally.
    package var name: RepositoryName
    /// Where it is fetched from and pushed to; a checkout's remote where this is absent.
    package var address: RemoteAddress?
    /// The people or teams who look after it.
    package var maintainers: [String]
    /// The earliest wave that it may be updated in, from 1.
    package var wave: Int?
    /// How an update reaches it.
    package var delivery: Delivery
    /// Where the entry's name stands in the file, for errors that are found later.
    package var place: SourcePlace?
    /// Where the entry's wave stands in the file.
    package var wavePlace: SourcePlace?

    /// Creates an entry; only the name is needed.
    package init(
      name: RepositoryName, address: RemoteAddress? = nil, maintainers: [String] = [],
      wave: Int? = nil, delivery: Delivery = .push, place: SourcePlace? = nil,
      wavePlace: SourcePlace? = nil
    ) {
      self.name = name
      self.address = address
      self.maintainers = maintainers
      self.wave = wave
      self.delivery = delivery
      self.place = place
      self.wavePlace = wavePlace
    }

    // Where something stands is no part of what it says.
    package static func == (one: Self, other: Self) -> Bool {
      one.name == other.name && one.address == other.address
        && one.maintainers == other.maintainers && one.wave == other.wave
        && one.delivery == other.delivery
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(name) }
  }

  /// How an update reaches a dependent.
  package enum Delivery: String, Hashable, Sendable, CaseIterable, Codable {
    /// Pushed to its branch.
    case push
    /// Proposed to its maintainers.
    case pullRequest = "pull-request"
  }
}

extension Configuration {
  /// `[serve]`: who may do what at the dashboard.
  package struct Serve: Hashable, Sendable {
    /// The variable of the environment that has the dashboard's token; without one nothing can be changed
    /// there.
    package var tokenVariable: String?
    /// Names beside addresses and `localhost` under which the dashboard is reached.
    package var hosts: [String]

    /// Creates the settings of a dashboard that can only be read, under an address.
    package init(tokenVariable: String? = nil, hosts: [String] = []) {
      self.tokenVariable = tokenVariable
      self.hosts = hosts
    }
  }
}

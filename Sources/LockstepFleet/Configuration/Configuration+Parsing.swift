import LockstepCore
import LockstepGit
import LockstepSystem
import LockstepTOML

extension Configuration {
  /// Reads a `lockstep.toml`; `path` is only for messages.
  ///
  /// Throws every problem at once: syntax, unknown keys, wrong types, values out of bounds, secrets.
  package init(parsing bytes: [UInt8], path: String) throws(ConfigurationError) {
    let document: TOMLDocument
    do {
      document = try TOMLDocument(parsing: bytes)
    } catch {
      throw ConfigurationError(
        path: path,
        problems: [
          ConfigurationError.Problem(
            place: SourcePlace(path: path, line: error.line, column: error.column),
            message: "expected \(error.expected), found \(error.found)")
        ])
    }
    let reader = ConfigurationReader(document: document, path: path)
    let root = reader.root()
    let foundation = Self.foundation(root)
    let contacts = Self.contacts(root)
    let services = Self.services(root)
    let configuration = foundation.map {
      Configuration(
        foundation: $0, fleet: Self.fleet(root), policy: Self.policy(root),
        rollout: Self.rollout(root), gates: Self.gates(root), flags: Self.flags(root),
        triggers: Self.triggers(root), watch: Self.watch(root),
        ledger: LedgerSettings(
          remote: root.enter("ledger", ConfigurationSchema.ledger)?.read("remote", .remote)),
        services: services.addresses, acknowledgeAddress: services.acknowledge,
        serve: Self.serve(root), mail: Self.mail(root), contacts: contacts, path: path,
        bytes: bytes, stated: reader.stated)
    }
    // Where the foundation is wrong the other sections are read for their problems alone.
    if configuration == nil {
      _ = (Self.fleet(root), Self.policy(root), Self.gates(root), Self.triggers(root))
      _ = (
        Self.serve(root), Self.mail(root), Self.flags(root), Self.watch(root),
        root.enter("ledger", ConfigurationSchema.ledger)
      )
    }
    guard let configuration, reader.problems.isEmpty else {
      throw ConfigurationError(path: path, problems: reader.problems)
    }
    self = configuration
  }

  private static func foundation(_ root: ConfigurationCursor) -> Foundation? {
    guard root.table["foundation"] != nil else {
      root.reader.report(
        "there is no [foundation]", at: SourcePlace(path: root.reader.path, line: 1, column: 1),
        hint: "`lockstep init` writes a file that has one")
      return nil
    }
    guard let table = root.enter("foundation", ConfigurationSchema.foundation) else { return nil }
    let package = table.require("package", .name("a package's name", example: "\"core\""))
    var foundation = Foundation(package: package ?? "")
    foundation.packages =
      table.readAll("packages", .name("a package's name", example: "\"core-derive\"")) ?? []
    foundation.branches =
      table.readAll("branches", .name("a branch's name", example: "\"main\""))
      ?? foundation.branches
    if foundation.branches.isEmpty {
      table.reader.report(
        "`branches` is empty", at: table.place(of: "branches"),
        hint: "name the branch that is released from, for example [\"main\"]")
    } else if !foundation.branches.contains(where: { !$0.contains("*") }) {
      table.reader.report(
        "`branches` has only patterns", at: table.place(of: "branches"),
        hint: "name the branch that is meant where none is said, for example [\"main\", \"*.x\"]")
    }
    foundation.remote =
      table.read("remote", .name("a remote's name", example: "\"origin\"")) ?? foundation.remote
    foundation.tag = table.read("tag", .tagTemplate) ?? foundation.tag
    foundation.hotfixTag = table.read("hotfix-tag", .tagTemplate) ?? foundation.hotfixTag
    if foundation.tag == foundation.hotfixTag {
      table.reader.report(
        "`hotfix-tag` is spelt like `tag`", at: table.place(of: "hotfix-tag"),
        hint: "give it a suffix, for example \"v{version}-hotfix\"")
    }
    foundation.publish = table.read("publish", .text).map(Publish.init) ?? foundation.publish
    foundation.guide = table.read("guide", .guideTemplate) ?? foundation.guide
    checkPackages(foundation, table)
    return package == nil ? nil : foundation
  }

  private static func checkPackages(_ foundation: Foundation, _ table: ConfigurationCursor) {
    var seen: Set<String> = [foundation.package]
    for (index, name) in foundation.packages.enumerated() where !seen.insert(name).inserted {
      table.reader.report(
        "`packages` names \(quoted(name)) twice",
        at: table.reader.place(of: table.path + [.key("packages"), .index(index)]),
        hint: "`package` is always among them; name each further one once")
    }
  }

  private static func fleet(_ root: ConfigurationCursor) -> FleetSettings {
    var fleet = FleetSettings()
    guard let table = root.enter("fleet", ConfigurationSchema.fleet) else { return fleet }
    fleet.search = table.readAll("search", .searchPattern) ?? fleet.search
    for forge in ConfigurationSchema.forges {
      guard let entry = table.enter(forge, ConfigurationSchema.discovery) else { continue }
      let name = ConfigurationForm<String>.name("a login", example: "\"acme\"")
      fleet.forges[forge] = entry.require("organization", name)
        .map { ForgeDiscovery(organization: $0) }
    }
    var names: Set<RepositoryName> = []
    var addresses: [AddressIdentity: RepositoryName] = [:]
    for entry in table.enterAll("dependent", ConfigurationSchema.dependent) {
      guard let dependent = dependent(entry) else { continue }
      guard names.insert(dependent.name).inserted else {
        entry.reader.report(
          "a second [[fleet.dependent]] is called \(quoted(dependent.name.description))",
          at: entry.place(of: "name"), hint: "join the two entries")
        continue
      }
      if let address = dependent.address {
        let identity = AddressIdentity(address.text)
        if let other = addresses[identity] {
          entry.reader.report(
            "`url` is that of \(quoted(other.description)) too", at: entry.place(of: "url"),
            hint: "join the two entries")
        }
        addresses[identity] = dependent.name
      }
      fleet.dependents.append(dependent)
    }
    return fleet
  }

  private static func dependent(_ entry: ConfigurationCursor) -> DependentSettings? {
    let name = entry.require("name", .repository)
    let address = entry.read("url", .address)
    let maintainers = entry.readAll("maintainers", .text) ?? []
    let wave = entry.read("wave", .integer(in: 1...100_000))
    let delivery = entry.read("delivery", .choice(Delivery.self)) ?? .push
    guard let name else { return nil }
    return DependentSettings(
      name: name, address: address, maintainers: maintainers, wave: wave, delivery: delivery,
      place: entry.place(of: "name"), wavePlace: wave == nil ? nil : entry.place(of: "wave"))
  }

  private static func policy(_ root: ConfigurationCursor) -> Policy {
    var policy = Policy()
    guard let table = root.enter("policy", ConfigurationSchema.policy) else { return policy }
    policy.notice = perBump(table, "notice", .span, policy.notice)
    policy.window = perBump(table, "window", .span, policy.window)
    if let approvals = table.enter("approvals", ConfigurationSchema.approvals) {
      policy.approvals = perBump(approvals, .integer(in: 0...1_000), policy.approvals)
      policy.signedApprovals = approvals.read("signed", .truth) ?? policy.signedApprovals
    }
    policy.yank = table.read("yank", .choice(Yank.self)) ?? policy.yank
    policy.raise = table.read("raise", .choice(Raise.self)) ?? policy.raise
    policy.rehearsalAge = table.read("rehearsal-age", .span) ?? policy.rehearsalAge
    if let supported = table.enter("supported", ConfigurationSchema.supported) {
      policy.supported = Supported(
        majors: supported.read("majors", .integer(in: 1...100)) ?? policy.supported.majors,
        minors: supported.read("minors", .integer(in: 1...100)) ?? policy.supported.minors,
        create: supported.read("create", .truth) ?? policy.supported.create)
    }
    return policy
  }

  private static func rollout(_ root: ConfigurationCursor) -> Rollout {
    var rollout = Rollout()
    guard let table = root.enter("rollout", ConfigurationSchema.rollout) else { return rollout }
    rollout.canaries = table.readAll("canaries", .repository) ?? rollout.canaries
    rollout.shares = table.readAll("shares", .threshold) ?? rollout.shares
    rollout.soak = table.read("soak", .span) ?? rollout.soak
    rollout.wait = table.read("wait", .span) ?? rollout.wait
    rollout.merge = table.read("merge", .choice(Merging.self)) ?? rollout.merge
    rollout.preparesWaysBack = table.read("prepare-way-back", .truth) ?? rollout.preparesWaysBack
    return rollout
  }

  private static func perBump<T>(
    _ table: ConfigurationCursor, _ key: String, _ form: ConfigurationForm<T>,
    _ defaults: PerBump<T>
  ) -> PerBump<T> {
    guard let inner = table.enter(key, ConfigurationSchema.perBump) else { return defaults }
    return perBump(inner, form, defaults)
  }

  private static func perBump<T>(
    _ inner: ConfigurationCursor, _ form: ConfigurationForm<T>, _ defaults: PerBump<T>
  ) -> PerBump<T> {
    PerBump(
      major: inner.read("major", form) ?? defaults.major,
      minor: inner.read("minor", form) ?? defaults.minor,
      patch: inner.read("patch", form) ?? defaults.patch)
  }

  private static func gates(_ root: ConfigurationCursor) -> Gates {
    var gates = Gates()
    guard let table = root.enter("gates", ConfigurationSchema.gates) else { return gates }
    gates.coverage = table.read("coverage", .percentage(upTo: 100)) ?? gates.coverage
    gates.benchmarkRegression =
      table.read("benchmark-regression", .percentage(upTo: 1_000)) ?? gates.benchmarkRegression
    gates.documented = table.read("documented", .percentage(upTo: 100)) ?? gates.documented
    gates.features = table.readAll("features", .featureSet) ?? gates.features
    gates.benchmarks = table.readAll("benchmarks", .command) ?? gates.benchmarks
    gates.contract = table.readAll("contract", .folderPattern) ?? gates.contract
    gates.integration = table.readAll("integration", .command) ?? gates.integration
    gates.maySkip = table.readAll("may-skip", .choice(Gate.self)) ?? gates.maySkip
    gates.emergency = table.readAll("emergency", .choice(Gate.self)) ?? gates.emergency
    return gates
  }

  private static func triggers(_ root: ConfigurationCursor) -> Triggers {
    var triggers = Triggers()
    guard let table = root.enter("triggers", ConfigurationSchema.triggers) else { return triggers }
    triggers.benchmarkRegression =
      table.read("benchmark-regression", .percentage(upTo: 1_000)) ?? triggers.benchmarkRegression
    triggers.regressedDependents =
      table.read("regressed-dependents", .threshold) ?? triggers.regressedDependents
    triggers.compileErrors = table.read("compile-errors", .threshold) ?? triggers.compileErrors
    triggers.automatic =
      table.readAll("automatic", .choice(Reaction.self)) ?? triggers.automatic
    triggers.commands = triggerCommands(table)
    return triggers
  }

  private static func services(
    _ root: ConfigurationCursor
  ) -> (addresses: [String: Service], acknowledge: String?) {
    guard let table = root.enter("services", ConfigurationSchema.services) else {
      return ([:], nil)
    }
    var services: [String: Service] = [:]
    for name in ConfigurationSchema.services.names where name != "acknowledge" {
      guard let entry = table.enter(name, ConfigurationSchema.service) else { continue }
      services[name] = Service(
        rest: entry.read("rest", .webAddress), graphql: entry.read("graphql", .webAddress),
        git: entry.read("git", .webAddress))
    }
    return (services, table.read("acknowledge", .webAddress))
  }

  private static func serve(_ root: ConfigurationCursor) -> Serve {
    guard let table = root.enter("serve", ConfigurationSchema.serve) else { return Serve() }
    let token = table.enter("token", ConfigurationSchema.variable)
    return Serve(
      tokenVariable: token?.require("env", .variable),
      hosts: table.readAll("hosts", .hostName) ?? [])
  }

  private static func mail(_ root: ConfigurationCursor) -> Mail {
    guard let table = root.enter("mail", ConfigurationSchema.mail) else { return Mail() }
    let usual = Mail()
    return Mail(
      from: table.read("from", .text), program: table.read("program", .text) ?? usual.program,
      server: table.read("server", .text),
      protection: table.read("protection", .choice(Mail.Protection.self)) ?? usual.protection,
      user: table.read("user", .text))
  }

  private static func contacts(_ root: ConfigurationCursor) -> [Contact] {
    root.enterAll("contact", ConfigurationSchema.contact).compactMap { entry in
      let name = entry.require("name", .text)
      let level = entry.read("level", .choice(Level.self)) ?? .primary
      let within = entry.read("acknowledge-within", .positiveSpan) ?? .minutes(15)
      let channel = entry.require("channel", .channel)
      let rotation = entry.enter("rotation", ConfigurationSchema.rotation).flatMap(rotation)
      let quiet = entry.read("quiet", .dailyHours)
      let clock = entry.read("zone", .clock) ?? .utc
      guard let name, let channel else { return nil }
      return Contact(
        name: name, level: level, acknowledgeWithin: within, channel: channel, rotation: rotation,
        quiet: quiet, clock: clock)
    }
  }

  private static func rotation(_ entry: ConfigurationCursor) -> Rotation? {
    let every = entry.require("every", .positiveSpan)
    let from = entry.require(
      "from", .instant(entry.reader.document, at: entry.path + [.key("from")]))
    let people = entry.readAll("people", .text)
    if people?.isEmpty ?? true {
      entry.reader.report(
        "a rotation needs `people`", at: entry.place, hint: "name at least one person")
      return nil
    }
    guard let every, let from, let people else { return nil }
    return Rotation(every: every, from: from, people: people)
  }
}

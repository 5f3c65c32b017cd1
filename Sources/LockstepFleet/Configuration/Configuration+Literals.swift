import LockstepCore
import LockstepGit
import LockstepSystem

// What each part states, as TOML writes it: only what differs from the default.

/// Collects what differs from its default.
private struct Statements {
  private(set) var literals: [String: String] = [:]

  mutating func state<T: Equatable>(
    _ key: String, _ value: T, unless usual: T, _ literal: (T) -> String
  ) {
    if value != usual { literals[key] = literal(value) }
  }
}

extension Configuration.Foundation {
  var stated: [String: String] {
    let usual = Configuration.Foundation(package: package)
    var statements = Statements()
    statements.state("package", package, unless: "", TOMLLiteral.string)
    statements.state("packages", packages, unless: usual.packages, TOMLLiteral.strings)
    statements.state("branches", branches, unless: usual.branches, TOMLLiteral.strings)
    statements.state("remote", remote, unless: usual.remote, TOMLLiteral.string)
    statements.state("tag", tag, unless: usual.tag) { TOMLLiteral.string($0.description) }
    statements.state("hotfix-tag", hotfixTag, unless: usual.hotfixTag) {
      TOMLLiteral.string($0.description)
    }
    statements.state("publish", publish, unless: usual.publish) {
      TOMLLiteral.string($0.description)
    }
    statements.state("guide", guide, unless: usual.guide) { TOMLLiteral.string($0.description) }
    return statements.literals
  }
}

extension Configuration.FleetSettings {
  var stated: [String: String] {
    var statements = Statements()
    statements.state(
      "search", search, unless: Configuration.FleetSettings().search, TOMLLiteral.strings)
    for (forge, discovery) in forges {
      statements.state(forge, discovery.organization, unless: "") {
        TOMLLiteral.table([("organization", TOMLLiteral.string($0))])
      }
    }
    return statements.literals
  }
}

extension Configuration.DependentSettings {
  var stated: [String: String] {
    var statements = Statements()
    statements.state("name", name.description, unless: "", TOMLLiteral.string)
    statements.state("url", address?.description, unless: nil) { TOMLLiteral.string($0 ?? "") }
    statements.state("maintainers", maintainers, unless: [], TOMLLiteral.strings)
    statements.state("wave", wave, unless: nil) { "\($0 ?? 1)" }
    statements.state("delivery", delivery, unless: .push) { TOMLLiteral.string($0.rawValue) }
    return statements.literals
  }
}

extension Configuration.PerBump {
  fileprivate func literal(_ each: (Value) -> String) -> String {
    TOMLLiteral.table(pairs(each))
  }

  fileprivate func pairs(_ each: (Value) -> String) -> [(String, String)] {
    [("major", each(major)), ("minor", each(minor)), ("patch", each(patch))]
  }
}

extension Configuration.Policy {
  var stated: [String: String] {
    let usual = Configuration.Policy()
    var statements = Statements()
    let span = { (span: Span) in TOMLLiteral.string(span.description) }
    statements.state("notice", notice, unless: usual.notice) { $0.literal(span) }
    statements.state("window", window, unless: usual.window) { $0.literal(span) }
    if approvals != usual.approvals || signedApprovals {
      statements.state(
        "approvals",
        TOMLLiteral.table(
          approvals.pairs { "\($0)" } + (signedApprovals ? [("signed", "true")] : [])),
        unless: "", \.self)
    }
    statements.state("yank", yank, unless: usual.yank) { TOMLLiteral.string($0.rawValue) }
    statements.state("raise", raise, unless: usual.raise) { TOMLLiteral.string($0.rawValue) }
    statements.state("rehearsal-age", rehearsalAge, unless: usual.rehearsalAge, span)
    statements.state("supported", supported, unless: usual.supported) {
      TOMLLiteral.table([
        ("majors", "\($0.majors)"), ("minors", "\($0.minors)"), ("create", "\($0.create)"),
      ])
    }
    return statements.literals
  }
}

extension Configuration.Rollout {
  var stated: [String: String] {
    let usual = Configuration.Rollout()
    var statements = Statements()
    statements.state("canaries", canaries, unless: usual.canaries) {
      TOMLLiteral.strings($0.map(\.description))
    }
    statements.state("shares", shares, unless: usual.shares) {
      TOMLLiteral.array($0.map(\.literal))
    }
    statements.state("soak", soak, unless: usual.soak) { TOMLLiteral.string($0.description) }
    statements.state("wait", wait, unless: usual.wait) { TOMLLiteral.string($0.description) }
    statements.state("merge", merge, unless: usual.merge) { TOMLLiteral.string($0.rawValue) }
    statements.state(
      "prepare-way-back", preparesWaysBack, unless: usual.preparesWaysBack
    ) { $0 ? "true" : "false" }
    return statements.literals
  }
}

extension Configuration.Flags {
  var stated: [String: String] {
    var statements = Statements()
    statements.state("stable", stable, unless: [], TOMLLiteral.strings)
    statements.state("preview", preview, unless: [], TOMLLiteral.strings)
    statements.state("legacy", legacy, unless: [], TOMLLiteral.strings)
    statements.state("experimental", experimental, unless: [], TOMLLiteral.strings)
    statements.state("deprecation-cycle", deprecationCycle, unless: .usual) {
      TOMLLiteral.string("\($0.count)-\($0.unit.rawValue)")
    }
    return statements.literals
  }
}

extension Configuration.Gates {
  var stated: [String: String] {
    let usual = Configuration.Gates()
    var statements = Statements()
    statements.state("coverage", coverage, unless: usual.coverage, TOMLLiteral.number)
    statements.state(
      "benchmark-regression", benchmarkRegression, unless: usual.benchmarkRegression,
      TOMLLiteral.number)
    statements.state("documented", documented, unless: usual.documented, TOMLLiteral.number)
    statements.state("features", features, unless: usual.features) { sets in
      TOMLLiteral.array(
        sets.map { set in
          switch set {
          case .all: TOMLLiteral.string("all")
          case .each: TOMLLiteral.string("each")
          case .powerset(let depth):
            TOMLLiteral.string(
              depth == Configuration.FeatureSet.usualDepth ? "powerset" : "powerset:\(depth)")
          case .of(let names): TOMLLiteral.strings(names)
          }
        })
    }
    statements.state("benchmarks", benchmarks, unless: usual.benchmarks) {
      TOMLLiteral.array($0.map(TOMLLiteral.strings))
    }
    statements.state("contract", contract, unless: usual.contract, TOMLLiteral.strings)
    statements.state("integration", integration, unless: usual.integration) {
      TOMLLiteral.array($0.map(TOMLLiteral.strings))
    }
    statements.state("may-skip", maySkip, unless: usual.maySkip) {
      TOMLLiteral.strings($0.map(\.rawValue))
    }
    statements.state("emergency", emergency, unless: usual.emergency) {
      TOMLLiteral.strings($0.map(\.rawValue))
    }
    return statements.literals
  }
}

extension Configuration.Threshold {
  fileprivate var literal: String {
    switch self {
    case .count(let number): "\(number)"
    case .percent(let share): TOMLLiteral.string("\(TOMLLiteral.number(share))%")
    }
  }
}

extension Configuration.Triggers {
  var stated: [String: String] {
    let usual = Configuration.Triggers()
    var statements = Statements()
    statements.state(
      "benchmark-regression", benchmarkRegression, unless: usual.benchmarkRegression,
      TOMLLiteral.number)
    statements.state(
      "regressed-dependents", regressedDependents, unless: usual.regressedDependents
    ) {
      $0.literal
    }
    statements.state("compile-errors", compileErrors, unless: usual.compileErrors) { $0.literal }
    statements.state("automatic", automatic, unless: usual.automatic) {
      TOMLLiteral.strings($0.map(\.rawValue))
    }
    return statements.literals
  }
}

extension Configuration.TriggerCommand {
  var stated: [String: String] {
    var statements = Statements()
    statements.state("name", name, unless: "", TOMLLiteral.string)
    statements.state("run", run, unless: [], TOMLLiteral.strings)
    statements.state("severity", severity, unless: .major) { TOMLLiteral.string($0.rawValue) }
    if let timing {
      let usual = Configuration.Watch.Timing()
      statements.state("interval", timing.interval, unless: usual.interval, TOMLLiteral.span)
      statements.state("budget", timing.budget, unless: usual.budget, TOMLLiteral.span)
    }
    return statements.literals
  }
}

extension Configuration.Watch {
  var stated: [String: String] {
    let usual = Configuration.Watch()
    var statements = Statements()
    statements.state(
      "interval", timing.interval, unless: usual.timing.interval, TOMLLiteral.span)
    statements.state("budget", timing.budget, unless: usual.timing.budget, TOMLLiteral.span)
    statements.state("dependents", timing.dependents, unless: usual.timing.dependents) {
      String($0)
    }
    statements.state("off", off, unless: []) { TOMLLiteral.strings($0.map(\.rawValue)) }
    statements.state("needs", needs, unless: []) { TOMLLiteral.strings($0.map(\.rawValue)) }
    for (key, value, usual) in [("tell", tells, usual.tells), ("incident", opens, usual.opens)] {
      statements.state(key, value, unless: usual) {
        TOMLLiteral.string(SeverityFloor($0).rawValue)
      }
    }
    statements.state("silence", silence, unless: usual.silence, TOMLLiteral.span)
    statements.state("overdue", overdue, unless: usual.overdue, TOMLLiteral.span)
    statements.state("calm", calm, unless: usual.calm, TOMLLiteral.span)
    statements.state("labels", labels, unless: usual.labels, TOMLLiteral.strings)
    statements.state("benchmarks", benchmarks, unless: [], TOMLLiteral.strings)
    if let advisories {
      statements.state("advisories", advisories, unless: "", TOMLLiteral.string)
    }
    statements.state("sources", sources, unless: [:]) { sources in
      TOMLLiteral.table(
        sources.sorted { $0.key.rawValue < $1.key.rawValue }.map { source, timing in
          (
            source.rawValue,
            TOMLLiteral.table([
              ("interval", TOMLLiteral.span(timing.interval)),
              ("budget", TOMLLiteral.span(timing.budget)),
              ("dependents", String(timing.dependents)),
            ])
          )
        })
    }
    return statements.literals
  }
}

extension Configuration.LedgerSettings {
  var stated: [String: String] { remote.map { ["remote": TOMLLiteral.string($0)] } ?? [:] }
}

extension Configuration.Service {
  var literal: String {
    TOMLLiteral.table(
      [("rest", rest), ("graphql", graphql), ("git", git)].compactMap { key, address in
        address.map { (key, TOMLLiteral.string($0)) }
      })
  }
}

extension Configuration.Serve {
  var stated: [String: String] {
    var statements = Statements()
    statements.state("token", tokenVariable, unless: nil) { variable in
      TOMLLiteral.table([("env", TOMLLiteral.string(variable ?? ""))])
    }
    statements.state("hosts", hosts, unless: [], TOMLLiteral.strings)
    return statements.literals
  }
}

extension Configuration.Mail {
  var stated: [String: String] {
    let usual = Configuration.Mail()
    var statements = Statements()
    statements.state("program", program, unless: usual.program, TOMLLiteral.string)
    statements.state("protection", protection, unless: usual.protection) {
      TOMLLiteral.string($0.rawValue)
    }
    let optional = [("from", from), ("server", server), ("user", user)]
    for (key, value) in optional {
      guard let value else { continue }
      statements.state(key, value, unless: "", TOMLLiteral.string)
    }
    return statements.literals
  }
}

extension Configuration.Contact {
  var stated: [String: String] {
    var statements = Statements()
    statements.state("name", name, unless: "", TOMLLiteral.string)
    statements.state("level", level, unless: .primary) { TOMLLiteral.string($0.rawValue) }
    statements.state("acknowledge-within", acknowledgeWithin, unless: .minutes(15)) {
      TOMLLiteral.string($0.description)
    }
    statements.state("channel", channel.description, unless: "", TOMLLiteral.string)
    statements.state("rotation", rotation, unless: nil) { rotation in
      guard let rotation else { return "{}" }
      return TOMLLiteral.table([
        ("every", TOMLLiteral.string(rotation.every.description)),
        ("from", TOMLLiteral.string(rotation.from.description)),
        ("people", TOMLLiteral.strings(rotation.people)),
      ])
    }
    statements.state("quiet", quiet, unless: nil) { TOMLLiteral.string($0?.description ?? "") }
    statements.state("zone", clock.zone, unless: WallClock.utc.zone, TOMLLiteral.string)
    return statements.literals
  }
}

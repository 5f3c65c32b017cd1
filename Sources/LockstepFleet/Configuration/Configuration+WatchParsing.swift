import LockstepCore

extension Configuration {
  /// Reads `[watch]`.
  static func watch(_ root: ConfigurationCursor) -> Watch {
    var watch = Watch()
    guard let table = root.enter("watch", ConfigurationSchema.watch) else { return watch }
    watch.timing = timing(table, watch.timing)
    let sources = table.enter("sources", ConfigurationSchema.watchSources)
    for source in WatchSource.allCases {
      guard let own = sources?.enter(source.rawValue, ConfigurationSchema.watchTiming) else {
        continue
      }
      watch.sources[source] = timing(own, watch.timing)
    }
    watch.off = table.readAll("off", .choice(WatchSource.self)) ?? watch.off
    watch.needs = table.readAll("needs", .choice(WatchSource.self)) ?? watch.needs
    for source in watch.needs where watch.off.contains(source) {
      table.reader.report(
        "`needs` names \(quoted(source.rawValue)), which is `off`", at: table.place(of: "needs"),
        hint: "take it out of one of them")
    }
    watch.silence = table.read("silence", .positiveSpan) ?? watch.silence
    watch.overdue = table.read("overdue", .span) ?? watch.overdue
    watch.calm = table.read("calm", .span) ?? watch.calm
    watch.labels = table.readAll("labels", .text) ?? watch.labels
    watch.benchmarks = table.readAll("benchmarks", .text) ?? watch.benchmarks
    watch.advisories = table.read("advisories", .text)
    if let tells = table.read("tell", .choice(SeverityFloor.self)) { watch.tells = tells.severity }
    if let opens = table.read("incident", .choice(SeverityFloor.self)) {
      watch.opens = opens.severity
    }
    return watch
  }

  /// Reads every `[[triggers.command]]`.
  static func triggerCommands(_ table: ConfigurationCursor) -> [TriggerCommand] {
    var names: Set<String> = []
    return table.enterAll("command", ConfigurationSchema.triggerCommand).compactMap { entry in
      let name = entry.require(
        "name", .name("a trigger's name", example: "\"error-rate\""))
      let run = entry.require("run", .command)
      let severity = entry.read("severity", .choice(Severity.self)) ?? .major
      let usual = Watch.Timing()
      let own = timing(entry, usual)
      guard let name, let run else { return nil }
      guard names.insert(name).inserted, !WatchTriggerName.reserved.contains(name) else {
        entry.reader.report(
          "a second trigger is called \(quoted(name))", at: entry.place(of: "name"),
          hint: "give each a name of its own")
        return nil
      }
      return TriggerCommand(
        name: name, run: run, severity: severity, timing: own == usual ? nil : own)
    }
  }

  private static func timing(
    _ table: ConfigurationCursor, _ usual: Watch.Timing
  ) -> Watch.Timing {
    Watch.Timing(
      interval: table.read("interval", .positiveSpan) ?? usual.interval,
      budget: table.read("budget", .positiveSpan) ?? usual.budget,
      dependents: table.read("dependents", .integer(in: 1...100_000)) ?? usual.dependents)
  }
}

/// The names of the triggers that every watch has.
package enum WatchTriggerName: String, CaseIterable, Sendable {
  /// An advisory, or an issue with a label that says so.
  case criticalBug = "critical-bug"
  /// A benchmark is slower than it was before the release.
  case performance
  /// Dependents that were whole are broken.
  case dependents
  /// Many dependents do not compile.
  case compileErrors = "compile-errors"
  case drift
  case pins
  case notices
  case support

  static let reserved = Set(allCases.map(\.rawValue))
}

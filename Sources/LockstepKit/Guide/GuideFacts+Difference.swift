package import LockstepAPIDiff
internal import LockstepCore
internal import LockstepFleet

extension GuideChange {
  /// The breaking findings of a difference, those of one item together, in their order.
  package static func all(in difference: Difference) -> [GuideChange] {
    var changes: [GuideChange] = []
    var numbers: [String: Int] = [:]
    for finding in difference.findings(.major) {
      if let number = numbers[finding.item] {
        changes[number].breaks.append(Break(finding))
      } else {
        numbers[finding.item] = changes.count
        changes.append(GuideChange(item: finding.item, breaks: [Break(finding)]))
      }
    }
    return changes
  }
}

extension GuideChange.Break {
  fileprivate init(_ finding: Finding) {
    self.init(
      kind: finding.kind, message: finding.message, explanation: finding.explanation,
      reference: finding.reference, before: finding.before.map(GuideChange.Declaration.init),
      after: finding.after.map(GuideChange.Declaration.init))
  }
}

extension GuideChange.Declaration {
  fileprivate init(_ side: Finding.Side) {
    self.init(text: side.text, place: side.place.map { "\($0.path):\($0.line)" })
  }
}

extension GuideFacts {
  /// What a difference and the configuration say.
  init(
    _ difference: FoundationDifference, to version: Version, impact: GuideImpact,
    configuration: Configuration
  ) {
    let policy = configuration.policy
    self.init(
      package: configuration.foundation.package, version: version.description,
      baseline: difference.baseline.name, changes: GuideChange.all(in: difference.difference),
      undecided: difference.difference.undecided.map { "\($0.item): \($0.reason)" },
      impact: impact, notice: policy.notice[.major].description,
      window: policy.window[.major].description,
      contacts: configuration.contacts.filter { $0.level != .maintainer }.map(Self.line))
  }

  /// A contact as readers of the guide need it. A webhook is no address for people, and may be secret.
  private static func line(_ contact: Configuration.Contact) -> String {
    let name = "\(LivingMarkdown.escaped(contact.name)) (\(contact.level.rawValue))"
    switch contact.channel.kind {
    case .webhook, .slackHook, .command, .file, .console: return name
    default: return "\(name), \(LivingMarkdown.code(contact.channel.description))"
    }
  }
}

extension GuideImpact {
  /// What a report says of the dependents, change by change.
  ///
  /// - Parameter day: When the dependents were compiled.
  package init(_ report: ImpactReport, changes: [GuideChange], on day: String? = nil) {
    let items = Set(changes.map(\.item))
    var hits: [String: [GuideHit]] = [:]
    for dependent in report.dependents(.breaks) {
      let name = dependent.name.description
      var places: [String: [String]] = [:]
      for site in dependent.sites {
        let item = site.change.map(\.item).flatMap { items.contains($0) ? $0 : nil } ?? ""
        places[item, default: []].append("\(site.file):\(site.line)")
      }
      if dependent.sites.isEmpty { places[""] = [] }
      for (item, found) in places {
        var seen: Set<String> = []
        hits[item, default: []].append(
          GuideHit(dependent: name, places: found.filter { seen.insert($0).inserted }))
      }
    }
    self.init(
      source: report.isEstimate ? .estimate : .compiled, day: report.isEstimate ? nil : day,
      hits: hits,
      dependents: report.dependents.count,
      unknown: report.dependents(.unknown).map(\.name.description).sorted())
  }
}

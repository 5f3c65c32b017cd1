internal import LockstepChannels
internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet

/// Writes the notice of one release for one dependent.
struct NoticeLetter {
  let facts: ReleaseFacts
  let configuration: Configuration
  let dependent: Dependent
  /// What breaks in it; `nil` where nothing in the release can break anybody.
  let impact: DependentImpact?
  /// Whether the places are an estimate.
  let isEstimate: Bool
  /// The breaking changes, a sentence each.
  let breaking: [String]
  let guide: MessageLink?
  let guidePath: String?
  /// When the release may go out at the earliest.
  let earliest: Timestamp

  /// How many places and changes are told one by one.
  private static let told = 40

  var title: String {
    "\(facts.package) \(facts.version) is coming (\(facts.bump)): what it means for \(dependent.name)"
  }

  var body: MessageBody {
    MessageBody(introduction + places + changes + closing)
  }

  /// What a manifest says of the foundation.
  private static func words(on dependency: Dependency) -> [MessageBody.Inline] {
    if let text = dependency.requirementText { return [.text(" requires "), .code(text)] }
    return switch dependency.source {
    case .registry: [.text(" takes any version")]
    case .git(_, .defaultBranch): [.text(" follows the default branch")]
    case .git(_, .branch(let name)): [.text(" follows the branch "), .code(name)]
    case .git(_, .tag(let name)): [.text(" takes the tag "), .code(name)]
    case .git(_, .rev(let name)): [.text(" takes the commit "), .code(String(name.prefix(12)))]
    case .path: [.text(" takes the folder beside it")]
    }
  }

  private var introduction: [MessageBody.Block] {
    var uses: [[MessageBody.Inline]] = []
    for use in dependent.directUses.prefix(10) {
      let place = "\(use.dependency.manifest):\(use.dependency.place.line)"
      uses.append([.code(place)] + Self.words(on: use.dependency))
    }
    var reason = facts.compatibility.map { "it has \($0.counts)" } ?? "it is the first release"
    if let override = facts.compatibility?.override {
      reason += "; the number was chosen all the same, because: \(override.because)"
    }
    let baseline = facts.baseline.map { " after \($0.version)" } ?? ""
    var blocks: [MessageBody.Block] = [
      .paragraph([
        .strong("\(facts.package) \(facts.version)"),
        .text(" is planned\(baseline) as a \(facts.bump) release: \(reason)."),
      ])
    ]
    if !uses.isEmpty {
      blocks.append(.list(uses))
    } else if !dependent.via.isEmpty {
      blocks.append(
        .text("It gets there through \(dependent.via.map(\.description).joined(separator: ", "))."))
    }
    return blocks
  }

  private var places: [MessageBody.Block] {
    guard let impact else { return [] }
    let heading = MessageBody.Block.heading("What breaks in \(dependent.name)")
    switch impact.outcome {
    case .unaffected:
      return [
        heading,
        .text("Nothing: it \(isEstimate ? "names" : "compiles with") none of what changes."),
      ]
    case .unknown, .alreadyBroken:
      let reason = impact.reason ?? "it does not compile as it is"
      return [heading, .text("Nobody knows: \(reason). Please look yourselves.")]
    case .breaks:
      var points = impact.sites.prefix(Self.told).map { site -> [MessageBody.Inline] in
        let change = site.change.map { ": \($0.item) (\($0.kind))" } ?? ""
        return [.code("\(site.file):\(site.line)"), .text("\(change), \(site.message)")]
      }
      if impact.sites.count > Self.told {
        points.append([.text("and \(impact.sites.count - Self.told) more places")])
      }
      let source = isEstimate ? "As far as its sources tell:" : "With the compiler's words:"
      return [heading, .text(source), .list(points)]
    }
  }

  private var changes: [MessageBody.Block] {
    guard !breaking.isEmpty else { return [] }
    var points = breaking.prefix(Self.told).map { [MessageBody.Inline.text($0)] }
    if breaking.count > Self.told {
      points.append([.text("and \(breaking.count - Self.told) more")])
    }
    var blocks: [MessageBody.Block] = [.heading("Breaking changes"), .list(points)]
    if let guide {
      blocks.append(.paragraph([.text("How to migrate: "), .link(guide)]))
    } else if let guidePath {
      blocks.append(.paragraph([.text("How to migrate: "), .code(guidePath)]))
    }
    return blocks
  }

  private var closing: [MessageBody.Block] {
    var blocks: [MessageBody.Block] = [
      .heading("Timeline"),
      .list([
        [
          .text(
            "the release: not before \(earliest) (UTC), \(facts.notice) after the last maintainer was told"
          )
        ],
        [.text("then \(facts.window) to take it")],
      ]),
    ]
    let contacts = configuration.contacts.filter { $0.level == .primary }
    if !contacts.isEmpty {
      blocks.append(.heading("Whom to ask"))
      blocks.append(
        .list(
          contacts.prefix(5).map { contact in
            switch contact.channel.kind {
            case .slack, .mail, .linear: [.text("\(contact.name), \(contact.channel)")]
            default: [.text(contact.name)]
            }
          }))
    }
    return blocks
  }
}

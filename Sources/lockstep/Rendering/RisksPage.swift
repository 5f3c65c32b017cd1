internal import LockstepCore
internal import LockstepGit
internal import LockstepKit

/// Whom the waves do not protect, and whom an emergency would not bring back: shown before a release or a
/// rollout goes out.
struct RisksPage {
  let risks: RolloutRisks

  /// More names than these are told by their number.
  private static let mostNames = 12

  /// The block, with an empty line before it; empty where there is nobody to speak of.
  var lines: [String] {
    var lines: [String] = []
    for kind in RolloutRisks.Kind.allCases {
      let found = risks.risks(of: kind)
      guard !found.isEmpty else { continue }
      lines.append(
        "  \(kind.rawValue) (\(found.count)): \(kind.meaning(risks.version, good: risks.good))")
      var table = Table()
      for risk in found.prefix(Self.mostNames) {
        table.add("  \(risk.name)", printable(risk.reason))
      }
      lines.append(table.text)
      if found.count > Self.mostNames {
        lines.append("    … and \(found.count - Self.mostNames) more: `--format json`")
      }
    }
    if let wayBack { lines.append("  \(wayBack)") }
    return lines.isEmpty ? [] : ["", "Before it goes out:"] + lines
  }

  /// Whether it is known that everybody can go back; `nil` where there is nothing to go back to.
  private var wayBack: String? {
    guard let good = risks.good else { return nil }
    return risks.proof.map { "way back: \($0)" }
      ?? "way back: that everybody can go back to \(good) is not proven; "
      + "`lockstep release --rehearse` builds each pin"
  }

  var json: JSONValue {
    var object: [String: JSONValue] = ["way-back": risks.proof.map(JSONValue.string) ?? .null]
    for kind in RolloutRisks.Kind.allCases {
      object[kind.rawValue] = .array(
        risks.risks(of: kind).map {
          ["name": .string($0.name.description), "reason": .string($0.reason)]
        })
    }
    return .object(object)
  }
}

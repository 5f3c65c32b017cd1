internal import LockstepCore
internal import LockstepFleet
internal import LockstepKit

/// The part of a page that shows gates.
enum GateSection {
  /// What the ledger says of a candidate's gates.
  static func section(_ evidence: GateEvidence) -> Markup {
    tag("section") {
      tag("h2", "Gates of the candidate, as recorded")
      tag("table") {
        tag("thead") {
          tag("tr") {
            for title in ["gate", "verdict", "what"] { tag("th", ["scope": "col"], title) }
          }
        }
        tag("tbody") {
          for gate in evidence.gates {
            tag("tr") {
              tag("td", ["class": "word"], gate.gate.rawValue)
              tag("td", ["class": "word \(gate.verdict.shade)"], gate.verdict.word)
              tag("td") {
                FleetRunDocument.short(gate.summary, 500)
                if let waived = gate.waived {
                  tag("span", ["class": "faint"], " (\(FleetRunDocument.short(waived, 300)))")
                }
              }
            }
          }
        }
      }
      plot(evidence.plot)
    }
  }

  /// The benchmarks' intervals.
  ///
  /// As an image, not as a part of the page: a picture that comes from a record or from another machine
  /// can then run nothing and load nothing.
  static func plot(_ svg: [UInt8]?) -> [Markup] {
    guard let svg, svg.count <= 512 << 10 else { return [] }
    return [
      tag("h3", "Benchmarks: candidate against baseline"),
      void(
        "img",
        [
          "class": "plot", "alt": "The ratio of each benchmark with its bounds, and the limit.",
          "src": "data:image/svg+xml;base64,\(Base64.text(of: svg))",
        ]),
    ]
  }
}

extension Verdict {
  /// The class of style that shows how much it matters.
  var shade: String {
    switch self {
    case .passed: "good"
    case .failed: "bad"
    case .inconclusive: "warn"
    case .skipped: "calm"
    }
  }
}

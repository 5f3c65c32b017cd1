package import LockstepCore

/// A part of one wave: dependents that are updated together, and judged together before the next part.
package struct RolloutPart: Hashable, Sendable {
  /// Why these are a part of their own.
  package enum Kind: Hashable, Sendable {
    /// The whole wave.
    case whole
    /// Those that the configuration sends ahead.
    case canaries
    /// So many that together with those before them they are this share of the wave.
    case share(Configuration.Threshold)
    /// Who is left.
    case rest
  }

  package var names: [RepositoryName]
  package var kind: Kind

  package init(names: [RepositoryName], kind: Kind) {
    self.names = names
    self.kind = kind
  }

  /// What is said of it beside its number; `nil` for a whole wave.
  package var label: String? {
    switch kind {
    case .whole: nil
    case .canaries: "canaries"
    case .share(.count(let number)): "the first \(number)"
    case .share(.percent(let share)):
      "\(share.rounded() == share ? String(Int(share)) : String(share)) %"
    case .rest: "the rest"
    }
  }
}

extension Configuration.Rollout {
  /// Divides waves: topology decides first, for nobody is updated before what it builds on; then the
  /// canaries of each wave, its growing shares, and the rest.
  package func parts(of waves: [[RepositoryName]]) -> [RolloutPart] {
    let ahead = Set(canaries)
    return waves.flatMap { wave in
      var parts: [RolloutPart] = []
      var rest = wave
      func take(_ names: [RepositoryName], as kind: RolloutPart.Kind) {
        guard !names.isEmpty else { return }
        let taken = Set(names)
        rest.removeAll(where: taken.contains)
        parts.append(RolloutPart(names: names, kind: kind))
      }
      take(wave.filter(ahead.contains), as: .canaries)
      for share in shares {
        let wanted = share.number(of: wave.count) - (wave.count - rest.count)
        take(Array(rest.prefix(max(0, wanted))), as: .share(share))
      }
      take(rest, as: parts.isEmpty ? .whole : .rest)
      return parts
    }
  }
}

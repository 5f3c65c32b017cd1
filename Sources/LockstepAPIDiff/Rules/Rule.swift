package import LockstepCore

/// One rule of the catalogue: a class of changes, and the bump that it requires.
///
/// The ids are those of the field (cargo-semver-checks) where it has one for the same thing.
package struct Rule: Sendable {
  /// Its stable name in snake_case.
  package let id: String
  /// What it requires.
  package let bump: Bump
  /// One sentence; `{item}` is the item's path, `{detail}` what exactly changed.
  package let message: String
  /// Whom the change hits, and why.
  package let explanation: String
  /// A page that says so; the Cargo book's chapter on SemVer where that has a section.
  package let reference: String?
  /// How it is found.
  let strategy: Strategy

  /// Puts a rule together.
  init(
    _ id: String, _ bump: Bump, _ message: String, why explanation: String, see reference: String?,
    _ strategy: Strategy
  ) {
    self.id = id
    self.bump = bump
    self.message = message
    self.explanation = explanation
    self.reference = reference
    self.strategy = strategy
  }

  /// Every place where the rule applies.
  package func findings(in comparison: Comparison) -> [Finding] {
    strategy.find(comparison).map { sighting in
      Finding(
        kind: id, item: sighting.path, bump: bump,
        message: message.replacing("{item}", with: sighting.path)
          .replacing("{detail}", with: sighting.detail),
        explanation: explanation, reference: reference,
        before: sighting.before.map { comparison.side($0, .before) },
        after: sighting.after.map { comparison.side($0, .after) })
    }
  }
}

/// One place where a rule applies.
struct Sighting: Sendable {
  /// What stands on one side.
  enum Subject: Sendable {
    case item(ItemID)
    case implementation(ImplementationID)
    case text(String)
  }

  /// The public path of what changed.
  var path: String
  /// What there was.
  var before: Subject?
  /// What there is.
  var after: Subject?
  /// What exactly changed, for the message.
  var detail = ""
}

extension Comparison {
  /// One side of a sighting, as people read it.
  func side(_ subject: Sighting.Subject, _ side: Identities.Side) -> Finding.Side {
    let surface = side == .before ? before : after
    switch subject {
    case .item(let id):
      return Finding.Side(text: surface.declaration(of: id), place: surface[id].place)
    case .implementation(let id):
      return Finding.Side(text: surface.declaration(of: id), place: surface[id].place)
    case .text(let text): return Finding.Side(text: text, place: nil)
    }
  }
}

internal import LockstepAPIDiff
package import LockstepCore
internal import LockstepEcosystems

/// What a release's number says about its compatibility, and what the comparison with its baseline says.
///
/// It stands in the release's facts, so that the ledger, the plan and the notice tell the same.
package struct Compatibility: Codable, Hashable, Sendable {
  /// What the changes require; `nil` where that could not be decided.
  package var required: Bump?
  /// How many changes can break a user.
  package var breaking: Int
  /// How many changes add something.
  package var additions: Int
  /// The first changes, the heaviest first, each in one line.
  package var changes: [String]
  /// The SHA-256 of all changes; `nil` where nothing was compared.
  package var digest: String?
  /// Why it could not be decided what the changes require.
  package var unchecked: String?
  /// Why the number is smaller than what is required, or was not checked.
  package var override: BumpOverride?

  /// How many changes are told one by one.
  static let told = 5

  /// What a comparison says.
  package init(_ difference: FoundationDifference) {
    let findings = difference.difference.findings
    required = difference.required
    breaking = findings.count { $0.bump == .major }
    additions = findings.count { $0.bump == .minor }
    changes = findings.filter { $0.bump > .patch }.prefix(Self.told).map(\.oneLine)
    digest = FileDigest.sha256(of: JSONValue.array(findings.map(\.json)).bytes())
    if required == nil {
      let undecided = difference.difference.undecided
      unchecked = undecided.first.map { first in
        "\(first.item): \(first.reason)"
          + (undecided.count > 1 ? ", and \(undecided.count - 1) more" : "")
      }
    }
  }

  /// That nothing could be compared.
  package init(unchecked reason: String) {
    breaking = 0
    additions = 0
    changes = []
    unchecked = reason
  }

  /// `3 breaking changes, 1 addition`
  package var counts: String {
    var parts: [String] = []
    if breaking > 0 { parts.append(counted(breaking, "breaking change")) }
    if additions > 0 { parts.append(counted(additions, "addition")) }
    return parts.isEmpty ? "no change of the public API" : parts.joined(separator: ", ")
  }

  /// How many changes are not told one by one.
  package var untold: Int { breaking + additions - changes.count }
}

/// The reason with which somebody gives a release a smaller number than its changes require, or a
/// number that was not checked.
package struct BumpOverride: Codable, Hashable, Sendable {
  package var because: String

  /// - Parameter because: The reason; white space around it and line breaks in it do not count.
  package init(because: String) throws {
    let words = because.split(whereSeparator: \.isWhitespace)
    guard !words.isEmpty else {
      throw ExplainedFailure(
        "an override needs its reason", hints: ["say it: `--because \"…\"`; it is recorded"],
        exitStatus: .usage)
    }
    self.because = words.joined(separator: " ")
  }

  /// The trailer that carries the reason in the candidate's message.
  static let trailer = "Lockstep-override: bump, because "

  /// The reason that a candidate was planned with; `nil` where its number needed none.
  init?(candidateMessage body: String) {
    let line = body.split(separator: "\n").last { $0.hasPrefix(Self.trailer) }
    guard let line,
      let override = try? BumpOverride(because: String(line.dropFirst(Self.trailer.count)))
    else { return nil }
    self = override
  }
}

extension Finding {
  /// The change as a reason: what, and where.
  var oneLine: String {
    let word = bump == .major ? "breaking: " : ""
    if let place = after?.place { return word + message + " (\(place.path):\(place.line))" }
    guard let place = before?.place else { return word + message }
    return word + message + " (it was at \(place.path):\(place.line))"
  }
}

// MARK: - The judgement

extension Compatibility {
  /// What came out of an attempt to compare a candidate with its baseline.
  enum Attempt: Sendable {
    case compared(FoundationDifference)
    /// Nothing was learnt. Where the baseline has no library there was no promise to keep.
    case failed(Explanation, hasPromise: Bool)
  }

  /// Judges a number of the class `chosen` by what the comparison says.
  ///
  /// A smaller class than required is refused, and so is one below `major` where nothing is known:
  /// a check that could not run is no check that passed. An override lets both pass and is kept. A
  /// package without a library has promised no interface, so its number is for its maintainers.
  ///
  /// - Parameter baseline: The version over which it is judged.
  static func judging(
    _ chosen: Bump, named name: String, over baseline: Version, by attempt: Attempt,
    override: BumpOverride?
  ) throws -> Compatibility {
    switch attempt {
    case .compared(let difference):
      var compatibility = Compatibility(difference)
      guard let required = compatibility.required else {
        if chosen == .major { return compatibility }
        guard let override else {
          throw CompatibilityUnknown(
            name: name, baseline: baseline,
            reasons: compatibility.unchecked.map { [$0] } ?? [])
        }
        compatibility.override = override
        return compatibility
      }
      guard chosen < required else { return compatibility }
      guard let override else {
        throw BumpTooSmall(
          name: name, baseline: baseline, next: try? baseline.next(required), required: required,
          compatibility: compatibility)
      }
      compatibility.override = override
      return compatibility
    case .failed(let explanation, let hasPromise):
      var compatibility = Compatibility(unchecked: explanation.reason)
      if chosen == .major || !hasPromise { return compatibility }
      guard let override else {
        throw CompatibilityUnknown(
          name: name, baseline: baseline, reasons: [explanation.what] + explanation.why)
      }
      compatibility.override = override
      return compatibility
    }
  }
}

extension Explanation {
  /// What and the first cause, as a clause.
  var reason: String {
    let first = why.first.map { $0.prefix { $0 != "\n" } }
    return first.map { "\(what): \($0)" } ?? what
  }
}

/// The number that was asked for promises more than the changes keep.
package struct BumpTooSmall: ExplainedError, ExitStatusCarrying {
  /// What was asked for: `patch`, or a version.
  package let name: String
  package let baseline: Version
  /// The version that would be right.
  package let next: Version?
  package let required: Bump
  package let compatibility: Compatibility

  package var explanation: Explanation {
    // The changes that require it, and not what else there is.
    let (total, kind) =
      required == .major
      ? (compatibility.breaking, "breaking change") : (compatibility.additions, "addition")
    var why = Array(compatibility.changes.prefix(total))
    if total > why.count {
      why.append("and \(counted(total - why.count, "further \(kind)")); see `lockstep diff`")
    }
    let version = next.map { ", \($0)" } ?? ""
    return Explanation(
      "`\(name)` is too small a step: what changed since \(baseline) requires \(required)\(version)",
      why: why,
      hints: [
        "release what it is: `lockstep plan \(required)`",
        "or take back what requires it; `lockstep diff` shows every change with both signatures",
        "or say why: `--override bump --because \"…\"`; the reason is recorded, and told in the notice",
      ])
  }

  package var exitStatus: ExitStatus { .decidedNo }
}

/// A number cannot be justified, because it is not known what changed.
package struct CompatibilityUnknown: ExplainedError {
  package let name: String
  package let baseline: Version
  package let reasons: [String]

  package var explanation: Explanation {
    Explanation(
      "whether `\(name)` is enough over \(baseline) could not be decided", why: reasons,
      hints: [
        "mend what stands in the way, and compare again with `lockstep diff`",
        "or say why it is enough: `--override bump --because \"…\"`; the reason is recorded, and "
          + "told in the notice",
        "`lockstep plan major` promises nothing and needs no reason",
      ])
  }
}

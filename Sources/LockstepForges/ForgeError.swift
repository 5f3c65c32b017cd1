package import LockstepCore
package import LockstepGit

/// A forge did not do what it was asked for.
///
/// Its texts never hold a token, nor more than a line of what the forge said.
package struct ForgeError: ExplainedError, Hashable, ExitStatusCarrying {
  /// What stood in the way; whoever asked acts on it.
  package enum Kind: Hashable, Sendable {
    /// There was no token, or the forge did not take it.
    case unauthorised
    /// The token is not allowed to do this.
    case forbidden
    /// There is no such thing, or the token cannot see it.
    case notFound
    /// Something has moved since it was looked at; where it is now, as far as that is known.
    case stale(actual: ObjectID?)
    /// The changes do not go together.
    case conflict
    /// It is there already.
    case alreadyExists
    /// The branch takes changes only under conditions that are not met: a pull request, a review,
    /// green checks.
    case protected
    /// Nothing stands between the pull request and its merging: there is nothing to wait for.
    case nothingToWaitFor
    /// The repository takes no changes any more.
    case archived
    /// Too many requests; none before this moment.
    case limited(until: Timestamp)
    /// The forge did not take the request up.
    case unavailable
    /// The request was sent and no usable answer came: it may or may not have been carried out.
    case uncertain
    /// The answer lacks something that it always had.
    case contractChanged(field: String)
    /// The forge found the request wrong.
    case refused
    /// This forge has no such thing.
    case unsupported
  }

  /// The forge's name.
  package let forge: String
  /// What was asked for, as a clause behind "could not": `open a pull request`.
  package let task: String
  /// The repository, or the owner, that it was about.
  package let place: String
  /// What stood in the way.
  package let kind: Kind
  /// What the forge said about it, on one line; empty where it said nothing.
  package let detail: String

  /// Describes a failure; `detail` is cut to one line of 300 characters.
  package init(
    forge: String, task: String, place: String, kind: Kind, detail: String = ""
  ) {
    self.forge = forge
    self.task = task
    self.place = place
    self.kind = kind
    let line = detail.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    self.detail = String(line.prefix(300))
  }

  /// The error in words.
  package var explanation: Explanation {
    let (reason, hints) = words
    return Explanation(
      "\(forge) could not \(task) (\(place))",
      why: [reason] + (detail.isEmpty ? [] : ["\(forge) says: \(detail)"]), hints: hints)
  }

  /// Waiting for a limit, and what is uncertain, can be resumed.
  package var exitStatus: ExitStatus {
    switch kind {
    case .limited, .unavailable, .uncertain: .resumable
    default: .failed
    }
  }

  private var words: (reason: String, hints: [String]) {
    switch kind {
    case .unauthorised:
      (
        "the token is missing, expired or withdrawn",
        ["`lockstep check` says where tokens come from"]
      )
    case .forbidden:
      ("the token is not allowed to do this", ["give it the permission, or use another one"])
    case .notFound:
      (
        "there is no such thing, or the token cannot see it",
        ["check the name and what the token may see"]
      )
    case .stale(let actual):
      (
        "it has moved in the meantime" + (actual.map { ", to \($0.short)" } ?? ""),
        ["look at what was changed, then run the command again"]
      )
    case .conflict: ("the changes do not go together with what is there", [])
    case .alreadyExists: ("it is there already", [])
    case .protected:
      (
        "the branch is protected, and what it demands is missing",
        ["deliver by pull request, or ask for the review that is missing"]
      )
    case .nothingToWaitFor: ("nothing stands in the way of merging it now", [])
    case .archived: ("the repository is archived", ["leave it out, or have it opened again"])
    case .limited(let until):
      ("too many requests; the next one is allowed at \(until)", ["run `lockstep resume` then"])
    case .unavailable: ("the service was not available", ["run `lockstep resume` when it is back"])
    case .uncertain:
      (
        "no usable answer came, so it may or may not have been done",
        ["run `lockstep resume`: it looks first"]
      )
    case .contractChanged(let field):
      ("the answer has no usable `\(field)`", ["the service's interface may have changed"])
    case .refused: ("the request was refused as wrong", [])
    case .unsupported: ("it has no such thing", [])
    }
  }
}

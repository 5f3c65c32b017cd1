internal import LockstepCore
package import LockstepGit
package import LockstepLedger

/// The approvals of a candidate that count, and those that do not, each with the reason.
package struct ApprovalTally: Hashable, Sendable {
  /// One approval that does not count.
  package struct Uncounted: Hashable, Sendable {
    package let name: String
    /// Why, as a clause.
    package let reason: String

    package init(name: String, reason: String) {
      self.name = name
      self.reason = reason
    }
  }

  package let counted: [Approval]
  package let uncounted: [Uncounted]

  package init(counted: [Approval], uncounted: [Uncounted] = []) {
    self.counted = counted
    self.uncounted = uncounted
  }

  /// The tally of `entries`, whose signatures have to be good.
  ///
  /// A signature says who somebody is; an event alone says only what they call themselves. So an approval
  /// counts where its signature is good, is its author's where it names somebody, and is of a key that has
  /// not counted for somebody else.
  package init(
    signed entries: [Entry], of candidate: ObjectID, signatures: [ObjectID: CommitSignature]
  ) {
    var good: [Entry] = []
    var uncounted: [Uncounted] = []
    var owners: [String: String] = [:]
    for entry in entries {
      let author = entry.event.by
      let email = author.email.lowercased()
      let signature = signatures[entry.commit] ?? CommitSignature(standing: .missing)
      if let reason = Self.objection(to: signature, of: email, owners: owners) {
        uncounted.append(Uncounted(name: author.name, reason: reason))
      } else {
        owners[signature.key] = email
        good.append(entry)
      }
    }
    counted = History(entries: good).approvals(of: candidate)
    // Who signed in the end is not told of what they forgot before.
    let names = Set(counted.map(\.name))
    self.uncounted = uncounted.filter { !names.contains($0.name) }
  }

  private static func objection(
    to signature: CommitSignature, of email: String, owners: [String: String]
  ) -> String? {
    switch signature.standing {
    case .missing: return "it is not signed"
    case .bad: return "its signature does not fit: it was changed afterwards"
    case .unknownKey: return "it is signed with a key that is not among the allowed signers"
    case .outdated: return "its key or its signature has run out, or was withdrawn"
    case .unchecked: return "its key is missing here, so that nothing proves it"
    case .good: break
    }
    // `ada@acme.example`, `Ada <ada@acme.example>`, or several with commas between them.
    let signers = signature.signer.lowercased().split { " ,<>".contains($0) }
    if signers.contains(where: { $0.contains("@") }), !signature.signer.contains("*"),
      !signers.contains(Substring(email))
    {
      return "it is signed by \(signature.signer), and not by \(email)"
    }
    if let owner = owners[signature.key], owner != email {
      return "it is signed with the key of \(owner)"
    }
    return nil
  }
}

extension Workspace {
  /// The approvals of a candidate that count.
  ///
  /// - Parameter signed: Whether only those with a good signature do, by what git on this machine knows.
  package func approvals(
    of candidate: ObjectID, in history: History, signed: Bool
  ) async throws -> ApprovalTally {
    guard signed else { return ApprovalTally(counted: history.approvals(of: candidate)) }
    let entries = history.approvalEntries(of: candidate)
    let signatures = try await repository.signatures(of: entries.map(\.commit))
    return ApprovalTally(signed: entries, of: candidate, signatures: signatures)
  }

  /// What keeps this machine from checking ssh signatures; `nil` where nothing is known to.
  func missingSigners() async throws -> String? {
    let setting = try await repository.configuration("gpg.ssh.allowedSignersFile")
    return setting == nil
      ? "git here knows nobody who may sign with ssh: "
        + "`git config gpg.ssh.allowedSignersFile /path/to/allowed_signers` names the file"
      : nil
  }
}

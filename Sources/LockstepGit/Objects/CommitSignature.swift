/// What git finds out about the signature of a commit, by the keys that it knows.
package struct CommitSignature: Hashable, Sendable {
  /// What there is to say about it.
  package enum Standing: Hashable, Sendable {
    /// It is good, and of somebody whom git's settings allow to sign.
    case good
    /// There is none that this git could read.
    case missing
    /// It does not fit the commit.
    case bad
    /// It fits, and is of a key that is not known to be anybody's.
    case unknownKey
    /// The key or the signature has run out, or was withdrawn.
    case outdated
    /// It could not be checked: the key is missing.
    case unchecked

    /// As git's `%G?` says it (git-log, "PRETTY FORMATS").
    package init(code: some StringProtocol) {
      self =
        switch code {
        case "G": .good
        case "B": .bad
        case "U": .unknownKey
        case "X", "Y", "R": .outdated
        case "E": .unchecked
        default: .missing
        }
    }
  }

  package let standing: Standing
  /// Who signed, as the list of the allowed signers or the key names them; empty where nobody is known.
  package let signer: String
  /// The fingerprint of the key: two signatures with one are of one person.
  package let key: String

  package init(standing: Standing, signer: String = "", key: String = "") {
    self.standing = standing
    self.signer = signer
    self.key = key
  }
}

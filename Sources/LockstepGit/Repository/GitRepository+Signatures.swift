import LockstepCore
import LockstepSystem

extension GitRepository {
  /// What git finds out about the signatures of commits, by the user's settings: `gpg.format`,
  /// `gpg.ssh.allowedSignersFile`, the keys of gpg.
  ///
  /// One program of git, and for each signed commit those that check a signature.
  package func signatures(of commits: [ObjectID]) async throws -> [ObjectID: CommitSignature] {
    guard !commits.isEmpty else { return [:] }
    let bytes = try await output(
      Command(
        [
          "log", "-z", "--no-walk=unsorted", "--format=%H%x1f%G?%x1f%GS%x1f%GF",
          "--no-show-signature", "--no-decorate", "--no-color", "--no-mailmap", "--end-of-options",
        ] + commits.map(\.description) + ["--"], to: "check signatures"))
    var found: [ObjectID: CommitSignature] = [:]
    for record in bytes.split(separator: 0) {
      let fields = record.split(separator: 0x1F, omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
      guard fields.count == 4, let id = ObjectID(hexadecimal: fields[0].utf8) else {
        throw unreadable("a signature")
      }
      found[id] = CommitSignature(
        standing: .init(code: fields[1]), signer: fields[2], key: fields[3])
    }
    return found
  }
}

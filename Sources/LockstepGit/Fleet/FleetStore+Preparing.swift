import LockstepCore
import LockstepSystem

extension FleetStore {
  /// Makes the store quick to open after many fetches: one index over all packs.
  ///
  /// Nothing is removed and nothing rewritten, so that whoever works in the store meanwhile is not
  /// disturbed. Where it does not work out the store is merely slower.
  package func prepare() async {
    guard let names = try? Files.list("\(objects.gitDirectory)/objects/pack") else { return }
    let packs = names.count { $0.hasSuffix(".pack") }
    guard packs > 8 else { return }
    let command = GitRepository.Command(
      [
        "multi-pack-index", "--object-dir=\(objects.gitDirectory)/objects", "write",
        "--no-progress",
      ],
      to: "index the packs")
    _ = try? await objects.run(command)
  }
}

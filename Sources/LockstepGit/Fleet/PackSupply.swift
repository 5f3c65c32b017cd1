import LockstepCore

/// Makes the packs of a wave of pushes, a few at a time, as the pushes come to need them.
///
/// Packs are made for many pushes together, because a process can be asked about many as quickly as about
/// one; and not for all at once, because they lie in memory until they are sent.
actor PackSupply {
  /// How many pushes a few processes serve.
  private static let portion = 64

  private let objects: GitRepository
  private var waiting: ArraySlice<(name: RepositoryName, contents: PushContents)>
  private var ready: [RepositoryName: [UInt8]] = [:]
  private var isMaking = false
  private var sleepers: [CheckedContinuation<Void, Never>] = []

  /// Makes packs from `objects` for `pushes`, which are asked for in about this order.
  init(objects: GitRepository, pushes: [(name: RepositoryName, contents: PushContents)]) {
    self.objects = objects
    waiting = pushes[...]
  }

  /// The pack for one repository, once; `nil` where it cannot be made here.
  func pack(for name: RepositoryName) async -> [UInt8]? {
    while true {
      if let pack = ready.removeValue(forKey: name) {
        // One makes more while the others push what is left.
        if !isMaking, !waiting.isEmpty, ready.count < Self.portion / 4 { await makeMore() }
        return pack
      }
      if isMaking {
        await withCheckedContinuation { sleepers.append($0) }
      } else if waiting.contains(where: { $0.name == name }) {
        await makeMore()
      } else {
        return nil
      }
    }
  }

  private func makeMore() async {
    isMaking = true
    let portion = waiting.prefix(Self.portion)
    waiting = waiting.dropFirst(Self.portion)
    // Where the objects cannot be read, `git push` is tried and says why.
    let packs = (try? await objects.packs(for: portion.map(\.contents))) ?? []
    for (push, pack) in zip(portion, packs) { ready[push.name] = pack }
    isMaking = false
    let awake = sleepers
    sleepers = []
    for sleeper in awake { sleeper.resume() }
  }
}

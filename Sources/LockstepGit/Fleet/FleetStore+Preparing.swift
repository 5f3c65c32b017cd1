import LockstepCore
import LockstepSystem

extension FleetStore {
  /// Makes the store quick to open: loose objects become a pack, and many packs become one.
  ///
  /// git looks through all packs for each object that it does not find, and a push asks for many
  /// that are on the other side only: a thousand packs make it five times as slow. Every object
  /// stays, whether something refers to it or not, so that whoever works in the store meanwhile is
  /// not disturbed. Where it does not work out the store is merely slower.
  package func prepare() async {
    let lock = FileLock(path: "\(directory)/prepare.lock")
    _ = try? await lock.whileHeld(timeout: .zero) {
      try await packLooseObjects()
      try await combinePacks()
    }
  }

  /// Writes one index over all packs that are there now; quick, for between many fetches.
  func indexPacks() async throws {
    _ = try await objects.output(
      .init(["multi-pack-index", "write", "--no-progress"], to: "index the packs"))
  }

  /// More loose objects than this become a pack.
  private static let mostLooseObjects = 6_000
  /// More packs than this become one.
  private static let mostPacks = 12
  /// More bytes than this in packs stay as they are: copying them would take too long.
  private static let mostBytes = 2 << 30

  private func packLooseObjects() async throws {
    let folder = "\(objects.gitDirectory)/objects"
    // Ids are spread evenly, so that one folder tells how full all 256 are.
    guard try Files.list("\(folder)/17").count * 256 > Self.mostLooseObjects else { return }
    var ids = ""
    let digits = Array("0123456789abcdef")
    for first in digits {
      for second in digits {
        let start = "\(first)\(second)"
        for name in try Files.list("\(folder)/\(start)") {
          if ObjectID(hexadecimal: "\(start)\(name)".utf8) != nil { ids += "\(start)\(name)\n" }
        }
      }
    }
    var command = GitRepository.Command(
      ["pack-objects", "--quiet", "--non-empty", "--window=0", "\(folder)/pack/pack"],
      to: "pack loose objects")
    command.input = .bytes(Array(ids.utf8))
    _ = try await objects.output(command)
    _ = try await objects.output(.init(["prune-packed", "--quiet"], to: "drop packed objects"))
  }

  private func combinePacks() async throws {
    let folder = "\(objects.gitDirectory)/objects/pack"
    let packs = try Files.list(folder).filter { $0.hasSuffix(".pack") }
    guard packs.count > Self.mostPacks else { return }
    try await indexPacks()
    var size = 0
    for pack in packs { size += try Files.size("\(folder)/\(pack)") ?? 0 }
    guard size <= Self.mostBytes else { return }
    _ = try await objects.output(
      .init(
        ["multi-pack-index", "repack", "--batch-size=0", "--no-progress"], to: "combine the packs"))
    _ = try await objects.output(
      .init(["multi-pack-index", "expire", "--no-progress"], to: "drop combined packs"))
  }
}

package import LockstepCore
internal import LockstepFleet
package import LockstepGit

/// How one dependent would go back to the last good version, prepared before anybody needs it.
package struct WayBack: Codable, Hashable, Sendable {
  /// The pin as it was prepared: from which tip, to which commit, with which verdict.
  package var pin: PreparedDependent
  /// The tree of the pinned state; what its verdict is about, whatever the commit is called.
  package var tree: ObjectID?
  /// Where the repositories stood that lie beside it in a build; empty for most.
  package var beside: [RepositoryName: ObjectID]

  package init(pin: PreparedDependent, tree: ObjectID?, beside: [RepositoryName: ObjectID]) {
    self.pin = pin
    self.tree = tree
    self.beside = beside
  }

  /// How a way back stands to the branch that it starts from.
  package enum Standing: String, Hashable, Sendable, CaseIterable {
    /// It was built, and its branch is where it starts from: an emergency only has to push it.
    case prepared
    /// Its branch has moved, or what it is built with has: it has to be prepared anew.
    case stale
    /// It can be pushed, and no build has proven it.
    case unproven
    /// The last good version does not build with its code.
    case cannotPin = "cannot-pin"
  }

  /// Whether its branch, and those of the repositories beside it, are where they were.
  package func holds(at tips: (RepositoryName) -> ObjectID?) -> Bool {
    tips(pin.name) == pin.before && beside.allSatisfy { tips($0.key) == $0.value }
  }

  /// How it stands where the branches are at `tips`.
  package func standing(at tips: (RepositoryName) -> ObjectID?) -> Standing {
    guard holds(at: tips) else { return .stale }
    if pin.outcome == .cannotPin { return .cannotPin }
    return pin.built == true ? .prepared : .unproven
  }

  /// Whether a build has said that it works, or that it does not.
  var isDecided: Bool { pin.built == true || pin.outcome == .cannotPin }
}

extension Dependent {
  /// The repositories of `fleet` that lie beside this one when it is built, with their tips.
  func beside(in fleet: Fleet) -> [RepositoryName: ObjectID] {
    guard uses.contains(where: { $0.via != nil && $0.dependency.folderOutside }) else { return [:] }
    var tips: [RepositoryName: ObjectID] = [:]
    for other in fleet.closure(of: [name]) where other != name {
      tips[other] = fleet.dependent(other)?.commit
    }
    return tips
  }
}

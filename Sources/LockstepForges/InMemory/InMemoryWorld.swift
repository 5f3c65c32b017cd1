/// Everything that a forge in memory has.
package struct InMemoryWorld: Sendable {
  /// Something that goes wrong with a request.
  package struct Fault: Sendable {
    /// The request that it is about.
    package var request: InMemoryRequest
    /// What whoever asked is told.
    package var kind: ForgeError.Kind
    /// Whether the request is carried out before its answer gets lost.
    package var isCarriedOut: Bool
    /// How many requests go well before.
    package var skip: Int

    /// Describes a fault of one request.
    package init(
      _ request: InMemoryRequest, _ kind: ForgeError.Kind, isCarriedOut: Bool = false,
      skip: Int = 0
    ) {
      self.request = request
      self.kind = kind
      self.isCarriedOut = isCarriedOut
      self.skip = skip
    }
  }

  /// A request that arrived.
  package struct Entry: Hashable, Sendable {
    /// What was asked for.
    package var request: InMemoryRequest
    /// Of which repository.
    package var path: ForgePath
  }

  /// The repositories.
  package var repositories: [ForgePath: InMemoryRepository] = [:]
  /// What is still to go wrong; each happens once.
  package var faults: [Fault] = []
  /// What arrived, in order.
  package var journal: [Entry] = []

  /// Makes an empty world.
  package init() {}

  mutating func takeFault(for request: InMemoryRequest) -> Fault? {
    for index in faults.indices where faults[index].request == request {
      if faults[index].skip > 0 {
        faults[index].skip -= 1
        continue
      }
      return faults.remove(at: index)
    }
    return nil
  }
}

/// What a repository in memory does not do.
struct InMemoryRefusal: Error {
  var kind: ForgeError.Kind

  init(_ kind: ForgeError.Kind) {
    self.kind = kind
  }
}

internal import LockstepCore
internal import LockstepFleet
internal import LockstepForges
internal import LockstepGit
internal import LockstepSystem

/// Who can read what is recorded: incidents, vulnerabilities, the names of private dependents.
package enum LedgerExposure: Hashable, Sendable {
  /// The record has a remote of its own.
  case apart
  /// It stands beside the foundation, which only members see.
  case members
  /// It stands where everybody reads it, beside the foundation or on a remote of its own.
  case everybody(address: String)
  /// It stands on this machine, or on one that it is copied to as a folder.
  case folder
  /// It stands beside the foundation, and who sees that cannot be known; the reason, as a clause.
  case unknown(String)

  /// What whoever records something that is not for everybody should know before; `nil` where nothing.
  package var remark: String? {
    switch self {
    case .apart, .members, .folder: nil
    case .everybody(let address):
      "everybody can read the record at \(address): no vulnerability, no address and no private "
        + "dependent belongs into it"
    case .unknown(let reason):
      "the record stands beside the foundation, and whether everybody can read that is not known: "
        + reason
    }
  }
}

extension Workspace {
  /// Finds out who can read the ledger, as its forge says it.
  ///
  /// Only a forge knows who sees a repository; a plain git server and a folder tell nothing.
  ///
  /// - Parameter limit: How long the forge is waited for.
  package func ledgerExposure(within limit: Duration = .seconds(20)) async -> LedgerExposure {
    let isApart = configuration.ledger.remote != nil
    let address = configuration.ledger.remote ?? remote.text
    if (try? RemoteAddress(parsing: address))?.localPath != nil { return .folder }
    let desk = ForgeDesk(services: configuration.services, host: host)
    let clock = host.clock
    let answer = await withTaskGroup(of: LedgerExposure.self) { group in
      group.addTask {
        do {
          guard let place = try desk.place(of: address) else {
            return .unknown("its server is no forge that could be asked")
          }
          let facts = try await place.forge.forge.repository(place.path)
          return facts.isPrivate ? .members : .everybody(address: place.path.description)
        } catch {
          return .unknown(Explanation(of: error).oneLine)
        }
      }
      group.addTask {
        // A wait that is cut short is no answer; the other task gives one.
        do { try await clock.sleep(limit) } catch { return .unknown("it was not waited for") }
        return .unknown("its forge did not answer within \(limit.components.seconds) seconds")
      }
      defer { group.cancelAll() }
      return await group.next() ?? .unknown("nobody was asked")
    }
    if case .everybody = answer { return answer }
    return isApart ? .apart : answer
  }
}

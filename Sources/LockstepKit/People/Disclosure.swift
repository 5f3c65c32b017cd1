package import LockstepCore
internal import LockstepFleet
internal import LockstepForges
internal import LockstepGit
internal import LockstepSystem

/// What a text says that does not belong into a record which everybody reads.
///
/// It looks for what can be told without understanding the text: that the incident is critical, addresses of
/// people and machines, and names of dependents of which their forge says that they are private. It is no
/// substitute for reading what one writes.
package struct Disclosure: Hashable, Sendable {
  /// What it says, a clause each.
  package let reasons: [String]

  /// Looks through texts.
  ///
  /// - Parameters:
  ///   - severity: How bad the incident is that they are about.
  ///   - privateNames: The dependents that must not be named.
  ///   - known: A text that everybody reads already, where there is one.
  package init(
    of texts: [String], severity: IncidentSeverity?, privateNames: [RepositoryName] = [],
    known: String = ""
  ) {
    var reasons: [String] = []
    if severity == .critical { reasons.append("the incident is critical") }
    let words = texts.flatMap(Self.words)
    for name in privateNames where words.contains(name.description) {
      reasons.append("it names \(name), which is private")
    }
    let strange = words.filter { !known.contains($0) }
    if strange.contains(where: Self.isMailAddress) { reasons.append("it has somebody's address") }
    if strange.contains(where: Self.isMachineAddress) {
      reasons.append("it has the address of a machine")
    }
    self.reasons = reasons
  }

  /// The words of a text, without what stands around them.
  static func words(of text: String) -> [String] {
    text.split { character in
      !(character.isLetter || character.isNumber || "-_.@+:".contains(character))
    }.map { word in
      var word = word
      while let last = word.last, ".:-".contains(last) { word.removeLast() }
      return String(word)
    }
  }

  private static func isMailAddress(_ word: String) -> Bool {
    let parts = word.split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && !parts[0].isEmpty && parts[1].dropFirst().contains(".")
  }

  private static func isMachineAddress(_ word: String) -> Bool {
    let host = word.prefix { $0 != ":" }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    if parts.count == 4, parts.allSatisfy({ UInt8($0) != nil }) { return true }
    let groups = word.split(separator: ":", omittingEmptySubsequences: false)
    return groups.count > 4 && groups.allSatisfy { $0.isEmpty || UInt16($0, radix: 16) != nil }
  }
}

/// Whether a text may stand in the record.
package enum RecordVerdict: Hashable, Sendable {
  /// Not everybody reads the record, or there is nothing in the text that they must not.
  case fine
  /// Everybody reads the record at that address, and the text says these things.
  case tooMuch(address: String, reasons: [String])
  /// Who reads the record is not known; the reason, as a clause.
  case unknown(String)
}

extension Workspace {
  /// How long is waited for the forges that say who reads what.
  private static let patience: Duration = .seconds(5)

  /// Finds out whether texts may stand in the record.
  package func verdict(on texts: [String], severity: IncidentSeverity?) async -> RecordVerdict {
    switch await ledgerExposure(within: Self.patience) {
    case .apart, .members, .folder: return .fine
    case .unknown(let reason): return .unknown(reason)
    case .everybody(let address):
      let words = Set(texts.flatMap(Disclosure.words))
      let named = await strangers().filter { words.contains($0.key.description) }
      let disclosure = Disclosure(
        of: texts, severity: severity, privateNames: await privateNames(among: named),
        known: isToldAlready ? String(decoding: configuration.bytes, as: UTF8.self) : "")
      return disclosure.reasons.isEmpty
        ? .fine : .tooMuch(address: address, reasons: disclosure.reasons)
    }
  }

  /// Which of the dependents the record must not name, where everybody reads it; empty where not.
  package func unspeakable(
    among names: Set<RepositoryName>
  ) async -> (address: String, names: [RepositoryName])? {
    guard case .everybody(let address) = await ledgerExposure(within: Self.patience) else {
      return nil
    }
    let named = await privateNames(among: strangers().filter { names.contains($0.key) })
    return named.isEmpty ? nil : (address, named)
  }

  /// Whether everybody who reads the record reads `lockstep.toml` as well: it lies beside it.
  private var isToldAlready: Bool { configuration.ledger.remote == nil }

  /// The dependents that are known here and are not named before everybody anyway, with their addresses.
  private func strangers() async -> [RepositoryName: String] {
    let configured = Dictionary(
      configuration.fleet.dependents.map { ($0.name, $0.address?.text ?? "") },
      uniquingKeysWith: { first, _ in first })
    // Where the cache cannot be read nobody is known here whom nobody else knows.
    let fetched = (try? await store.tips().mapValues(\.address.text)) ?? [:]
    guard isToldAlready else { return configured.merging(fetched) { first, _ in first } }
    return fetched.filter { configured[$0.key] == nil }
  }

  /// Those of which their forge says that not everybody sees them, as far as the forges answer in time.
  private func privateNames(among names: [RepositoryName: String]) async -> [RepositoryName] {
    let desk = ForgeDesk(services: configuration.services, host: host)
    let clock = host.clock
    return await withTaskGroup(of: [RepositoryName]?.self) { group in
      group.addTask {
        let found = await forEach(names.sorted { $0.key < $1.key }, width: 8) { name, address in
          do {
            guard let place = try desk.place(of: address) else { return false }
            return try await place.forge.forge.repository(place.path).isPrivate
          } catch {
            // A repository that we may not see is seen by few.
            return (error as? ForgeError)?.kind == .notFound
          }
        }
        return zip(names.keys.sorted(), found).filter(\.1).map(\.0)
      }
      group.addTask {
        do { try await clock.sleep(Self.patience) } catch { return nil }
        return []
      }
      defer { group.cancelAll() }
      while let next = await group.next() { if let next { return next } }
      return []
    }
  }
}

/// What was to be recorded does not belong where everybody reads it.
package struct RecordTooPublic: ExplainedError, ExitStatusCarrying {
  package let address: String
  package let reasons: [String]
  /// What can be done instead.
  package let hints: [String]

  package var explanation: Explanation {
    Explanation(
      "everybody can read the record at \(address)", why: reasons,
      hints: ["`[ledger] remote` in lockstep.toml keeps the record apart"] + hints)
  }

  package var exitStatus: ExitStatus { .refused }
}

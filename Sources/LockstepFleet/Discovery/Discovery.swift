package import LockstepCore
package import LockstepGit
package import LockstepSystem

/// The repositories that may depend on the foundation, as local checkouts and the configuration
/// name them.
///
/// Checkouts only tell names and addresses. What counts is the tip of the remote's branch as it was
/// fetched, never a working tree: uncommitted changes are neither read nor touched.
package struct Discovery: Hashable, Sendable {
  /// The repositories, by name; the foundation itself is not among them.
  package var members: [FleetMember]
  /// What is worth knowing and stops nothing: a second checkout of one repository, an address that
  /// differs from the configured one.
  package var notes: [Explanation]
  /// What could not be made a member, by its name or folder, and why.
  package var problems: [String: Explanation]
  /// Folders that matched a pattern and are no git work trees.
  package var otherFolders: [String]

  /// Creates a result.
  package init(
    members: [FleetMember] = [], notes: [Explanation] = [], problems: [String: Explanation] = [:],
    otherFolders: [String] = []
  ) {
    self.members = members
    self.notes = notes
    self.problems = problems
    self.otherFolders = otherFolders
  }

  /// What the fleet's store fetches.
  package var sources: [FleetSource] {
    members.map { FleetSource(name: $0.name, address: $0.address, branch: $0.branch) }
  }

  /// Looks for checkouts and joins them with the configured dependents.
  ///
  /// - Parameters:
  ///   - configuration: What to look for.
  ///   - directory: The absolute folder of `lockstep.toml`; patterns are relative to it.
  ///   - foundation: The foundation, which is left out by its folder and by its addresses.
  ///   - host: Runs git for the few checkouts whose configuration is not plain.
  ///   - found: What forges have; a checkout of the same repository, and an entry of the configuration
  ///     for it, count more.
  package static func run(
    _ configuration: Configuration, in directory: String, foundation: FoundationFacts, host: Host,
    found: [FoundRepository] = []
  ) async -> Discovery {
    var result = Discovery()
    var folders: [String] = []
    for text in configuration.fleet.search {
      let pattern = FolderPattern(text, from: directory)
      let found = pattern.folders { result.problems[$0.path] = $0.explanation }
      if pattern.namesOne, found.isEmpty {
        result.notes.append(
          Explanation(
            "`\(text)` of `search` finds no folder",
            hints: ["clone the repository there, or take the pattern out of `search`"]))
      }
      folders += found
    }
    var checkouts: [Checkout] = []
    for folder in Set(folders).sorted() where !foundation.isCheckedOut(at: folder) {
      guard let checkout = await Checkout.read(folder, host: host, noting: &result) else {
        continue
      }
      checkouts.append(checkout)
    }
    let own = Set(foundation.addresses.map { AddressIdentity($0.text) })
    checkouts.removeAll { own.contains($0.identity) }
    var joining = Joining(configuration: configuration, directory: directory, result: result)
    joining.join(checkouts, found.filter { !own.contains(AddressIdentity($0.address.text)) })
    return joining.result
  }
}

extension FoundationFacts {
  /// Whether `folder` is the foundation's own checkout, or holds it.
  func isCheckedOut(at folder: String) -> Bool {
    guard let checkout else { return false }
    return LexicalPath.below(folder, checkout) != nil
  }
}

/// A local checkout with its remote's address.
struct Checkout {
  let folder: String
  let address: RemoteAddress
  let branch: String?
  let identity: AddressIdentity

  /// The folder's own name.
  var name: String { LexicalPath.name(of: folder) }

  /// Reads a folder; nil, with a note in `result`, where it is no usable checkout.
  static func read(
    _ folder: String, host: Host, noting result: inout Discovery
  ) async -> Checkout? {
    var reading = CheckoutConfig.read(folder, remote: "origin")
    if reading == .unclear { reading = await askGit(folder, host: host) }
    switch reading {
    case .found(let text, let branch):
      do {
        // A relative address is relative to the checkout.
        let absolute = isRelative(text) ? LexicalPath.resolve(text, from: folder) : text
        let address = try RemoteAddress(parsing: absolute)
        return Checkout(
          folder: folder, address: address, branch: branch,
          identity: AddressIdentity(address.text))
      } catch {
        result.problems[folder] = Explanation(
          "the checkout `\(folder)` has an `origin` that cannot be used",
          why: [Explanation(of: error).what],
          hints: ["correct it with `git remote set-url origin ADDRESS`"])
      }
    case .notRepository: result.otherFolders.append(folder)
    case .noRemote, .unclear:
      result.problems[folder] = Explanation(
        "the checkout `\(folder)` has no remote `origin`",
        why: ["what counts is what its remote holds, and there is none to ask"],
        hints: [
          "add it with `git remote add origin ADDRESS`",
          "or name its `url` in a [[fleet.dependent]]",
        ])
    case .unreadable(let error): result.problems[folder] = error.explanation
    }
    return nil
  }

  private static func isRelative(_ address: String) -> Bool {
    guard !address.hasPrefix("/") else { return false }
    return address.hasPrefix("./") || address.hasPrefix("../") || !address.contains(":")
  }

  /// Lets git read a configuration with includes or quoting.
  private static func askGit(_ folder: String, host: Host) async -> CheckoutConfig.Reading {
    do {
      let (repository, _) = try await GitRepository.discover(from: folder, host: host)
      guard let address = try await repository.configuration("remote.origin.url") else {
        return .noRemote
      }
      return .found(address: address, branch: nil)
    } catch {
      return .unclear
    }
  }
}

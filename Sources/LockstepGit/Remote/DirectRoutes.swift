import LockstepCore
import LockstepSystem

/// Which repositories are pushed to by starting `git receive-pack` ourselves.
///
/// Those on this machine for which the user's configuration says nothing that `git push` would have to
/// heed: another address in the place of this one (`url.*.insteadOf`, `url.*.pushInsteadOf`), settings of
/// a remote that is called like the address, options for the other side (`push.pushOption`), signed
/// pushes, protocols that are not allowed.
struct DirectRoutes: Sendable {
  private let isOpen: Bool
  private let rewritten: [String]
  private let configured: Set<String>

  /// No repository at all.
  static let none = DirectRoutes(isOpen: false, rewritten: [], configured: [])

  private init(isOpen: Bool, rewritten: [String], configured: Set<String>) {
    self.isOpen = isOpen
    self.rewritten = rewritten
    self.configured = configured
  }

  /// Reads what `settings` say, in git's form of their names.
  init(settings: [(name: String, value: String)], environment: [String: String]) {
    var isOpen = environment["GIT_ALLOW_PROTOCOL"] == nil
    var rewritten: [String] = []
    var configured: Set<String> = []
    for (name, value) in settings {
      switch name {
      case "push.pushoption": isOpen = false
      case "push.gpgsign": isOpen = isOpen && value == "false"
      case "protocol.allow", "protocol.file.allow": isOpen = isOpen && value != "never"
      case _ where name.hasPrefix("url."): rewritten.append(value)
      case _ where name.hasPrefix("remote."):
        configured.insert(
          name.dropFirst("remote.".count).split(separator: ".", omittingEmptySubsequences: false)
            .dropLast().joined(separator: "."))
      default: break
      }
    }
    self.init(isOpen: isOpen, rewritten: rewritten, configured: configured)
  }

  /// The settings that are read, as a pattern over their names.
  static let settingPattern =
    #"^(url\..*\.(push)?insteadof|remote\..*|push\.(pushoption|gpgsign)|protocol\.(file\.)?allow)$"#

  /// The folder of the repository at `address`, where it can be pushed to directly.
  func folder(of address: RemoteAddress) -> String? {
    guard isOpen, let path = address.localPath, path.hasPrefix("/"),
      // An address, unlike a path, may hold characters that are written as `%20`.
      address.text == path || !path.contains("%"),
      !configured.contains(address.text),
      !rewritten.contains(where: { address.text.hasPrefix($0) })
    else { return nil }
    return path
  }

  /// Whether `updates` may be tried directly on the repository in `folder`.
  ///
  /// Deletions bring no pack. What visibly stands elsewhere already is for `git push` to find out, so that
  /// no hook of the other side is asked about it; what stands there in packed references, or moves in the
  /// next moment, the other side itself refuses.
  static func mayMove(_ updates: [RefUpdate], in folder: String) -> Bool {
    updates.allSatisfy { update in
      guard let new = update.new, !new.isAbsent, new != update.old else { return false }
      for place in ["\(folder)/.git", folder] {
        guard let bytes = try? Files.read("\(place)/\(update.ref)", limit: 4_096) else { continue }
        return ObjectID(hexadecimal: bytes.prefix { $0 != 10 }) == update.old
      }
      return true
    }
  }
}

extension GitRepository {
  /// Which repositories can be pushed to directly, as the configuration of this moment has it.
  func directRoutes() async -> DirectRoutes {
    // Where it cannot be read `git push` says so.
    guard let settings = try? await settings(matching: DirectRoutes.settingPattern) else {
      return .none
    }
    return DirectRoutes(settings: settings, environment: host.environment)
  }
}

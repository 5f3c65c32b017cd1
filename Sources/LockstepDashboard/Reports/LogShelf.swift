internal import LockstepKit
internal import LockstepSystem

/// Where the logs of a run lie.
///
/// A report may come from elsewhere and name any path as its log: only files below the shelf's own folders
/// are read.
package struct LogShelf: Sendable {
  private let folders: [String]

  /// - Parameter folders: Folders that hold nothing but what may be shown to whoever gets the page.
  package init(folders: [String]) {
    self.folders = folders.compactMap(Files.canonicalPath)
  }

  /// The excerpt of the log at `path`, or why there is none.
  func excerpt(of path: String) -> Result<LogExcerpt, Absence> {
    guard let place = Files.canonicalPath(path) else { return .failure(.gone) }
    guard folders.contains(where: { place.hasPrefix($0 + "/") }) else {
      return .failure(.elsewhere)
    }
    do {
      guard let bytes = try Files.read(place, limit: 64 << 20) else { return .failure(.gone) }
      return .success(LogExcerpt(of: String(decoding: bytes, as: UTF8.self)))
    } catch {
      return .failure(.unreadable(error.explanation.oneLine))
    }
  }

  /// Why a log is not shown.
  enum Absence: Error {
    case gone, elsewhere
    case unreadable(String)

    var text: String {
      switch self {
      case .gone: "it is not on this machine"
      case .elsewhere: "it lies outside the folders of logs"
      case .unreadable(let reason): reason
      }
    }
  }
}

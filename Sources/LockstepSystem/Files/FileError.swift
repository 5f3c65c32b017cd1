package import LockstepCore

/// The file system refused something.
package struct FileError: ExplainedError, Hashable {
  /// What was to be done, in the infinitive: `read`, `write`, `create the folder`.
  package var action: String
  /// The file or folder.
  package var path: String
  /// What the operating system said.
  package var reason: String
  /// The error's number (`errno`), zero where there is none.
  package var code: Int32

  /// Describes a refusal.
  package init(action: String, path: String, reason: String, code: Int32 = 0) {
    self.action = action
    self.path = path
    self.reason = reason
    self.code = code
  }

  /// Describes the refusal that the last system call met with.
  init(_ action: String, _ path: String) {
    let code = SystemCall.lastError
    self.init(action: action, path: path, reason: SystemCall.describe(code), code: code)
  }

  package var explanation: Explanation {
    Explanation("cannot \(action) \(path)", why: [reason], hints: FileError.hints(for: code))
  }

  private static func hints(for code: Int32) -> [String] {
    switch code {
    case SystemCall.noSpace: ["free some space on that disk, then run the command again"]
    case SystemCall.noPermission: ["check who owns it, and what its permissions are"]
    default: []
    }
  }
}

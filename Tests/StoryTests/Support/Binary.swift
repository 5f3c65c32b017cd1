import LockstepSystem
import LockstepTestSupport

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The `lockstep` command as it was built beside these tests.
enum Binary {
  /// Its path; `nil` where it was not built.
  static let path: String? = {
    candidates.first { Files.isFile($0) && access($0, X_OK) == 0 }
  }()

  /// Whether there is one, for `.enabled(if:)`.
  static var isBuilt: Bool { path != nil }

  /// Whether the tools that a story needs beside it are there.
  static var hasTools: Bool { isBuilt && isInstalled("git") && isInstalled("cargo") }

  /// Why a story is passed over where ``hasTools`` is false.
  static let needs = "needs the built `lockstep`, git and cargo"

  /// Whether `program` is in a folder of this process's `PATH`.
  static func isInstalled(_ program: String) -> Bool { InstalledTools.has(program) }

  /// Where it can be: in the folder of the running tests (whatever `--scratch-path` says), above the
  /// test bundle on macOS, and in the package's usual build folder.
  private static var candidates: [String] {
    var folders: [String] = []
    if var folder = testImage.map(Files.parent(of:)) {
      for _ in 0..<4 {
        folders.append(folder)
        folder = Files.parent(of: folder)
      }
    }
    let package = (0..<4).reduce(#filePath) { path, _ in Files.parent(of: path) }
    folders.append("\(package)/.build/debug")
    return folders.map { "\($0)/lockstep" }
  }

  /// The file that holds this very code.
  private static var testImage: String? {
    #if os(Linux)
      Files.canonicalPath("/proc/self/exe")
    #else
      var info = Dl_info()
      guard dladdr(#dsohandle, &info) != 0, let name = info.dli_fname else { return nil }
      return String(cString: name)
    #endif
  }
}

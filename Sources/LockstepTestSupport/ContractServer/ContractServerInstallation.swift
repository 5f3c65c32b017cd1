import Foundation
import LockstepSystem

/// Where the contract server and a python for it are on this machine.
struct ContractServerInstallation: Sendable {
  /// Why the server cannot run here.
  struct Missing: Error {
    var reason: String
  }

  let script: String
  let python: String

  /// What was found; looked for once.
  static let found: Result<ContractServerInstallation, Missing> = find()

  private static func find() -> Result<ContractServerInstallation, Missing> {
    let environment = ProcessInfo.processInfo.environment
    let own = Files.canonicalPath(#filePath) ?? #filePath
    let top = (0..<4).reduce(own) { path, _ in Files.parent(of: path) }
    let folder =
      environment["LOCKSTEP_CONTRACTS"] ?? Files.join(Files.parent(of: top), "shared/contracts")
    let script = Files.join(folder, "serve.py")
    guard Files.isFile(script) else {
      return .failure(Missing(reason: "needs ../shared/contracts"))
    }
    if let named = environment["LOCKSTEP_CONTRACTS_PYTHON"] {
      guard suits(named, script: script) else {
        return .failure(
          Missing(reason: "the python of LOCKSTEP_CONTRACTS_PYTHON lacks packages of contracts"))
      }
      return .success(ContractServerInstallation(script: script, python: named))
    }
    let onPath = (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
      .filter { $0.hasPrefix("/") }.map { "\($0)/python3" }
    // The first is the virtual environment that `.ci/run` makes.
    for python in [Files.join(top, ".build/contracts/bin/python3")] + onPath
    where Files.isFile(python) && suits(python, script: script) {
      return .success(ContractServerInstallation(script: script, python: python))
    }
    return .failure(
      Missing(reason: "needs a python3 with the packages of ../shared/contracts/requirements.txt"))
  }

  /// Whether the python has the packages, new enough.
  private static func suits(_ python: String, script: String) -> Bool {
    let question = """
      import jsonschema, referencing, graphql
      assert graphql.version_info >= (3, 2)
      """
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = ["-c", question]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    // A python that cannot be started does not suit.
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationReason == .exit && process.terminationStatus == 0
  }
}

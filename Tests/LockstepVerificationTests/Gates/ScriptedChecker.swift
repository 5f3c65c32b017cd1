import LockstepCore
import LockstepEcosystems
import LockstepSystem
import LockstepVerification
import Synchronization

/// A build tool that answers what it is told to, and remembers what it was asked.
final class ScriptedChecker: EcosystemChecker {
  private let format: FormatReport
  private let answer: ToolAnswer
  private let reports: @Sendable (CompileRequest) -> BuildReport
  private let seen = Mutex<[CompileRequest]>([])
  private let moved = Mutex<[String]>([])

  init(
    features: [String: [String]] = [:], format: FormatReport = FormatReport(outcome: .succeeded),
    answer: ToolAnswer = .obstacle(Obstacle(kind: .toolMissing, message: "no such command")),
    _ reports: @escaping @Sendable (CompileRequest) -> BuildReport = { _ in
      BuildReport(outcome: .succeeded)
    }
  ) {
    featureTable = FeatureTable(features)
    self.format = format
    self.answer = answer
    self.reports = reports
  }

  private let featureTable: FeatureTable

  var requests: [CompileRequest] { seen.withLock { $0 } }
  /// What lock files were to be moved to, `package=version` each.
  var updates: [String] { moved.withLock { $0 } }

  func version() async throws -> String { "tool 1.0" }

  func compile(_ request: CompileRequest) async throws -> BuildReport {
    seen.withLock { $0.append(request) }
    return reports(request)
  }

  func package(_ request: PackageRequest) async throws -> [PackagedCrate] { [] }
  func fetch(_ request: LockRequest, locked: Bool) async throws {}
  func requirements(of packages: [String], in request: LockRequest) async throws
    -> [StatedRequirement]
  { [] }
  func sandboxProfile(for folder: String, writable: [String], readable: [String]) throws
    -> SandboxProfile
  { SandboxProfile() }

  func generateLockfile(_ request: LockRequest) async throws {}
  func update(_ packages: [String], precise: Version?, in request: LockRequest) async throws {
    moved.withLock { $0 += packages.map { "\($0)=\(precise?.description ?? "newest")" } }
  }

  func checkFormat(of folder: String, timeout: Duration?) async throws -> FormatReport { format }

  func features(of package: String, in request: LockRequest) async throws -> FeatureTable {
    featureTable
  }

  func coverage(_ request: CompileRequest) async throws -> ToolAnswer { answer }

  func advisories(
    forLock path: String, database: String?, fetching: Bool, timeout: Duration?
  ) async throws -> ToolAnswer { answer }

  func environment(adding extra: [String: String]) -> [String: String] { extra }
}

extension GateSubject {
  /// A checkout that nobody looks into.
  static let sample = GateSubject(
    folder: "/checkout", package: "core", locked: true, targetDirectory: "/target")
}

extension CompilerError {
  static func sample(_ message: String, line: Int = 3) -> CompilerError {
    CompilerError(
      code: "E0308", message: message, file: "src/lib.rs", line: line, column: 1,
      package: PackageIdentifier(text: "core", name: "core", version: nil, source: ""),
      rendered: message)
  }
}

import LockstepCore
import LockstepSystem

extension CargoRunner {
  /// Runs `cargo publish --no-verify` for one package; the caller reads the index afterwards.
  ///
  /// The result says little: cargo exits with 0 when the version does not show within a minute, and
  /// with 101 when the answer to an upload that was taken is lost. The token is in this child's
  /// environment alone; without one cargo asks its own credential providers.
  func publish(
    _ request: PublishRequest, registry: String, targetDirectory: String, token: Secret?
  ) async throws -> ProcessResult {
    try CrateName.check(registry: registry)
    try CrateName.check(request.crate.name)
    var arguments = [
      "publish", "--no-verify", "--color=never", "--registry=\(registry)",
      "--package=\(request.crate.name)", "--target-dir=\(targetDirectory)",
    ]
    if let manifest = request.manifestPath { arguments.append("--manifest-path=\(manifest)") }
    if request.allowDirty { arguments.append("--allow-dirty") }
    arguments += request.configuration.map { "--config=\($0)" }
    return try await run(
      arguments, in: request.folder, for: .publishing,
      adding: Self.tokenVariables(token, registry: registry), timeout: .seconds(900),
      input: .lock(request.lock), effect: "publish:\(request.crate.label)")
  }

  /// Runs `cargo yank`, or `cargo yank --undo`; the caller reads the index afterwards.
  func yank(
    _ request: YankRequest, undo: Bool, registry: String, folder: String, token: Secret?
  ) async throws -> ProcessResult {
    try CrateName.check(registry: registry)
    try CrateName.check(request.package)
    var arguments = [
      "yank", "--color=never", "--registry=\(registry)", "--version=\(request.version)",
    ]
    if undo { arguments.append("--undo") }
    arguments += ["--", request.package]
    let effect = "\(undo ? "unyank" : "yank"):\(request.package)@\(request.version)"
    return try await run(
      arguments, in: folder, for: .publishing,
      adding: Self.tokenVariables(token, registry: registry), timeout: .seconds(300),
      input: .lock(request.lock), effect: effect)
  }

  private static func tokenVariables(_ token: Secret?, registry: String) -> [String: String] {
    guard let token else { return [:] }
    return [CargoEnvironment.tokenVariable(of: registry): token.reveal()]
  }
}

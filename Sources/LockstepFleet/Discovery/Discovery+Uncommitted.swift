package import LockstepCore
package import LockstepSystem

extension Discovery {
  /// Says which checkouts hold changes that are not committed.
  ///
  /// They do not count: what counts is the remote's tip. Whoever works there may want to know, so
  /// this is asked for by itself; it runs one git for each checkout, at most `width` at a time.
  package func uncommitted(host: Host, width: Int) async -> [RepositoryName: Explanation] {
    let checkouts = members.compactMap { member in member.checkout.map { (member.name, $0) } }
    let found = await forEach(checkouts, width: width) { name, folder in
      (name, await Self.changes(in: folder, host: host))
    }
    return Dictionary(
      found.compactMap { name, explanation in explanation.map { (name, $0) } },
      uniquingKeysWith: { one, _ in one })
  }

  private static func changes(in folder: String, host: Host) async -> Explanation? {
    var environment = host.environment
    // Looking must not write: git would refresh the index of a checkout that is not ours.
    environment["GIT_OPTIONAL_LOCKS"] = "0"
    environment["LC_ALL"] = "C"
    environment["GIT_TERMINAL_PROMPT"] = "0"
    do {
      let result = try await host.processes.run(
        Invocation(
          program: "git",
          arguments: [
            "-c", "core.fsmonitor=false", "-C", folder, "status", "--porcelain=v1", "-z",
            "--untracked-files=no",
          ], environment: environment, timeout: .seconds(60), outputLimit: 16 << 20))
      guard result.succeeded else {
        return Explanation(
          "git cannot say whether `\(folder)` has uncommitted changes",
          why: result.timedOut ? ["it took longer than a minute"] : [result.errorText])
      }
      let count = result.output.split(separator: 0).count
      guard count > 0 else { return nil }
      return Explanation(
        "`\(folder)` has uncommitted changes in \(count) \(count == 1 ? "file" : "files")",
        why: ["what counts is the tip of its remote; the changes are neither read nor touched"])
    } catch {
      return Explanation(of: error)
    }
  }
}

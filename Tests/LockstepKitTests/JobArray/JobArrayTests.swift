import LockstepCore
import LockstepKit
import LockstepSystem
import LockstepTestSupport
import Testing

/// The files of `lockstep ci`, as their engines read them.
///
/// GitHub's and GitLab's are validated against the schemas that both are published by: SchemaStore's
/// `github-workflow.json` and GitLab's own `ci.json`, in the copies that the Python package
/// `check-jsonschema` carries. `.ci/run` installs it; without it these tests are skipped.
@Suite struct JobArrayTests {
  /// Names that mean something in YAML, in a shell, to GitHub and to GitLab.
  private static let hostile = [
    "plain", "with blank", "it's", "\"quoted\" \\ back", "$(touch owned)", "`touch owned`", "$HOME",
    "${{ secrets.TOKEN }}", "a: b # c", "-x", "*&!|>", "tab\tand\nline", "\u{202E}reversed", "%a",
  ]

  private func array(
    _ engine: JobArray.Engine, shards: Int = 3, folder: String = "", setup: String? = nil
  ) throws -> JobArray {
    try JobArray(
      engine: engine, shards: shards, foundation: "core", folder: folder, setup: setup)
  }

  // MARK: - The published schemas

  private enum Validator {
    static let path: String? = {
      let environment = Host.live().environment
      if let named = environment["LOCKSTEP_CHECK_JSONSCHEMA"] { return named }
      let top = (0..<4).reduce(#filePath) { path, _ in Files.parent(of: path) }
      let folders = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
      return (["\(top)/.build/check-jsonschema/bin"] + folders)
        .map { "\($0)/check-jsonschema" }.first(where: Files.isFile)
    }()

    static let needs = "needs check-jsonschema, which `.ci/run` installs"
  }

  @Test(
    .enabled(if: Validator.path != nil, "\(Validator.needs)"),
    arguments: [
      (.github, ["--builtin-schema", "vendor.github-workflows"]),
      (.gitlab, ["--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci"]),
    ] as [(JobArray.Engine, [String])])
  func `the file is what the engine's published schema says, whatever the names are`(
    engine: JobArray.Engine, schema: [String]
  ) async throws {
    let validator = try #require(Validator.path)
    try await ScratchGit.with { scratch in
      var paths: [String] = []
      for (number, name) in Self.hostile.enumerated() {
        for shards in [1, engine.mostShards] where number == 0 || shards == 1 {
          let path = "\(scratch.directory)/\(number)-\(shards).yml"
          let setup = name.contains("\u{202E}") ? nil : name
          let text = try array(engine, shards: shards, folder: name, setup: setup).text
          try Files.write(Array(text.utf8), to: path)
          paths.append(path)
        }
      }
      // That a wrong file is noticed at all.
      let wrong = "\(scratch.directory)/wrong.yml"
      let text = try array(engine).text.replacing("needs:", with: "needing:")
        .replacing("parallel: 3", with: "parallel: many")
      try Files.write(Array(text.utf8), to: wrong)
      var invocation = Invocation(
        program: validator, arguments: schema + paths, environment: scratch.host.environment,
        directory: scratch.directory, timeout: .seconds(120))
      let good = try await scratch.host.processes.run(invocation)
      #expect(good.succeeded, "\(good.text)\(good.errorText)")
      invocation.arguments = schema + [wrong]
      #expect(try await !scratch.host.processes.run(invocation).succeeded)
    }
  }

  // MARK: - What a schema does not say

  @Test func `a workflow reads only, and pins what it uses`() throws {
    let text = try array(.github).text
    #expect(text.contains("\npermissions:\n  contents: read\n\n"))
    #expect(text.components(of: "permissions:") == 1)
    #expect(text.components(of: "persist-credentials: false") == 3)
    #expect(!text.contains("secrets."))
    #expect(text.contains("if: ${{ always() && needs.split.result == 'success' }}"))
    #expect(text.contains("shard: [1, 2, 3]"))
    #expect(text.contains("fail-fast: false"))
    for line in text.split(separator: "\n") where line.contains("uses:") {
      #expect(line.contains(#/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/#), "\(line)")
    }
  }

  @Test func `what a person types or a repository is called is never a part of a script`() throws {
    let text = try array(.github, folder: "${{ secrets.TOKEN }}$(x)").text
    #expect(text.contains("  LOCKSTEP_FOLDER: \"${{ '${{' }} secrets.TOKEN }}$(x)\"\n"))
    // Expressions stand in fields; in a script they would be text that a shell reads.
    let scripts = text.split(separator: "\n").filter { $0.hasPrefix("          ") }
    for line in scripts where line.contains("${{") {
      let isField = line.contains(#/^ {10}(CANDIDATE|BASELINE|SHARD|name|path|key): /#)
      #expect(isField, "\(line)")
    }
    let pipeline = try array(.gitlab, folder: "$HOME/x").text
    #expect(pipeline.contains("LOCKSTEP_FOLDER: \"$$HOME/x\"\n"))
  }

  @Test func `a pipeline joins whatever came, and fits into any other one`() throws {
    let text = try array(.gitlab).text
    #expect(text.contains("\n  parallel: 3\n"))
    #expect(text.components(of: "      when: always\n") == 2)
    #expect(!text.contains("\nstages:"))
    // A job with rules may not say `when` beside them.
    #expect(!text.contains("\n  when:"))
  }

  @Test(
    arguments: [
      (.github, 0), (.github, 257), (.gitlab, 201), (.slurm, 1001), (.slurm, -1),
    ] as [(JobArray.Engine, Int)])
  func `more shards than an array takes are refused`(engine: JobArray.Engine, shards: Int) {
    #expect(throws: ExplainedFailure.self) { try array(engine, shards: shards) }
  }

  @Test(arguments: hostile)
  func `a shell reads the script of a cluster whatever the partition is called`(name: String)
    async throws
  {
    guard !name.hasPrefix("-"), !name.contains("\n") else {
      #expect(throws: ExplainedFailure.self) {
        try JobArray(engine: .slurm, shards: 2, foundation: "core", runner: name)
      }
      return
    }
    let array = try JobArray(engine: .slurm, shards: 2, foundation: "core", runner: name)
    try await ScratchGit.with { scratch in
      // Everything but the last command: only the options are made, and shown.
      let script =
        array.text.split(separator: "\n").prefix { $0 != "prepare() {" }.joined(separator: "\n")
        + "\nprintf '%s\\0' \"${usual[@]}\"\n"
      let result = try await scratch.host.processes.run(
        Invocation(
          program: "/bin/bash", arguments: ["-c", script],
          environment: scratch.host.environment, directory: scratch.directory,
          timeout: .seconds(20)))
      let words = result.output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
      #expect(
        words == ["--job-name=lockstep-fleet", "--ntasks=1", "--parsable", "--partition=\(name)"])
      #expect(!Files.exists("\(scratch.directory)/owned"))
    }
  }
}

extension String {
  /// How often `part` is in it.
  fileprivate func components(of part: String) -> Int { ranges(of: part).count }
}

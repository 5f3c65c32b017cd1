internal import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepSystem

/// Compiles a guide's examples against one side of the foundation.
///
/// Each example is a program of its own in one scratch package that depends on the side by its path:
/// one build checks them all, and what is wrong in one hides nothing of the others.
struct GuideWorkshop: Sendable {
  let host: Host
  let isolation: Isolation
  /// The released packages, the leading one first.
  let packages: [String]
  /// The configured matrix: what any of its sets switches on is on.
  let features: [Configuration.FeatureSet]
  /// The file, as the reader calls it.
  let path: String

  private static let package = "lockstep-guide"
  private static let mostExamples = 500
  private static let timeout: Duration = .seconds(1_200)

  /// What is wrong with examples of one side.
  ///
  /// - Parameters:
  ///   - folder: The folder of the workspace that holds the packages, laid out.
  ///   - side: How the reader calls the side.
  /// - Throws: An explained error where the side itself does not compile, or nothing could be learnt.
  func problems(
    of examples: [GuideExample], in folder: String, side: FoundationSide, name: String
  ) async throws -> [LivingProblem] {
    guard !examples.isEmpty else { return [] }
    guard examples.count <= Self.mostExamples else {
      throw ExplainedFailure(
        "the guide has more examples than are compiled",
        why: ["\(examples.count) are marked for \(side.name), \(Self.mostExamples) are compiled"],
        hints: ["mark some of them `ignore`"])
    }
    var found = try await dependencies(in: folder, side: side)
    let programs = Dictionary(
      examples.map { ($0.line, ($0, GuideProgram($0))) }, uniquingKeysWith: { first, _ in first })
    var report = try await build(found, examples, programs, in: folder, name: name)
    // Features may exclude one another: then those count that users have without naming any.
    if Self.foreignError(in: report) != nil,
      found.packages.contains(where: { !$0.features.isEmpty })
    {
      for index in found.packages.indices { found.packages[index].features = [] }
      report = try await build(found, examples, programs, in: folder, name: name)
    }
    return try judge(report, programs, side: side, in: folder)
  }

  private func build(
    _ found: Dependencies, _ examples: [GuideExample],
    _ programs: [Int: (GuideExample, GuideProgram)], in folder: String, name: String
  ) async throws -> BuildReport {
    try await Scratch.withFolder(in: host, name: "guide") { scratch in
      try Files.createDirectories(Files.join(scratch, "src"))
      try Files.write(
        Array(manifest(found, examples).utf8), to: Files.join(scratch, "Cargo.toml"))
      if let lock = try Files.read(Files.join(found.root, "Cargo.lock"), limit: 64 << 20) {
        try Files.write(lock, to: Files.join(scratch, "Cargo.lock"))
      }
      for (line, (_, program)) in programs {
        try Files.write(
          Array(program.source.utf8), to: Files.join(scratch, "src/\(Self.file(line))"))
      }
      let target = try Files.canonicalDirectory(
        Files.join(host.cacheDirectory, "target/guide-\(name)"))
      let package = Files.join(scratch, "Cargo.toml")
      let runner = try await isolation.runner(
        for: folder,
        fetching: [LockRequest(folder: folder, manifestPath: package, timeout: Self.timeout)],
        writable: [scratch, target], readable: [found.root])
      return try await runner.compile(
        CompileRequest(
          folder: folder, command: .check, manifestPath: package,
          keepGoing: true, targetDirectory: target,
          timeout: Self.timeout))
    }
  }

  /// An error in a package that is not the examples'.
  private static func foreignError(in report: BuildReport) -> CompilerError? {
    report.errors.first { $0.package.name != package }
  }

  // MARK: - The scratch package

  /// What the examples depend on.
  private struct Dependencies {
    /// The workspace's folder.
    var root: String
    var edition: String
    /// Name, folder and features of each package that has a library.
    var packages: [(name: String, folder: String, features: [String])]
  }

  private func dependencies(in folder: String, side: FoundationSide) async throws -> Dependencies {
    let metadata = try await CargoRunner(host: host).metadata(LockRequest(folder: folder))
    let entries = metadata["packages"]?.array ?? []
    var found = Dependencies(
      root: metadata["workspace_root"]?.string ?? folder, edition: "2021", packages: [])
    for name in packages {
      guard let entry = entries.first(where: { $0["name"]?.string == name }),
        let manifest = entry["manifest_path"]?.string
      else { continue }
      let kinds = (entry["targets"]?.array ?? []).flatMap { target in
        (target["kind"]?.array ?? []).compactMap(\.string)
      }
      guard kinds.contains(where: { ["lib", "rlib", "dylib", "proc-macro"].contains($0) })
      else { continue }
      if found.packages.isEmpty { found.edition = entry["edition"]?.string ?? found.edition }
      let declared = DeclaredFeatures(
        features: (entry["features"]?.object ?? [:]).mapValues { list in
          (list.array ?? []).compactMap(\.string)
        })
      found.packages.append(
        (name, Files.parent(of: manifest), features(among: declared).sorted()))
    }
    guard !found.packages.isEmpty else {
      throw ExplainedFailure(
        "the examples cannot be compiled against \(side.name)",
        why: ["it has no library called \(packages.joined(separator: ", "))"])
    }
    return found
  }

  /// What any set of the matrix switches on; the default features are on beside it.
  private func features(among declared: DeclaredFeatures) -> Set<String> {
    features.reduce(into: []) { union, set in
      switch set {
      case .all, .each, .powerset: union.formUnion(declared.promised)
      case .of(let names): union.formUnion(names.filter(declared.has))
      }
    }
  }

  private func manifest(_ found: Dependencies, _ examples: [GuideExample]) -> String {
    var text = """
      [package]
      name = "\(Self.package)"
      version = "0.0.0"
      edition = \(CargoSetting.text(found.edition))
      publish = false
      autobins = false

      [workspace]

      """
    for (name, folder, features) in found.packages {
      text += """

        [dependencies.\(CargoSetting.text(name))]
        path = \(CargoSetting.text(folder))
        features = [\(features.map(CargoSetting.text).joined(separator: ", "))]

        """
    }
    for example in examples {
      let edition = example.edition.map { "edition = \(CargoSetting.text($0))\n" } ?? ""
      text += """

        [[bin]]
        name = "line-\(example.line)"
        path = "src/\(Self.file(example.line))"
        \(edition)
        """
    }
    return text
  }

  private static func file(_ line: Int) -> String { "line_\(line).rs" }

  // MARK: - What cargo said

  private func judge(
    _ report: BuildReport, _ programs: [Int: (GuideExample, GuideProgram)],
    side: FoundationSide, in folder: String
  ) throws -> [LivingProblem] {
    if case .couldNotRun(let obstacle) = report.outcome {
      throw ExplainedFailure(
        "the examples could not be compiled against \(side.name)", why: [obstacle.message])
    }
    if let foreign = Self.foreignError(in: report) {
      throw ExplainedFailure(
        "the examples could not be compiled against \(side.name)",
        why: [
          "`\(foreign.package.name)` does not compile",
          String(foreign.rendered.replacing(folder + "/", with: "").prefix(2_000))
            .trimmingLineEnds,
        ])
    }
    guard report.outcome == .succeeded || !report.errors.isEmpty else {
      throw ExplainedFailure(
        "the examples could not be compiled against \(side.name)",
        why: [String(report.log.suffix(2_000)).trimmingLineEnds])
    }
    var problems: Set<LivingProblem> = []
    var failed: Set<Int> = []
    for error in report.errors {
      guard let (line, place) = self.place(of: error, programs) else { continue }
      failed.insert(line)
      guard let (example, _) = programs[line], !example.mustFail else { continue }
      problems.insert(
        LivingProblem(
          .doesNotCompile, item: example.item,
          "does not compile against \(side.name): "
            + error.message, code: error.code, place: place))
    }
    for (line, (example, _)) in programs where example.mustFail && !failed.contains(line) {
      problems.insert(
        LivingProblem(
          .compiles, item: example.item,
          "compiles against \(side.name), although it is marked `compile_fail`",
          place: SourcePlace(path: path, line: line, column: 1)))
    }
    return problems.sorted()
  }

  /// The example that an error is in, by the line of its fence, and its place in the guide.
  private func place(
    of error: CompilerError, _ programs: [Int: (GuideExample, GuideProgram)]
  ) -> (example: Int, place: SourcePlace)? {
    guard let spot = Self.spot(of: error), let (_, program) = programs[spot.example] else {
      // Nothing says where: then the guide is told as a whole.
      let line = programs.keys.min() ?? 1
      return (line, SourcePlace(path: path, line: line, column: 1))
    }
    let line = program.guideLine(spot.line)
    let isOurs =
      !program.origins.indices.contains(spot.line - 1)
      || program.origins[spot.line - 1] == nil
    return (
      spot.example,
      SourcePlace(path: path, line: line ?? spot.example, column: isOurs ? 1 : spot.column)
    )
  }

  /// The program, line and column of an error; one within a macro of the foundation says where the
  /// macro was used.
  private static func spot(of error: CompilerError)
    -> (example: Int, line: Int, column: Int)?
  {
    if let file = error.file, let example = example(ofFile: file[...]), let line = error.line {
      return (example, line, error.column ?? 1)
    }
    for line in LivingLines.split(error.rendered) {
      guard let range = line.firstRange(of: "src/line_") else { continue }
      let parts = line[range.lowerBound...].trimmedLine.split(separator: ":")
      guard parts.count >= 3, let example = example(ofFile: parts[0]), let number = Int(parts[1])
      else { continue }
      return (example, number, Int(parts[2].prefix { $0.isNumber }) ?? 1)
    }
    return nil
  }

  private static func example(ofFile file: Substring) -> Int? {
    guard let name = file.split(separator: "/").last, name.hasPrefix("line_"),
      name.hasSuffix(".rs")
    else { return nil }
    return Int(name.dropFirst(5).dropLast(3))
  }
}

extension String {
  fileprivate var trimmingLineEnds: String {
    var text = self[...]
    while let last = text.last, last.isNewline { text.removeLast() }
    return String(text)
  }
}

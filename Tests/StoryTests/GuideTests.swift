import LockstepCore
import LockstepSystem
import Testing

/// The migration guide of a small foundation, from the first draft to a guide that is complete.
@Suite(.enabled(if: Binary.hasTools, "\(Binary.needs)"), .timeLimit(.minutes(30)))
struct GuideTests {
  private static let path = "docs/migration/2.0.0.md"

  /// `one` takes an argument now, and `gone` is gone.
  private static let breaking = "pub fn one(number: u8) -> u8 { number }\n"

  private static func with(_ body: (BadInputFleet) async throws -> Void) async throws {
    try await BadInputFleet.with { fleet in
      try await fleet.push(["src/lib.rs": Self.breaking], to: "core")
      try await body(fleet)
    }
  }

  private static func guide(_ fleet: BadInputFleet) throws -> String {
    let bytes = try #require(try Files.read("\(fleet.foundation)/\(path)"))
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func write(_ text: String, _ fleet: BadInputFleet) throws {
    try Files.write(Array(text.utf8), to: "\(fleet.foundation)/\(path)")
  }

  /// Fills every place of a draft in, the examples with code of the reader's.
  private static func fill(_ text: String, before: String, after: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      guard line.contains("lockstep:empty") else { return String(line) }
      if !line.hasPrefix("//") { return "People wrote this." }
      return line.contains("the same for") ? after : before
    }.joined(separator: "\n")
  }

  private static func line(of needle: String, in text: String) throws -> Int {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return try #require(lines.firstIndex { $0.contains(needle) }) + 1
  }

  @Test func `a guide is drafted, filled in, checked, and kept when it is drafted again`()
    async throws
  {
    try await Self.with { fleet in
      let missing = try await fleet.lockstep("guide", "--check", "-q")
      #expect(missing.status == 10, "\(missing.errors)")
      #expect(missing.output.contains("\(Self.path):1:1: there is no guide for 1 breaking change"))

      let drafted = try await fleet.lockstep("guide", "-q")
      try #require(drafted.status == 0, "\(drafted.errors)")
      #expect(drafted.output.hasPrefix("wrote \(Self.path): v1.0.0 → "))
      let draft = try Self.guide(fleet)
      #expect(draft.hasPrefix("# Migrating to core-types 2.0.0\n"))
      #expect(draft.contains("- pub fn one() -> u8\n+ pub fn one(number: u8) -> u8\n"))
      // Nothing else of the working tree is touched.
      let changed = try await fleet.git("status", "--porcelain", in: fleet.foundation)
      #expect(changed == "?? docs/")

      let empty = try await fleet.lockstep("guide", "--check", "-q")
      #expect(empty.status == 10)
      let place = try Self.line(of: "lockstep:empty", in: draft)
      #expect(empty.output.contains("\(Self.path):\(place):1: "))

      let written = Self.fill(
        draft, before: "assert_eq!(core_types::one(), 1);",
        after: "assert_eq!(core_types::one(1), 1);")
      try Self.write(written, fleet)
      let complete = try await fleet.lockstep("guide", "--check", "-q")
      #expect(complete.status == 0, "\(complete.output)\(complete.errors)")
      #expect(complete.output.contains("1 example before and 1 after compile"))

      let again = try await fleet.lockstep("guide", "-q")
      #expect(again.status == 0)
      #expect(again.output.hasPrefix("\(Self.path) is up to date"))
      #expect(try Self.guide(fleet) == written)
    }
  }

  @Test func `an example that does not compile is told at its line and column`() async throws {
    try await Self.with { fleet in
      _ = try await fleet.lockstep("guide", "-q")
      let text = Self.fill(
        try Self.guide(fleet), before: "core_types::one(1);",
        after: """
          # use core_types::one;
          /// The line above is hidden, and compiled.
          fn same() -> u8 { one(1) }
              let wrong: u16 = one(1);
          """)
      try Self.write(text, fleet)
      let answer = try await fleet.lockstep("guide", "--check", "-q", "--format", "json")
      #expect(answer.status == 10, "\(answer.errors)")
      let problems = try #require(try answer.json()["problems"]?.array)
      let told = problems.map { problem in
        "\(problem["line"]?.integer ?? 0):\(problem["column"]?.integer ?? 0) "
          + "\(problem["code"]?.string ?? "-") \(problem["kind"]?.string ?? "-")"
      }
      let before = try Self.line(of: "core_types::one(1);", in: text)
      let after = try Self.line(of: "let wrong", in: text)
      #expect(
        told == ["\(before):13 E0061 does-not-compile", "\(after):22 E0308 does-not-compile"]
          || told == ["\(before):1 E0061 does-not-compile", "\(after):22 E0308 does-not-compile"])
      #expect(problems.allSatisfy { $0["file"]?.string == Self.path })
      #expect(try answer.json()["complete"] == .boolean(false))
    }
  }

  @Test func `the plan of a breaking release says how its guide stands`() async throws {
    try await Self.with { fleet in
      let bare = try await fleet.lockstep("plan", "-q")
      #expect(bare.status == 0, "\(bare.errors)")
      #expect(
        bare.output.contains(
          "1 breaking change and no migration guide: `lockstep guide` drafts \(Self.path)"))

      _ = try await fleet.lockstep("guide", "-q")
      let draft = try Self.guide(fleet)
      try await fleet.push([Self.path: draft], to: "core")
      let drafted = try await fleet.lockstep("plan", "-q")
      #expect(
        drafted.output.contains("the migration guide \(Self.path) is not complete (6 problems)"))

      try await fleet.push([Self.path: Self.fill(draft, before: "x", after: "y")], to: "core")
      let written = try await fleet.lockstep("plan", "-q")
      #expect(written.output.contains("the migration guide \(Self.path) is written; "))
    }
  }

  @Test func `without a breaking change no guide is needed and nothing is written`() async throws {
    try await BadInputFleet.with { fleet in
      for arguments in [["guide", "-q"], ["guide", "--check", "-q"]] {
        let answer = try await fleet.run(arguments)
        #expect(answer.status == 0, "\(answer.errors)")
        #expect(answer.output.hasPrefix("no guide is needed: v1.0.0 → "))
      }
      #expect(!Files.exists("\(fleet.foundation)/docs"))
      let json = try await fleet.lockstep("guide", "--format", "json")
      #expect(try json.json()["needed"] == .boolean(false))
    }
  }

  @Test func `a guide behind a link is neither read nor written`() async throws {
    try await Self.with { fleet in
      let elsewhere = "\(fleet.directory)/elsewhere"
      try Files.createDirectories(elsewhere)
      try Files.createSymbolicLink(at: "\(fleet.foundation)/docs", to: elsewhere)
      let answer = try await fleet.lockstep("guide", "-q")
      #expect(answer.status == 78)
      #expect(answer.error == "the migration guide would not be written into this folder")
      #expect(try Files.list(elsewhere).isEmpty)

      try Files.remove("\(fleet.foundation)/docs")
      try Files.createDirectories("\(fleet.foundation)/docs/migration")
      try Files.write(Array("secret".utf8), to: "\(elsewhere)/file.md")
      try Files.createSymbolicLink(
        at: "\(fleet.foundation)/\(Self.path)", to: "\(elsewhere)/file.md")
      let link = try await fleet.lockstep("guide", "-q")
      #expect(link.status == 1)
      #expect(link.error == "the migration guide is no file")
      #expect(try Files.read("\(elsewhere)/file.md") == Array("secret".utf8))
    }
  }

  @Test func `a guide that is not UTF-8, or broken, is left as it is`() async throws {
    try await Self.with { fleet in
      try Files.createDirectories("\(fleet.foundation)/docs/migration")
      let file = "\(fleet.foundation)/\(Self.path)"
      try Files.write([0x23, 0xFF, 0xFE, 0x0A], to: file)
      let binary = try await fleet.lockstep("guide", "-q")
      #expect(binary.status == 1)
      #expect(binary.error == "the migration guide is not UTF-8")
      #expect(try Files.read(file) == [0x23, 0xFF, 0xFE, 0x0A])

      let broken = "# Mine\n<!-- lockstep:generated name=\"summary\" -->\nwords\n"
      try Self.write(broken, fleet)
      let answer = try await fleet.lockstep("guide", "-q")
      #expect(answer.status == 1)
      #expect(answer.errors.contains("\(Self.path):2:1"))
      #expect(try Self.guide(fleet) == broken)
      let check = try await fleet.lockstep("guide", "--check", "-q")
      #expect(check.status == 10)
      #expect(check.output.contains("\(Self.path):2:1: "))
    }
  }

  @Test func `a version that is not newer than the baseline is a mistake of usage`() async throws {
    try await Self.with { fleet in
      let answer = try await fleet.lockstep("guide", "1.0.0", "-q")
      #expect(answer.status == 64)
      #expect(answer.error == "1.0.0 is not newer than the baseline")
      let other = try await fleet.lockstep("guide", "4.0.0", "-q")
      #expect(other.output.hasPrefix("wrote docs/migration/4.0.0.md"))
    }
  }
}

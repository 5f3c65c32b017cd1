package import LockstepCore
internal import LockstepEcosystems
internal import LockstepFleet
internal import LockstepGit
internal import LockstepLedger
internal import LockstepSystem

/// The story of `lockstep incident report`: writes the post-mortem, keeps it up to date, and says what is
/// missing in it.
package struct PostMortemStory: Sendable {
  package let facts: PostMortem
  /// How the reader calls the file.
  package let path: String
  private let file: LivingFile
  private let content: PostMortemContent

  /// What errors call the document.
  private static let subject = "post-mortem"
  /// Where post-mortems lie, from the folder of `lockstep.toml` on.
  private static let folder = "incidents"

  /// Reads an incident's record.
  ///
  /// - Parameters:
  ///   - incident: The incident.
  ///   - output: The document's file, as the user wrote it; `incidents/<id>.md` where it is `nil`.
  ///   - isShareable: Whether what must not stand in public is left out; where it is `nil` that is so
  ///     where the record is kept apart from the foundation.
  package static func open(
    _ incident: Incident, in workspace: Workspace, output: String? = nil, isShareable: Bool? = nil
  ) async throws -> PostMortemStory {
    let history = try await workspace.ledger.history()
    let reader = PostMortemReader(
      incident, in: history, configuration: workspace.configuration, remote: workspace.remote,
      isShareable: isShareable ?? (workspace.configuration.ledger.remote != nil))
    return PostMortemStory(
      facts: reader.read(), file: try file(of: incident, output, in: workspace))
  }

  private init(facts: PostMortem, file: LivingFile) {
    self.facts = facts
    self.file = file
    path = file.path
    content = PostMortemContent(facts)
  }

  private static func file(
    of incident: Incident, _ output: String?, in workspace: Workspace
  ) throws -> LivingFile {
    if let output {
      let path = Files.absolutePath(output, from: workspace.host.workingDirectory)
      let name = path.split(separator: "/").last.map(String.init) ?? ""
      return LivingFile(directory: Files.parent(of: path), path: name, subject: subject)
    }
    // The name stands in a record that others can write to.
    guard incident.id.utf8.allSatisfy(isPlain), incident.id.utf8.first != UInt8(ascii: "-") else {
      throw ExplainedFailure(
        "the incident's name is no name for a file", why: [printable(incident.id)],
        hints: ["name the file: `--output FILE`"])
    }
    return LivingFile(
      directory: workspace.directory, path: "\(folder)/\(incident.id).md", subject: subject)
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  // MARK: - Writing

  /// Writes the document into the working tree, or brings it up to date.
  package func write() throws -> PostMortemDraft {
    let old = try file.read()
    let draft = try draft(from: old)
    if draft.text != old { try file.replace(old, by: draft.text) }
    return draft
  }

  /// The document as it would be written.
  package func draft() throws -> PostMortemDraft { try draft(from: try file.read()) }

  private func draft(from old: String?) throws -> PostMortemDraft {
    let (document, news) = try LivingDocument(parsing: old ?? "", path: path)
      .refreshed(with: content)
    let text = document.text
    return PostMortemDraft(
      outcome: old == nil ? .created : text == old ? .unchanged : .updated, news: news,
      text: text, problems: review(document).problems, actions: Self.actions(in: document))
  }

  // MARK: - Checking

  /// What is missing in the document as it lies there; nothing where it is complete.
  package func problems() throws -> [LivingProblem] {
    guard let text = try file.read() else {
      return LivingReview(withoutReportAt: path, command: command).problems
    }
    do throws(LivingDocumentMalformed) {
      return review(try LivingDocument(parsing: text, path: path)).problems
    } catch {
      return LivingReview(malformed: error).problems
    }
  }

  /// How the document stands, as an incident is closed with it.
  package func standing() throws -> Incident.ReportStanding {
    let text = try file.read()
    return Incident.ReportStanding(
      path: path, digest: text.map { FileDigest.sha256(of: Array($0.utf8)) },
      isComplete: try problems().isEmpty)
  }

  /// The command that writes the document.
  package var command: String { "lockstep incident report \(facts.incident.id)" }

  private func review(_ document: LivingDocument) -> LivingReview {
    LivingReview(
      of: document, path: path, changes: facts.actions.map { ($0.key, []) },
      places: [PostMortemContent.place], command: command)
  }

  /// The actions with the owners and days that people gave them.
  private static func actions(in document: LivingDocument) -> [PostMortemDraft.Action] {
    document.sections.map { section in
      var action = PostMortemDraft.Action(key: section.item)
      for line in LivingLines.split(section.body.map(\.text).joined()).map(\.trimmedLine) {
        action.owner = action.owner ?? value(of: PostMortemContent.ownerLabel, in: line)
        action.due = action.due ?? value(of: PostMortemContent.dueLabel, in: line)
      }
      return action
    }
  }

  private static func value(of label: String, in line: Substring) -> String? {
    guard line.hasPrefix(label), !line.contains(LivingMarker.empty) else { return nil }
    let value = line.dropFirst(label.count).drop { $0 == " " }
    return value.isEmpty ? nil : String(value)
  }
}

/// A post-mortem as it was written.
package struct PostMortemDraft: Sendable {
  package enum Outcome: String, Hashable, Sendable {
    case created
    case updated
    case unchanged
  }

  /// An action as people left it.
  package struct Action: Hashable, Sendable {
    package var key: String
    package var owner: String?
    package var due: String?
  }

  package let outcome: Outcome
  package let news: [LivingNews]
  /// The whole document, in Markdown.
  package let text: String
  /// What is left to write.
  package let problems: [LivingProblem]
  package let actions: [Action]
}

/// An incident is to be closed, and its post-mortem is not written.
package struct PostMortemIncomplete: ExplainedError, ExitStatusCarrying {
  package let incident: String
  package let path: String
  package let problems: [LivingProblem]

  package init(incident: String, path: String, problems: [LivingProblem]) {
    self.incident = incident
    self.path = path
    self.problems = problems
  }

  package var explanation: Explanation {
    let shown = problems.prefix(5).map { "\($0.place): \($0.message)" }
    let rest = problems.count - shown.count
    return Explanation(
      "\(incident) is not closed: its post-mortem is not complete",
      why: shown + (rest > 0 ? ["and \(counted(rest, "further problem"))"] : []),
      hints: [
        "`lockstep incident report \(incident)` writes what the record tells; write the rest into \(path)",
        "or close it without: add `--because \"…\"`; the reason is recorded",
      ])
  }

  package var exitStatus: ExitStatus { .refused }
}

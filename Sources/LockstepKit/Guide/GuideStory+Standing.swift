internal import LockstepCore
package import LockstepGit

extension GuideStory {
  /// The guide as a commit has it; `nil` where it has none, or none is needed.
  func text(at commit: ObjectID) async throws -> String? {
    guard let path else { return nil }
    let workspace = changes.workspace
    let file =
      try await workspace.repository.read(
        [.file(commit: commit, path: workspace.pathInRepository(path))]
      ).first ?? nil
    return try file.map { try LivingFile.text($0.bytes, path: path, subject: Self.subject) }
  }

  /// How the guide of `commit` stands, in one line for a plan; `nil` where none is needed.
  ///
  /// It is read, and its examples are not compiled: that takes `lockstep guide --check`.
  package func remark(at commit: ObjectID) async throws -> String? {
    guard let path else { return nil }
    let count = counted(breaking.count, "breaking change")
    let found: String?
    do {
      found = try await text(at: commit)
    } catch let error as ExplainedFailure {
      return "the migration guide \(path) cannot be read: \(error.explanation.what)"
    }
    guard let text = found else {
      return
        "\(count) and no migration guide: `lockstep guide` drafts \(path); write it, commit and "
        + "push it"
    }
    let problems = reviewed(text, path).problems
    guard let first = problems.first else {
      return
        "the migration guide \(path) is written; `lockstep guide --check` compiles its examples"
    }
    return "the migration guide \(path) is not complete (\(counted(problems.count, "problem"))): "
      + "\(first.place): \(first.message)"
  }

  /// What reading a guide says; one that is broken says where.
  func reviewed(_ text: String, _ path: String) -> LivingReview {
    do throws(LivingDocumentMalformed) {
      return review(try LivingDocument(parsing: text, path: path), path)
    } catch {
      return LivingReview(malformed: error)
    }
  }
}

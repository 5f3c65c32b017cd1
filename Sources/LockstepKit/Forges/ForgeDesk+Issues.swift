package import LockstepChannels
internal import LockstepCore
internal import LockstepForges
internal import LockstepSystem

extension ForgeDesk {
  /// Returns the issues of the repository that is cloned from `address`, for messages; `nil` where its
  /// forge is not known.
  ///
  /// Each effect throws ``DeliveryFailure``: what passes by itself may be tried again, what a person has
  /// to change may not.
  package func issueTracker(of address: String) throws -> IssueTracker? {
    guard let place = try place(of: address, .emergency) else { return nil }
    return IssueTracker(
      find: { marker, issue in
        try await Self.delivering { try await place.find(marker, on: issue) }
      },
      open: { draft in
        try await Self.delivering { try await place.open(draft) }
      },
      comment: { issue, body in
        try await Self.delivering {
          let subject = ForgeSubject.issue(try Self.number(of: issue))
          let comment = try await place.forge.forge.createComment(
            body, on: subject, in: place.path)
          return Receipt(id: comment.id)
        }
      },
      close: { issue in
        try await Self.delivering { try await place.close(try Self.number(of: issue)) }
      })
  }

  fileprivate static func number(of issue: String) throws -> Int {
    guard let number = Int(issue) else {
      throw ExplainedFailure("`\(issue)` is no number of an issue")
    }
    return number
  }

  /// Gives what a forge says the meaning that deliveries know.
  private static func delivering<Answer>(
    _ body: () async throws -> Answer
  ) async throws -> Answer {
    do {
      return try await body()
    } catch let error as ForgeError {
      let explanation = error.explanation
      let retry: DeliveryFailure.Retry
      var after: Span?
      switch error.kind {
      case .limited(let until):
        retry = .later
        after = until.span(since: Clock.live.now())
      case .unavailable, .uncertain: retry = .later
      default: retry = .never
      }
      throw DeliveryFailure(
        explanation.what, why: explanation.why, hints: explanation.hints, retry: retry,
        after: after, isUncertain: error.kind == .uncertain)
    }
  }
}

extension ForgeDesk.Place {
  fileprivate func open(_ draft: IssueTracker.Draft) async throws -> Receipt {
    // The text has the message's own marker; this one is what the forge's suite knows texts of ours by.
    let digest = String(draft.marker.filter { $0.isASCII && ($0.isLetter || $0.isNumber) })
    let issue = try await forge.forge.createIssue(
      IssueDraft(
        title: draft.title, body: draft.body, labels: draft.labels,
        marker: try ForgeMarker("message/\(digest)")), in: path)
    return Receipt(id: "\(issue.number)", url: issue.page)
  }

  /// Closes an issue with its text as it stands; one that is not open is left alone.
  fileprivate func close(_ number: Int) async throws {
    let open = try await forge.forge.issues(IssueQuery(), in: path)
    guard let issue = open.first(where: { $0.number == number }) else { return }
    let line = issue.body.split(whereSeparator: \.isNewline).last {
      $0.hasPrefix("<!-- lockstep: ")
    }
    let name = line.map { $0.dropFirst("<!-- lockstep: ".count).prefix { $0 != " " } }
    let draft = IssueDraft(
      title: issue.title, body: issue.body, labels: issue.labels,
      marker: try ForgeMarker(name.map(String.init) ?? "message/\(number)"))
    _ = try await forge.forge.updateIssue(number, to: draft, isOpen: false, in: path)
  }

  fileprivate func find(_ marker: String, on issue: String?) async throws -> Receipt? {
    if let issue {
      let subject = ForgeSubject.issue(try ForgeDesk.number(of: issue))
      return try await forge.forge.comments(on: subject, in: path)
        .first { $0.text.contains(marker) }.map { Receipt(id: $0.id) }
    }
    return try await forge.forge.issues(IssueQuery(includesClosed: true), in: path)
      .first { $0.body.contains(marker) }.map { Receipt(id: "\($0.number)", url: $0.page) }
  }
}

import LockstepCore

extension GitHubForge {
  /// Sends a mutation, and returns its payload.
  ///
  /// GraphQL answers 200 whatever happened; what went wrong stands in `errors`, by type.
  func mutate(
    _ task: String, _ path: ForgePath, _ field: String, _ input: String, _ value: JSONValue,
    selecting fields: String, cost: ForgeCost
  ) async throws -> GitHubAnswer {
    let request = ForgeRequest(
      task, "\(path)", method: "POST", url: addresses.graphql,
      body: [
        "query": .string(
          "mutation($input: \(input)!) { \(field)(input: $input) { \(fields) } }"),
        "variables": ["input": value],
      ], cost: cost)
    let reply = try await transport.fetch(request)
    if let problem = reply.json["errors"]?.array?.first {
      let kind: ForgeError.Kind =
        switch problem["type"]?.string {
        case "STALE_DATA": .stale(actual: nil)
        case "NOT_FOUND": .notFound
        case "FORBIDDEN", "INSUFFICIENT_SCOPES": .forbidden
        // An error of theirs without a type: the mutation may have gone through.
        case nil where problem["path"] != nil: .uncertain
        default: .refused
        }
      throw transport.error(kind, request, problem["message"]?.string ?? "")
    }
    guard let payload = reply.json["data"]?[field], payload.object != nil else {
      throw transport.error(.contractChanged(field: "data.\(field)"), request, "")
    }
    return GitHubAnswer(payload, request, transport)
  }
}

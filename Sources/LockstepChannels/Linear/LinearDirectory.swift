internal import LockstepCore
internal import Synchronization

/// What has to be known of a team before an issue can be filed in it; asked once.
final class LinearDirectory: Sendable {
  /// A team of Linear.
  struct Team: Hashable, Sendable {
    /// Its identifier.
    var id: String
    /// Its labels' identifiers by their names in lower case.
    var labels: [String: String]
    /// The first state in which an issue is done.
    var completed: String?
  }

  private let known = Mutex<Team?>(nil)

  /// The team with this key.
  func team(named key: String, by service: LinearService) async throws -> Team {
    if let team = known.withLock({ $0 }) { return team }
    let data = try await service.ask(
      """
      query($key: String!) {
        teams(filter: { key: { eq: $key } }, first: 1) {
          nodes {
            id
            labels(first: 100) { nodes { id name } }
            states(first: 50) { nodes { id type position } }
          }
        }
      }
      """, ["key": .string(key)])
    guard let nodes = data["teams"]?["nodes"]?.array else { throw service.missing("teams.nodes") }
    guard let node = nodes.first, let id = node["id"]?.string else {
      throw DeliveryFailure(
        "Linear knows no team `\(key)`", hints: ["write the team's key, as its issues begin"],
        retry: .never)
    }
    var team = Team(id: id, labels: [:])
    for label in node["labels"]?["nodes"]?.array ?? [] {
      guard let name = label["name"]?.string, let id = label["id"]?.string else { continue }
      team.labels[name.lowercased()] = id
    }
    team.completed =
      (node["states"]?["nodes"]?.array ?? [])
      .filter { $0["type"]?.string == "completed" }
      .min { ($0["position"]?.number ?? 0) < ($1["position"]?.number ?? 0) }?["id"]?.string
    known.withLock { $0 = team }
    return team
  }
}

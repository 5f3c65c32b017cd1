package import LockstepCore

/// One request to a forge, as the forge's own client describes it.
package struct ForgeRequest: Sendable {
  /// What is asked for, as a clause behind "could not": `open a pull request`.
  package var task: String
  /// The repository, or the owner, that it is about.
  package var place: String
  /// `GET`, `POST`, …
  package var method: String
  /// The absolute address.
  package var url: String
  /// The body, sent as JSON.
  package var body: JSONValue?
  /// Header fields beside the forge's usual ones, which they replace.
  package var headers: [String: String]
  /// What it costs.
  package var cost: ForgeCost

  /// Describes a request.
  package init(
    _ task: String, _ place: String, method: String = "GET", url: String, body: JSONValue? = nil,
    headers: [String: String] = [:], cost: ForgeCost = .read
  ) {
    self.task = task
    self.place = place
    self.method = method
    self.url = url
    self.body = body
    self.headers = headers
    self.cost = cost
  }
}

/// The answer to a ``ForgeRequest``.
package struct ForgeReply: Sendable {
  /// The status.
  package var status: Int
  /// Header fields, by names in lower case.
  package var headers: [String: String]
  /// The body as it came.
  package var body: [UInt8]
  /// The body as JSON; `null` where it is none.
  package var json: JSONValue

  /// Describes an answer.
  package init(status: Int, headers: [String: String], body: [UInt8], json: JSONValue) {
    self.status = status
    self.headers = headers
    self.body = body
    self.json = json
  }

  /// Whether the request was carried out.
  package var isSuccess: Bool { (200..<300).contains(status) }
}

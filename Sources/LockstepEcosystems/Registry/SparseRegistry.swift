package import LockstepCore
package import LockstepSystem

/// A registry with a sparse index: files over HTTP, read by us; publishing and yanking by cargo.
package struct SparseRegistry: Registry {
  package var name: String
  /// The address of the index without `sparse+`, with a slash at its end.
  package var index: String
  /// The folder whose cargo configuration names the registry; yanking runs there.
  package var folder: String
  package var host: Host
  package var http: HTTP
  /// Kept out of every message; sent only to an index that asks for it.
  var readingToken: Secret?
  /// Handed to the children that publish and yank.
  var childToken: Secret?

  package init(
    name: String, index: String, folder: String, host: Host, http: HTTP = .live,
    readingToken: Secret? = nil, childToken: Secret? = nil
  ) throws {
    try CrateName.check(registry: name)
    self.name = name
    self.index = index.hasSuffix("/") ? index : index + "/"
    self.folder = folder
    self.host = host
    self.http = http
    self.readingToken = readingToken
    self.childToken = childToken
  }

  package var yanking: YankCapability { .available }

  private static let sizeLimit = 32 << 20
  /// The time between two looks at the index.
  static let pause = Duration.seconds(2)

  package func versions(of package: String) async throws -> [PublishedVersion] {
    let address = index + (try CrateName.indexPath(of: package))
    var response = try await get(address, token: nil)
    if response.status == 401 || response.status == 403, let readingToken {
      response = try await get(address, token: readingToken)
    }
    switch response.status {
    case 200:
      return try IndexFile(parsing: response.body, place: address).versions(of: package)
    // What the sparse protocol lets a server answer for a package that it does not know.
    case 404, 410, 451:
      return []
    case 401, 403:
      throw RegistryUnreadable(
        registry: name, address: address,
        why:
          "it answered \(response.status): \(readingToken == nil ? "a" : "another") token is needed",
        hint: "set \(CargoEnvironment.tokenVariable(of: name)), or run `cargo login`")
    default:
      throw RegistryUnreadable(
        registry: name, address: address, why: "it answered \(response.status)",
        hint: "try again when the registry can be reached")
    }
  }

  private func get(_ address: String, token: Secret?) async throws -> HTTPResponse {
    var headers = [
      "Accept": "text/plain", "cargo-protocol": "version=1", "Cache-Control": "no-cache",
      "User-Agent": "lockstep",
    ]
    if let token { headers["Authorization"] = token.reveal() }
    return try await http.send(
      HTTPRequest(url: address, headers: headers, responseLimit: Self.sizeLimit))
  }
}

/// A registry whose index could not be asked.
package struct RegistryUnreadable: ExplainedError, Hashable {
  package var registry: String
  package var address: String
  package var why: String
  package var hint: String

  package init(registry: String, address: String, why: String, hint: String) {
    self.registry = registry
    self.address = address
    self.why = why
    self.hint = hint
  }

  package var explanation: Explanation {
    Explanation(
      "the index of `\(registry)` cannot be read", why: ["\(address): \(why)"], hints: [hint],
      place: nil)
  }
}

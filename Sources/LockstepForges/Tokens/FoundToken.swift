package import LockstepCore

/// A token that is looked for when it is first needed, and once.
package actor FoundToken {
  private let find: @Sendable () async throws -> Secret?
  private var found: Secret??

  /// Looks for the token by `find`.
  package init(_ find: @escaping @Sendable () async throws -> Secret?) {
    self.find = find
  }

  /// Returns the token; `nil` where there is none.
  package func token() async throws -> Secret? {
    if let found { return found }
    let token = try await find()
    found = .some(token)
    return token
  }

  /// The token, as a credential.
  package nonisolated var credential: ForgeCredential {
    ForgeCredential(current: { try await self.token() })
  }
}

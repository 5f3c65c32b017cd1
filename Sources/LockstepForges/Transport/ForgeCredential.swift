package import LockstepCore

/// Where the token of a service comes from, each time that one is needed.
package struct ForgeCredential: Sendable {
  /// Returns the token to use now; `nil` where there is none.
  package var current: @Sendable () async throws -> Secret?
  /// Returns another token in the place of one that was refused; `nil` where there is no other.
  package var renewed: @Sendable (_ refused: Secret) async throws -> Secret?

  /// Takes tokens from the two closures.
  package init(
    current: @escaping @Sendable () async throws -> Secret?,
    renewed: @escaping @Sendable (_ refused: Secret) async throws -> Secret? = { _ in nil }
  ) {
    self.current = current
    self.renewed = renewed
  }

  /// The same token always.
  package static func fixed(_ token: Secret) -> ForgeCredential {
    ForgeCredential(current: { token })
  }

  /// No token.
  package static let none = ForgeCredential(current: { nil })
}

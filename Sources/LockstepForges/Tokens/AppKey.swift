import Crypto
import CryptoExtras
package import LockstepCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The private key of an app at a forge, by which it proves that it is that app.
package struct AppKey: Sendable {
  private let key: _RSA.Signing.PrivateKey

  /// Reads an RSA key of at least 2,048 bits in PEM, in either of its two forms.
  package init(pem: Secret) throws(AppKeyError) {
    do {
      key = try _RSA.Signing.PrivateKey(pemRepresentation: pem.reveal())
    } catch {
      // What the library says may quote the key.
      throw AppKeyError()
    }
  }

  /// Signs by RSASSA-PKCS1-v1_5 with SHA-256, which JSON Web Tokens call `RS256`.
  func signature(of text: String) throws -> [UInt8] {
    let signature = try key.signature(
      for: SHA256.hash(data: Array(text.utf8)), padding: .insecurePKCS1v1_5)
    return Array(signature.rawRepresentation)
  }
}

/// The private key of an app cannot be read.
package struct AppKeyError: ExplainedError, Hashable {
  /// The error in words.
  package var explanation: Explanation {
    Explanation(
      "the private key of the GitHub App cannot be used",
      why: ["it is not an RSA key of 2,048 bits or more in PEM"],
      hints: ["download a new one from the app's page of settings"])
  }
}

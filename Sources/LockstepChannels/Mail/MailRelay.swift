package import LockstepCore

/// How mail leaves this machine.
package enum MailRelay: Hashable, Sendable {
  /// A program that takes a mail on its standard input as `sendmail` does: called with
  /// `-i -f <sender> -- <recipient>`.
  case program(String)
  /// An SMTP server.
  case server(Server)

  /// An SMTP server to which mail is submitted.
  package struct Server: Hashable, Sendable {
    /// How the connection is protected.
    package enum Protection: String, Hashable, Sendable, CaseIterable {
      /// It begins open and must become encrypted before anything else is said (RFC 3207).
      case startTLS = "starttls"
      /// It is encrypted from its first byte (RFC 8314).
      case tls
      /// It is open. Only to this very machine.
      case none
    }

    /// The host's name.
    package var host: String
    /// The port; 587 is for submission, 465 with TLS from the beginning.
    package var port: Int
    /// How the connection is protected.
    package var protection: Protection
    /// Who signs in, where the server wants that.
    package var user: String?
    /// With which password.
    package var password: Secret?

    /// Names a server; throws where the connection would be open and leaves this machine, or where a
    /// name has no place in an address.
    package init(
      host: String, port: Int, protection: Protection = .startTLS, user: String? = nil,
      password: Secret? = nil
    ) throws(MailRelayError) {
      let isName = host.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."): true
        default: false
        }
      }
      guard isName, !host.isEmpty, host.utf8.count <= 255, host.first != "-",
        (1...65_535).contains(port)
      else { throw MailRelayError.badServer("\(host):\(port)") }
      guard protection != .none || host == "127.0.0.1" || host == "localhost" else {
        throw MailRelayError.unprotected(host)
      }
      self.host = host
      self.port = port
      self.protection = protection
      self.user = user
      self.password = password
    }
  }
}

/// A mail server that mail is not given to.
package enum MailRelayError: ExplainedError, Hashable {
  /// This is no name of a host with a port.
  case badServer(String)
  /// What is said to it could be read on the way.
  case unprotected(String)

  package var explanation: Explanation {
    switch self {
    case .badServer(let text):
      Explanation("`\(text.prefix(128))` is not a mail server's name and port")
    case .unprotected(let host):
      Explanation(
        "mail is not given to \(host) over an open connection",
        why: ["only a server on this very machine may be spoken to without TLS"],
        hints: ["use STARTTLS (port 587) or TLS (port 465)"])
    }
  }
}

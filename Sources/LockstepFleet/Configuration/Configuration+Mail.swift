extension Configuration {
  /// `[mail]`: how mail leaves this machine.
  package struct Mail: Hashable, Sendable {
    /// Whose mail it is; nothing is sent where it is missing.
    package var from: String?
    /// The program that takes mails, where no server is named.
    package var program: String
    /// An SMTP server, `host:port`.
    package var server: String?
    /// How the connection to the server is protected.
    package var protection: Protection
    /// Who signs in at the server.
    package var user: String?

    /// Creates the default settings, or ones that differ from them.
    package init(
      from: String? = nil, program: String = "sendmail", server: String? = nil,
      protection: Protection = .startTLS, user: String? = nil
    ) {
      self.from = from
      self.program = program
      self.server = server
      self.protection = protection
      self.user = user
    }

    /// How a connection is protected.
    package enum Protection: String, Hashable, Sendable, CaseIterable {
      /// Open at first, then encrypted before anything is said.
      case startTLS = "starttls"
      /// Encrypted from the first byte.
      case tls
      /// Open; only to this very machine.
      case none
    }
  }
}

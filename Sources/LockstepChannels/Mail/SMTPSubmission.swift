internal import LockstepCore
internal import LockstepSystem

/// Gives mails to an SMTP server, by curl: its TLS, its trust in certificates and its protocol are
/// what the machine has and keeps up to date.
///
/// Everything that curl has to know goes over its standard input (`--config -`), the password too, so
/// that nothing stands in its arguments.
struct SMTPSubmission: Sendable {
  let server: MailRelay.Server
  let host: Host
  let timeout: Duration

  /// Submits one mail; throws ``DeliveryFailure``.
  func submit(_ mail: MailMessage, from sender: MailAddress, to recipient: MailAddress) async throws
  {
    let folder = try Files.temporaryDirectory(
      in: host.environment["TMPDIR"] ?? "/tmp", prefix: "lockstep-mail")
    let result: ProcessResult
    do {
      let path = "\(folder)/mail"
      try Files.write(mail.bytes, to: path, mode: 0o600)
      result = try await run(configuration(path, from: sender, to: recipient))
    } catch {
      // The first failure is the one that counts.
      try? Files.remove(folder)
      throw failure(running: error)
    }
    try Files.remove(folder)
    guard !result.succeeded else { return }
    throw failure(result)
  }

  private func run(_ lines: [String]) async throws -> ProcessResult {
    try await host.processes.run(
      Invocation(
        program: "curl", arguments: ["--disable", "--config", "-"],
        environment: host.environment.filter {
          ["PATH", "HOME", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"].contains($0.key)
        }, directory: host.workingDirectory,
        input: .bytes(Array(lines.map { "\($0)\n" }.joined().utf8)),
        timeout: timeout + .seconds(5), outputLimit: 1 << 20))
  }

  private func configuration(_ path: String, from sender: MailAddress, to recipient: MailAddress)
    -> [String]
  {
    let scheme = server.protection == .tls ? "smtps" : "smtp"
    var lines = [
      "url = \"\(scheme)://\(server.host):\(server.port)/lockstep\"",
      "mail-from = \"<\(sender.address)>\"", "mail-rcpt = \"<\(recipient.address)>\"",
      "upload-file = \(Self.quoted(path))", "silent", "show-error", "noproxy = \"*\"",
      "max-time = \(timeout.components.seconds)",
      "write-out = \"%{response_code}\"",
    ]
    if server.protection == .startTLS { lines.append("ssl-reqd") }
    if let user = server.user {
      lines.append("user = \(Self.quoted("\(user):\(server.password?.reveal() ?? "")"))")
    }
    return lines
  }

  /// A value as curl's configuration reads it between quotes.
  private static func quoted(_ text: String) -> String {
    let escaped = text.replacing(#"\"#, with: #"\\"#).replacing("\"", with: #"\""#)
      .replacing("\n", with: #"\n"#).replacing("\r", with: #"\r"#)
    return "\"\(escaped)\""
  }

  // MARK: - What went wrong

  private func failure(running error: any Error) -> any Error {
    if error is CancellationError { return error }
    let explanation = Explanation(of: error)
    return DeliveryFailure(
      explanation.what, why: explanation.why, hints: explanation.hints,
      retry: error is ProcessError ? .never : .later)
  }

  /// Tells by the server's last reply, else by curl's status, whether the mail was taken and whether
  /// to try again: 4yz may be repeated, 5yz not (RFC 5321, 4.2.1).
  private func failure(_ result: ProcessResult) -> DeliveryFailure {
    let name = "the mail server \(server.host)"
    // curl says what happened first, and general advice after it.
    let said = redacted(
      result.errorText.split(separator: "\n").first.map { MessageText.line(String($0)) } ?? "")
    let why = said.isEmpty ? [] : [String(said.prefix(300))]
    let reply = Int(result.text) ?? 0
    switch (result.exitCode, reply) {
    case (67, _):
      return DeliveryFailure(
        "\(name) does not let us in", why: why, hints: ["check the user and the password"],
        retry: (400..<500).contains(reply) ? .later : .never)
    case (60, _), (64, _), (35, _), (77, _):
      return DeliveryFailure(
        "\(name) could not be spoken to over TLS", why: why,
        hints: ["check its certificate, and whether it offers STARTTLS"], retry: .never)
    case (_, 400..<500): return DeliveryFailure("\(name) could not take the mail now", why: why)
    case (_, 500..<600):
      return DeliveryFailure("\(name) refused the mail", why: why, retry: .never)
    case (6, _), (7, _): return DeliveryFailure("\(name) could not be reached", why: why)
    default:
      // The connection broke; if that was behind the final dot, the mail was taken.
      return DeliveryFailure("\(name) gave no answer", why: why, isUncertain: true)
    }
  }

  private func redacted(_ text: String) -> String {
    guard let password = server.password?.reveal(), !password.isEmpty else { return text }
    return text.replacing(password, with: "[redacted]")
  }
}

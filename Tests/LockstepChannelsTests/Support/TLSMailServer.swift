import LockstepCore
import LockstepSystem
import LockstepTestSupport

/// A mail server on this machine that offers STARTTLS, as python's standard library makes one, with a
/// certificate for `localhost` that nobody but a test trusts.
struct TLSMailServer {
  /// The programs that it needs, all of them where they usually are.
  static let isAvailable = ["python3", "openssl", "curl"].allSatisfy { find($0) != nil }
  static let needs = "needs python3, openssl and curl"

  let port: Int
  /// The certificate, which whoever trusts the server is given.
  let certificate: String
  private let journal: String

  /// Runs `body` with a server; it ends with `body`.
  ///
  /// - Parameter offers: Whether it offers STARTTLS at all.
  static func with(
    offering offers: Bool = true, _ body: (TLSMailServer) async throws -> Void
  ) async throws {
    let folder = try Files.temporaryDirectory(in: "/tmp", prefix: "lockstep-tls")
    do {
      try await run(in: folder, offering: offers, body)
    } catch {
      try Files.remove(folder)
      throw error
    }
    try Files.remove(folder)
  }

  private static func run(
    in folder: String, offering offers: Bool, _ body: (TLSMailServer) async throws -> Void
  ) async throws {
    let (certificate, key) = ("\(folder)/certificate.pem", "\(folder)/key.pem")
    let made = try await Host.live().processes.run(
      Invocation(
        program: find("openssl") ?? "openssl",
        arguments: [
          "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
          "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate,
        ], environment: Host.live().environment, directory: folder, timeout: .seconds(60)))
    guard made.succeeded else {
      throw ExplainedFailure("openssl made no certificate", why: [made.errorText])
    }
    let script = "\(folder)/server.py"
    try Files.write(Array(source.utf8), to: script)
    let journal = "\(folder)/journal"
    let child = try LoopbackProgram(
      program: find("python3") ?? "python3",
      arguments: ["-I", script, certificate, key, journal, offers ? "offer" : "plain"])
    let ready = try JSONValue(parsing: Array(try await child.firstLine().utf8))
    try await body(
      TLSMailServer(
        port: Int(ready["port"]?.integer ?? 0), certificate: certificate, journal: journal))
    child.end()
  }

  /// What was said to it, a line each: the command, and whether it came over TLS.
  func said() throws -> [String] {
    String(decoding: try Files.read(journal) ?? [], as: UTF8.self).split(separator: "\n")
      .map(String.init)
  }

  private static func find(_ program: String) -> String? {
    (Host.live().environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
      .map { "\($0)/\(program)" }.first(where: Files.isFile)
  }

  private static let source = """
    import json, socket, ssl, sys, threading

    certificate, key, journal, mode = sys.argv[1:5]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    listener = socket.create_server(("127.0.0.1", 0))

    def note(line):
        with open(journal, "a") as file:
            file.write(line + "\\n")

    def talk(connection):
        secure = "open"
        stream = connection.makefile("rwb", buffering=0)
        def say(text):
            stream.write(text.encode() + b"\\r\\n")
        say("220 localhost")
        data = False
        while True:
            line = stream.readline()
            if not line:
                return
            text = line.decode("utf-8", "replace").rstrip("\\r\\n")
            if data:
                if text == ".":
                    data = False
                    note(secure + " mail")
                    say("250 taken")
                continue
            verb = text.split(" ")[0].upper()
            note(secure + " " + verb)
            if verb == "EHLO":
                offers = mode == "offer" and secure == "open"
                say("250-localhost")
                say("250-STARTTLS" if offers else "250-AUTH PLAIN")
                say("250 8BITMIME")
            elif verb == "STARTTLS":
                say("220 go on")
                stream = None
                connection = context.wrap_socket(connection, server_side=True)
                stream = connection.makefile("rwb", buffering=0)
                secure = "tls"
            elif verb == "AUTH":
                if len(text.split()) < 3:
                    say("334 ")
                    stream.readline()
                say("235 welcome")
            elif verb == "DATA":
                data = True
                say("354 go on")
            elif verb == "QUIT":
                say("221 bye")
                return
            else:
                say("250 fine")

    def guarded(connection):
        try:
            talk(connection)
        except (OSError, ssl.SSLError) as error:
            note("failed " + type(error).__name__)
        finally:
            connection.close()

    def accept():
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=guarded, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    print(json.dumps({"port": listener.getsockname()[1]}), flush=True)
    sys.stdin.read()
    """
}

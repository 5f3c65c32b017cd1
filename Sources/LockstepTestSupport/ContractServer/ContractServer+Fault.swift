package import LockstepCore

extension ContractServer {
  /// A fault that hits requests of a service.
  package struct Fault: Hashable, Sendable {
    /// What happens to a request.
    package enum Kind: String, CaseIterable, Sendable {
      case unauthorized, forbidden, validation, conflict, slow, hang, reset, truncate, malformed
      case notFound = "not_found"
      case primaryLimit = "rate_limit_primary"
      case secondaryLimit = "rate_limit_secondary"
      case limit = "rate_limit"
      case serverError = "server_error"
      case badGateway = "bad_gateway"
      case unavailable
      case gatewayTimeout = "gateway_timeout"
      /// The request is carried out, then the connection is reset.
      case resetAfter = "reset_after"
      /// Any status, with any body and headers.
      case status
    }

    /// The name of the fault, a ``Kind`` or one of mail as `smtp_451`.
    package var kind: String
    /// `github`, `gitlab`, `gitea`, `linear`, `slack`, `hook`, `git`, `smtp`.
    package var service: String?
    /// An operation, named as in the contract.
    package var operation: String?
    package var method: String?
    /// A regular expression over the path.
    package var path: String?
    /// How many requests are hit.
    package var times: Int
    /// How many are let through first.
    package var skip: Int
    /// Further members: `retry_after`, `reset_in`, `delay`, `status`, `body`, `headers`, `message`.
    package var details: JSONValue

    /// Describes a fault.
    package init(
      _ kind: Kind, service: String? = nil, operation: String? = nil, method: String? = nil,
      path: String? = nil, times: Int = 1, skip: Int = 0, details: JSONValue = [:]
    ) {
      self.kind = kind.rawValue
      self.service = service
      self.operation = operation
      self.method = method
      self.path = path
      self.times = times
      self.skip = skip
      self.details = details
    }

    /// Describes a fault of mail: the answer `code`, at a stage (`connect`, `ehlo`, `mail`, `rcpt`,
    /// `data`, `message`).
    package init(mail code: Int, stage: String, times: Int = 1, skip: Int = 0) {
      self.init(.status, service: "smtp", operation: stage, times: times, skip: skip)
      kind = "smtp_\(code)"
    }

    /// The fault as the server takes it.
    var json: JSONValue {
      var members = details.object ?? [:]
      members["kind"] = .string(kind)
      members["times"] = .integer(Int64(times))
      members["skip"] = .integer(Int64(skip))
      for (name, value) in [
        "service": service, "operation": operation, "method": method, "path": path,
      ] {
        if let value { members[name] = .string(value) }
      }
      return .object(members)
    }
  }
}

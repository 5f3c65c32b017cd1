package import LockstepCore

/// One process of one machine, named so that its death can be proven later.
///
/// A process id alone is reused; together with the boot, the process namespace and the time at which
/// the process started it is unique.
package struct ProcessIdentity: Hashable, Codable, Sendable {
  /// A digest of the machine's own id and name; tells machines apart without naming them.
  package var machine: String

  /// The id of the kernel's boot; empty where the system does not tell.
  package var boot: String

  /// The process namespace: a container's processes do not see those of another.
  package var namespace: String

  package var pid: Int64

  /// When the process started, in the kernel's ticks since boot; empty where it does not tell.
  package var started: String

  package init(machine: String, boot: String, namespace: String, pid: Int64, started: String) {
    self.machine = machine
    self.boot = boot
    self.namespace = namespace
    self.pid = pid
    self.started = started
  }

  package var json: JSONValue {
    .object([
      "machine": .string(machine), "boot": .string(boot), "namespace": .string(namespace),
      "pid": .integer(pid), "started": .string(started),
    ])
  }

  package init?(json: JSONValue) {
    guard let machine = json["machine"]?.string, let pid = json["pid"]?.integer else { return nil }
    self.init(
      machine: machine, boot: json["boot"]?.string ?? "",
      namespace: json["namespace"]?.string ?? "", pid: pid,
      started: json["started"]?.string ?? "")
  }
}

/// What is known of the process that holds a lease.
package enum ProcessState: Hashable, Sendable {
  case alive

  /// Proven: it was a process of this boot and namespace, and there is no such process any more.
  case dead

  /// It belongs to another machine, boot or namespace, or the system does not tell.
  case unknown
}

/// The machine's view of processes, as a parameter so that tests can tell other stories.
package struct ProcessTable: Sendable {
  /// The running process.
  package var current: @Sendable () -> ProcessIdentity

  /// What is known of another one.
  package var state: @Sendable (ProcessIdentity) -> ProcessState

  package init(
    current: @escaping @Sendable () -> ProcessIdentity,
    state: @escaping @Sendable (ProcessIdentity) -> ProcessState
  ) {
    self.current = current
    self.state = state
  }

  /// The processes of this machine.
  package static let live = ProcessTable(
    current: SystemProcesses.current, state: SystemProcesses.state(of:))
}

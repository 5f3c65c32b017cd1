/// What a program in a sandbox may touch. Whatever is not named here is not there.
package struct SandboxProfile: Hashable, Sendable {
  /// Folders and files that can be read, at the paths that they have outside.
  package var readable: [String]
  /// Folders that can be written, at the paths that they have outside.
  package var writable: [String]
  /// Folders that look empty inside, although one above them can be read; they can be written, and
  /// what is written is gone with the program.
  package var empty: [String]
  /// Folders and files that are seen at another path than the one that they have outside; they lie
  /// over everything else, in their order.
  package var mounts: [Mount]
  /// Whether the network can be reached.
  package var network: Bool
  /// How much the program may take.
  package var limits: ResourceLimits

  /// A folder or file, and where a program finds it.
  package struct Mount: Hashable, Sendable {
    package var outside: String
    package var inside: String
    package var isWritable: Bool

    package init(_ outside: String, at inside: String, isWritable: Bool = false) {
      self.outside = outside
      self.inside = inside
      self.isWritable = isWritable
    }
  }

  /// Describes what is allowed; by default nothing beside the system's own programs and libraries.
  package init(
    readable: [String] = [], writable: [String] = [], empty: [String] = [],
    mounts: [Mount] = [], network: Bool = false,
    limits: ResourceLimits = ResourceLimits()
  ) {
    self.readable = readable
    self.writable = writable
    self.empty = empty
    self.mounts = mounts
    self.network = network
    self.limits = limits
  }

  /// Where programs, libraries and their settings stand; what is missing on a machine is passed over.
  ///
  /// Of `/etc` only what the linker, the resolver and TLS read: the rest may hold secrets.
  static let system = [
    "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/opt", "/nix/store",
    "/etc/alternatives", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d",
    "/etc/localtime", "/etc/timezone", "/etc/ssl", "/etc/ca-certificates", "/etc/pki",
    "/etc/hosts", "/etc/nsswitch.conf", "/etc/protocols", "/etc/services",
  ]

  /// What is needed beside it to reach the network.
  static let networkFiles = ["/etc/resolv.conf", "/etc/host.conf", "/etc/gai.conf"]
}

/// Bounds on what one program, with everything that it starts, may take.
package struct ResourceLimits: Hashable, Sendable, Codable {
  /// Bytes of address space, for each process by itself; `nil` for no bound.
  package var memory: Int?
  /// Processes and threads of the user at once; the kernel does not hold the superuser to it.
  package var processes: Int?
  /// Bytes of the largest file that may be written.
  package var fileSize: Int?

  /// Bounds nothing, or what is given.
  package init(memory: Int? = nil, processes: Int? = nil, fileSize: Int? = nil) {
    self.memory = memory
    self.processes = processes
    self.fileSize = fileSize
  }

  /// `prlimit`'s options for these bounds; empty where there are none.
  var options: [String] {
    var options: [String] = []
    if let memory { options.append("--as=\(memory)") }
    if let processes { options.append("--nproc=\(processes)") }
    if let fileSize { options.append("--fsize=\(fileSize)") }
    return options
  }
}

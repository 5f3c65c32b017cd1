/// One run of a program: everything that the child gets, and the bounds it has to keep.
package struct Invocation: Sendable {
  /// What a child reads as its standard input.
  package enum Input: Sendable {
    /// Nothing: the null device.
    case empty
    /// These bytes, then the end.
    case bytes([UInt8])
    /// The lock file of children that change the world; see ``EffectLock``.
    case lock(EffectLock)
    /// These bytes, then the end, from a file that is part of the lock: for a child that changes the
    /// world and has to be told how.
    case lockedBytes([UInt8], EffectLock)
  }

  /// A name that is looked up on the `PATH` of ``environment``, or a path when it holds a slash.
  package var program: String
  /// The arguments, without the program's own name.
  package var arguments: [String]
  /// The complete environment; nothing is inherited.
  package var environment: [String: String]
  /// The working directory; the caller's own when `nil`.
  package var directory: String?
  /// The standard input.
  package var input: Input
  /// How long the child may run before its whole session is ended; for ever when `nil`.
  package var timeout: Duration?
  /// The most bytes that either output may have, each on its own.
  package var outputLimit: Int
  /// The name of a child that changes the world.
  ///
  /// It makes three fault points: `<effect>:before`, `<effect>:during` (the child runs) and
  /// `<effect>:after`.
  package var effect: String?
  /// The name of a child of which only the middle is of interest, because what stands before and
  /// after it is what stands at the points around it.
  ///
  /// It makes one fault point, `<whileRunning>:during`.
  package var whileRunning: String?

  /// Describes one run; by default without input, without a time limit, with 256 MiB of output.
  package init(
    program: String,
    arguments: [String] = [],
    environment: [String: String],
    directory: String? = nil,
    input: Input = .empty,
    timeout: Duration? = nil,
    outputLimit: Int = 256 << 20,
    effect: String? = nil,
    whileRunning: String? = nil
  ) {
    self.program = program
    self.arguments = arguments
    self.environment = environment
    self.directory = directory
    self.input = input
    self.timeout = timeout
    self.outputLimit = outputLimit
    self.effect = effect
    self.whileRunning = whileRunning
  }
}

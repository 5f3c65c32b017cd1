/// A place at which the command can be made to kill itself: the n-th one of its label.
struct KillPoint: Hashable, CustomStringConvertible {
  let label: String
  /// Counted from one.
  let occurrence: Int

  /// As `LOCKSTEP_FAULT_AT` takes it.
  var description: String { "\(label)#\(occurrence)" }

  /// Reads a log of places, one label a line.
  ///
  /// Where several children are at work at once their places come in any order; which places there are
  /// is the same each time.
  static func all(in log: String) -> [KillPoint] {
    var counts: [Substring: Int] = [:]
    return log.split(separator: "\n").compactMap { label in
      counts[label, default: 0] += 1
      let point = KillPoint(label: String(label), occurrence: counts[label, default: 1])
      return point.isStateOfItsOwn ? point : nil
    }
  }

  /// Files of the cache, which nobody misses.
  private static let cached = ["fleet-tips:", "facts-cache:", "verdict:", "surface:"]

  /// Whether dying here leaves anything that dying at the places around it does not.
  ///
  /// Of a file of the cache only the moment before it is renamed counts: it is no effect, so that the
  /// places before and after it are those of whatever comes before and after.
  private var isStateOfItsOwn: Bool {
    !Self.cached.contains { label.hasPrefix($0) } || label.hasSuffix(":written")
  }
}

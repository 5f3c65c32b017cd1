internal import LockstepCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// An instant as the clock on the reader's wall shows it; everything that is decided is in UTC.
enum LocalTime {
  /// `Mon 27 Jul 2026, 11:00 CEST`, in the zone of `TZ` or of the machine.
  static func text(_ time: Timestamp) -> String {
    var seconds = time_t(time.secondsSince1970)
    var fields = tm()
    tzset()
    guard localtime_r(&seconds, &fields) != nil else { return time.description }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
      guard let base = buffer.baseAddress, strftime(base, 64, "%a %d %b %Y, %H:%M %Z", &fields) > 0
      else { return time.description }
      return String(cString: base)
    }
  }
}

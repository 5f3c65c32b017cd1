/// A calendar date without a time or an offset.
package struct TOMLLocalDate: Hashable, Sendable, CustomStringConvertible {
  /// The year, 0 to 9999.
  package let year: Int
  /// The month, 1 to 12.
  package let month: Int
  /// The day of the month, from 1.
  package let day: Int

  package init(year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  package var description: String {
    "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }
}

/// A time of day without a date or an offset.
package struct TOMLLocalTime: Hashable, Sendable, CustomStringConvertible {
  /// The hour, 0 to 23.
  package let hour: Int
  /// The minute, 0 to 59.
  package let minute: Int
  /// The second, 0 to 60: RFC 3339 admits a leap second.
  package let second: Int
  /// The fraction of the second; digits beyond the ninth are cut off, as the specification asks.
  package let nanosecond: Int

  package init(hour: Int, minute: Int, second: Int, nanosecond: Int = 0) {
    self.hour = hour
    self.minute = minute
    self.second = second
    self.nanosecond = nanosecond
  }

  package var description: String {
    let whole = "\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2))"
    guard nanosecond > 0 else { return whole }
    var fraction = padded(nanosecond, 9)
    while fraction.hasSuffix("0") { fraction.removeLast() }
    return whole + "." + fraction
  }
}

/// A date and a time of day that name no instant, because no offset is known.
package struct TOMLLocalDateTime: Hashable, Sendable, CustomStringConvertible {
  package let date: TOMLLocalDate
  package let time: TOMLLocalTime

  package init(date: TOMLLocalDate, time: TOMLLocalTime) {
    self.date = date
    self.time = time
  }

  package var description: String { "\(date)T\(time)" }
}

/// An instant: a date and a time of day with their offset from UTC.
package struct TOMLOffsetDateTime: Hashable, Sendable, CustomStringConvertible {
  package let date: TOMLLocalDate
  package let time: TOMLLocalTime
  /// The offset from UTC in minutes, east positive; `Z` and `-00:00` are 0.
  package let offsetMinutes: Int

  package init(date: TOMLLocalDate, time: TOMLLocalTime, offsetMinutes: Int) {
    self.date = date
    self.time = time
    self.offsetMinutes = offsetMinutes
  }

  package var description: String {
    guard offsetMinutes != 0 else { return "\(date)T\(time)Z" }
    let minutes = abs(offsetMinutes)
    let sign = offsetMinutes < 0 ? "-" : "+"
    return "\(date)T\(time)\(sign)\(padded(minutes / 60, 2)):\(padded(minutes % 60, 2))"
  }
}

private func padded(_ number: Int, _ width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

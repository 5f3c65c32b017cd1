/// A zone's offset and its yearly changes, as POSIX writes them: `CET-1CEST,M3.5.0,M10.5.0/3`.
struct ZoneRule: Hashable {
  /// A day of each year.
  enum Day: Hashable {
    /// The n-th weekday of a month; the fifth is the last one. 0 is Sunday.
    case month(Int, week: Int, weekday: Int)
    /// A day of the year from 1, in which 29 February is never counted.
    case julian(Int)
    /// A day of the year from 0.
    case ordinal(Int)
  }

  /// A moment of each year, by the clock that counts before it.
  struct Change: Hashable {
    var day: Day
    /// Seconds from the day's midnight; may lie on another day.
    var second: Int
  }

  /// The seconds ahead of UTC in standard time.
  private(set) var standard: Int
  private var summer: Summer?

  private struct Summer: Hashable {
    var offset: Int
    var begins: Change
    var ends: Change
  }

  /// Reads the rule; `nil` where it is none.
  init?(parsing bytes: [UInt8]) {
    var reader = ZoneRuleReader(bytes: bytes)
    guard reader.name(), let standard = reader.offset() else { return nil }
    // POSIX counts westwards.
    self.standard = -standard
    guard !reader.isAtEnd else { return }
    guard reader.name() else { return nil }
    var offset = self.standard + 3_600
    if !reader.isAt(",") {
      guard let own = reader.offset() else { return nil }
      offset = -own
    }
    guard reader.take(","), let begins = reader.change(), reader.take(","),
      let ends = reader.change(), reader.isAtEnd
    else { return nil }
    summer = Summer(offset: offset, begins: begins, ends: ends)
  }

  /// The seconds ahead of UTC at a moment.
  func offset(at second: Int64) -> Int {
    guard let summer else { return standard }
    let day = (Int(second) + standard).floorDivided(by: 86_400)
    let year = CivilDay(daysSince1970: day).year
    let begins = Int64(summer.begins.second(of: year) - standard)
    let ends = Int64(summer.ends.second(of: year) - summer.offset)
    let isSummer =
      begins < ends ? begins <= second && second < ends : !(ends <= second && second < begins)
    return isSummer ? summer.offset : standard
  }
}

extension ZoneRule.Change {
  /// The moment in a year, in seconds since 1970 by the clock on the wall.
  fileprivate func second(of year: Int) -> Int { day.days(of: year) * 86_400 + second }
}

extension ZoneRule.Day {
  /// The days from 1970-01-01 to this day of a year.
  fileprivate func days(of year: Int) -> Int {
    let january = CivilDay(year: year, month: 1, day: 1).daysSince1970
    switch self {
    case .ordinal(let number): return january + number
    case .julian(let number):
      let isLeap = CivilDay(year: year, month: 2, day: 1).daysInMonth == 29
      return january + number - (isLeap && number >= 60 ? 0 : 1)
    case .month(let month, let week, let weekday):
      let start = CivilDay(year: year, month: month, day: 1)
      let first = start.daysSince1970
      // 1970-01-01 was a Thursday.
      let lead = (weekday - (first + 4) % 7 + 14) % 7
      var day = lead + (week - 1) * 7
      if day >= start.daysInMonth { day -= 7 }
      return first + day
    }
  }
}

/// Reads a rule from left to right.
private struct ZoneRuleReader {
  let bytes: [UInt8]
  private var place = 0

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  var isAtEnd: Bool { place == bytes.count }

  func isAt(_ character: Character) -> Bool {
    place < bytes.count && bytes[place] == character.asciiValue
  }

  mutating func take(_ character: Character) -> Bool {
    guard isAt(character) else { return false }
    place += 1
    return true
  }

  /// Passes over a name, `CET` or `<+03>`.
  mutating func name() -> Bool {
    let start = place
    if take("<") {
      while place < bytes.count, bytes[place] != UInt8(ascii: ">") { place += 1 }
      return take(">") && place - start > 2
    }
    while place < bytes.count, (65...90).contains(bytes[place] & 0xDF) { place += 1 }
    return place - start >= 3
  }

  /// `[+-]hh[:mm[:ss]]` in seconds.
  mutating func offset() -> Int? {
    let isNegative = take("-")
    if !isNegative { _ = take("+") }
    guard let hours = number(upTo: 167) else { return nil }
    var seconds = hours * 3_600
    for unit in [60, 1] where take(":") {
      guard let part = number(upTo: 59) else { return nil }
      seconds += part * unit
    }
    return isNegative ? -seconds : seconds
  }

  /// `M3.5.0`, `J60` or `59`, with its time.
  mutating func change() -> ZoneRule.Change? {
    var day: ZoneRule.Day
    if take("M") {
      guard let month = number(upTo: 12), month > 0, take("."), let week = number(upTo: 5),
        week > 0, take("."), let weekday = number(upTo: 6)
      else { return nil }
      day = .month(month, week: week, weekday: weekday)
    } else if take("J") {
      guard let number = number(upTo: 365), number > 0 else { return nil }
      day = .julian(number)
    } else {
      guard let number = number(upTo: 365) else { return nil }
      day = .ordinal(number)
    }
    guard take("/") else { return ZoneRule.Change(day: day, second: 7_200) }
    return offset().map { ZoneRule.Change(day: day, second: $0) }
  }

  private mutating func number(upTo limit: Int) -> Int? {
    let digits = bytes[place...].prefix { (0x30...0x39).contains($0) }.prefix(4)
    guard !digits.isEmpty else { return nil }
    place += digits.count
    let value = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    return value <= limit ? value : nil
  }
}

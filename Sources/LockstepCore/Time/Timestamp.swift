/// An instant in UTC, in whole seconds, within the years 0001 to 9999.
public struct Timestamp: Hashable, Sendable, Comparable {
  /// Seconds since 1970-01-01T00:00:00Z, without leap seconds, as POSIX counts them.
  public let secondsSince1970: Int64

  /// 0001-01-01T00:00:00Z.
  public static let earliest = Timestamp(unchecked: -62_135_596_800)
  /// 9999-12-31T23:59:59Z.
  public static let latest = Timestamp(unchecked: 253_402_300_799)

  /// Creates an instant; one outside the years 0001 to 9999 becomes the nearest inside.
  public init(secondsSince1970 seconds: Int64) {
    secondsSince1970 = min(
      max(seconds, Self.earliest.secondsSince1970), Self.latest.secondsSince1970)
  }

  private init(unchecked seconds: Int64) {
    secondsSince1970 = seconds
  }

  /// Orders by time.
  public static func < (a: Timestamp, b: Timestamp) -> Bool {
    a.secondsSince1970 < b.secondsSince1970
  }

  /// The instant `span` later, or earlier where that is negative; stops at the years' limits.
  public func adding(_ span: Span) -> Timestamp {
    let (sum, overflow) = secondsSince1970.addingReportingOverflow(span.seconds)
    if overflow { return span.seconds < 0 ? .earliest : .latest }
    return Timestamp(secondsSince1970: sum)
  }

  /// The time from `earlier` to this instant; negative where that is the later one.
  public func span(since earlier: Timestamp) -> Span {
    Span(seconds: secondsSince1970 - earlier.secondsSince1970)
  }
}

/// Coded as its text.
extension Timestamp: Codable {
  /// Decodes and parses an instant.
  public init(from decoder: any Decoder) throws {
    self = try decoder.decodeText { try Timestamp(parsing: $0) }
  }

  /// Encodes the text.
  public func encode(to encoder: any Encoder) throws {
    try encoder.encodeText(description)
  }
}

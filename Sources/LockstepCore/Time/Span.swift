/// A length of time in whole seconds, written as people write it: `2 weeks`, `36 hours`.
///
/// A day is 24 hours and a week 168 hours, whatever the calendar does.
public struct Span: Hashable, Sendable, Comparable {
  /// The length in seconds; negative for the way back.
  public var seconds: Int64

  /// Creates a span of so many seconds.
  public init(seconds: Int64) {
    self.seconds = seconds
  }

  /// No time at all.
  public static let zero = Span(seconds: 0)

  /// So many weeks of 168 hours. The factories stop at the largest span instead of overflowing.
  public static func weeks(_ count: Int64) -> Span { Unit.week.span(count) }
  /// So many days of 24 hours.
  public static func days(_ count: Int64) -> Span { Unit.day.span(count) }
  /// So many hours.
  public static func hours(_ count: Int64) -> Span { Unit.hour.span(count) }
  /// So many minutes.
  public static func minutes(_ count: Int64) -> Span { Unit.minute.span(count) }
  /// So many seconds.
  public static func seconds(_ count: Int64) -> Span { Span(seconds: count) }

  /// Orders by length.
  public static func < (a: Span, b: Span) -> Bool { a.seconds < b.seconds }

  /// The same length in Swift's own type.
  public var duration: Duration { .seconds(seconds) }

  /// The units from the longest to the shortest.
  enum Unit: String, CaseIterable {
    case week
    case day
    case hour
    case minute
    case second

    var seconds: Int64 {
      switch self {
      case .week: 604_800
      case .day: 86_400
      case .hour: 3_600
      case .minute: 60
      case .second: 1
      }
    }

    func span(_ count: Int64) -> Span {
      let (product, overflow) = count.multipliedReportingOverflow(by: seconds)
      return Span(seconds: overflow ? (count < 0 ? .min : .max) : product)
    }
  }
}

/// Coded as its text.
extension Span: Codable {
  /// Decodes and parses a span; a minus sign is allowed here, unlike in configuration.
  public init(from decoder: any Decoder) throws {
    self = try decoder.decodeText { try Span(parsing: $0, signed: true) }
  }

  /// Encodes the text.
  public func encode(to encoder: any Encoder) throws {
    try encoder.encodeText(description)
  }
}

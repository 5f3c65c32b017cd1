package import LockstepCore

extension Explanation {
  /// The form in which an event holds it.
  package var json: JSONValue {
    var fields: [String: JSONValue] = [
      "what": .string(what),
      "why": .array(why.map(JSONValue.string)),
      "hints": .array(hints.map(JSONValue.string)),
    ]
    if let place {
      fields["place"] = .object([
        "path": .string(place.path), "line": .integer(Int64(place.line)),
        "column": .integer(Int64(place.column)),
      ])
    }
    return .object(fields)
  }

  /// Reads one from an event; `nil` where it does not even say what happened.
  package init?(json: JSONValue) {
    guard let what = json["what"]?.string else { return nil }
    var place: SourcePlace?
    if let path = json["place"]?["path"]?.string, let line = json["place"]?["line"]?.integer,
      let column = json["place"]?["column"]?.integer
    {
      place = SourcePlace(path: path, line: Int(clamping: line), column: Int(clamping: column))
    }
    self.init(
      what, why: Explanation.texts(json["why"]), hints: Explanation.texts(json["hints"]),
      place: place)
  }

  private static func texts(_ json: JSONValue?) -> [String] {
    guard case .array(let values)? = json else { return [] }
    return values.compactMap(\.string)
  }

  /// What is recorded of any error: its explanation where it has one, else only its type. An
  /// unexplained error's own words may hold anything, a token included.
  init(recording error: any Error) {
    if let explained = error as? any ExplainedError {
      self = explained.explanation
    } else {
      self.init("an unexpected error ended the step", why: ["\(type(of: error))"])
    }
  }
}

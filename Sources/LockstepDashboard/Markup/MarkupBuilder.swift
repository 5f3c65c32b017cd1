/// Collects the parts of an element: other elements, and texts.
@resultBuilder
enum MarkupBuilder {
  static func buildExpression(_ markup: Markup) -> [Markup] { [markup] }
  static func buildExpression(_ markup: [Markup]) -> [Markup] { markup }
  static func buildExpression(_ text: String) -> [Markup] { [Markup(text)] }
  static func buildBlock(_ parts: [Markup]...) -> [Markup] { parts.flatMap(\.self) }
  static func buildOptional(_ part: [Markup]?) -> [Markup] { part ?? [] }
  static func buildEither(first: [Markup]) -> [Markup] { first }
  static func buildEither(second: [Markup]) -> [Markup] { second }
  static func buildArray(_ parts: [[Markup]]) -> [Markup] { parts.flatMap(\.self) }
}

/// An element with what stands in it; an attribute whose value is `nil` is left out.
func tag(
  _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String?> = [:],
  @MarkupBuilder _ contents: () -> [Markup]
) -> Markup {
  Markup(element: name, attributes: attributes, contents: contents())
}

/// An element with a text in it.
func tag(_ name: StaticString, _ text: String) -> Markup { tag(name, [:], text) }

/// An element with a text in it.
func tag(
  _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String?>, _ text: String
) -> Markup {
  Markup(element: name, attributes: attributes, contents: [Markup(text)])
}

/// An element that has no contents and no end.
func void(_ name: StaticString, _ attributes: KeyValuePairs<StaticString, String?>) -> Markup {
  Markup(element: name, attributes: attributes, contents: [], isVoid: true)
}

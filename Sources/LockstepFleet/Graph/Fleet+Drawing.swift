import LockstepCore

extension Fleet {
  /// The graph in Graphviz's language: arrows point from who depends to what is needed.
  package var dot: String {
    var lines = ["digraph fleet {", "  rankdir=LR;", "  node [shape=box];"]
    lines.append("  \(Self.dotName(foundation.name)) [style=bold];")
    for dependent in dependents {
      lines.append("  \(Self.dotName(dependent.name)) [tooltip=\"wave \(dependent.wave)\"];")
    }
    for arrow in arrows {
      let style = arrow.isImmediate ? "" : " [style=dashed]"
      lines.append("  \(Self.dotName(arrow.from)) -> \(Self.dotName(arrow.to))\(style);")
    }
    return (lines + ["}"]).joined(separator: "\n") + "\n"
  }

  /// The graph in Mermaid's language, which forges show in pages.
  package var mermaid: String {
    var lines = ["graph LR"]
    var number: [RepositoryName: Int] = [:]
    for name in [foundation.name] + dependents.map(\.name) {
      number[name] = number.count
      lines.append("  n\(number.count - 1)[\"\(Self.mermaidText(name.description))\"]")
    }
    for arrow in arrows {
      guard let from = number[arrow.from], let to = number[arrow.to] else { continue }
      lines.append("  n\(from) \(arrow.isImmediate ? "-->" : "-.->") n\(to)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private struct Arrow: Hashable {
    let from: RepositoryName
    let to: RepositoryName
    var isImmediate: Bool
  }

  /// One arrow for each pair; a change that arrives by itself on any way arrives by itself.
  private var arrows: [Arrow] {
    dependents.flatMap { dependent in
      var immediate: [RepositoryName: Bool] = [:]
      for use in dependent.uses {
        let to = use.via ?? foundation.name
        immediate[to] = immediate[to] ?? false || use.reach == .immediate
      }
      return immediate.sorted { $0.key < $1.key }
        .map { Arrow(from: dependent.name, to: $0.key, isImmediate: $0.value) }
    }
  }

  private static func dotName(_ name: RepositoryName) -> String {
    var text = ""
    for character in name.description {
      if character == "\"" || character == "\\" { text.append("\\") }
      text.append(character)
    }
    return "\"\(text)\""
  }

  /// Mermaid knows entities by number; whatever is not a letter, a digit or plainly harmless
  /// becomes one.
  private static func mermaidText(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      let isPlain =
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        || "-_./ ".unicodeScalars.contains(scalar)
      return isPlain ? String(scalar) : "#\(scalar.value);"
    }.joined()
  }
}

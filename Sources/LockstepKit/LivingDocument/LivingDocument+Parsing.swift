package import LockstepCore

/// The part of a document by which Lockstep finds its way is broken.
package struct LivingDocumentMalformed: ExplainedError, Hashable {
  /// What is wrong.
  package let problem: String
  /// Where.
  package let place: SourcePlace

  package var explanation: Explanation {
    Explanation(
      "\(place.path) cannot be read", why: [problem],
      hints: [
        "put `\(LivingMarker(.generatedEnd).line)` on a line of its own behind the generated text, or "
          + "delete the line that opens it"
      ], place: place)
  }
}

extension LivingDocument {
  /// Reads a document; any text is one, as long as each generated part is closed.
  ///
  /// - Parameter path: How the reader calls the file.
  package init(parsing text: String, path: String) throws(LivingDocumentMalformed) {
    var parser = LivingParser(path: path)
    let lines = LivingLines.split(text)
    for (index, line) in lines.enumerated() { try parser.take(line, number: index + 1) }
    try parser.finish()
    self.init(nodes: parser.nodes, newline: LivingNewline(of: text))
  }
}

/// Puts a document together, line by line.
private struct LivingParser {
  let path: String
  private(set) var nodes: [LivingDocument.Node] = []
  private var words = ""
  private var section: LivingDocument.Section?
  private var generated: LivingDocument.Generated?
  /// Where the generated part begins that is open.
  private var generatedLine = 0

  init(path: String) { self.path = path }

  mutating func take(_ line: Substring, number: Int) throws(LivingDocumentMalformed) {
    let marker = LivingMarker(line: line)
    if generated != nil {
      try takeInGenerated(line, marker)
      return
    }
    switch marker?.kind {
    case .generated:
      flush()
      generatedLine = number
      generated = LivingDocument.Generated(
        name: marker?["name"] ?? "", digest: marker?["digest"], opening: String(line), content: "",
        closing: "")
    case .change:
      guard let item = marker?["item"], !item.isEmpty else {
        words += line
        return
      }
      flush()
      closeSection("")
      section = LivingDocument.Section(
        item: item, kinds: (marker?["kind"] ?? "").split(separator: " ").map(String.init),
        opening: String(line), body: [], closing: "")
    case .changeEnd where section != nil:
      flush()
      closeSection(String(line))
    case .place:
      flush()
      add(.place(name: marker?["name"] ?? "", line: String(line)))
    case .changeEnd, .generatedEnd, nil:
      words += line
    }
  }

  private mutating func takeInGenerated(_ line: Substring, _ marker: LivingMarker?)
    throws(LivingDocumentMalformed)
  {
    guard let marker else {
      generated?.content += line
      return
    }
    guard marker.kind == .generatedEnd else { throw unclosed }
    generated?.closing = String(line)
    if let part = generated { add(.generated(part)) }
    generated = nil
  }

  mutating func finish() throws(LivingDocumentMalformed) {
    guard generated == nil else { throw unclosed }
    flush()
    closeSection("")
  }

  private var unclosed: LivingDocumentMalformed {
    LivingDocumentMalformed(
      problem: "the generated part that begins on line \(generatedLine) is not closed",
      place: SourcePlace(path: path, line: generatedLine, column: 1))
  }

  private mutating func flush() {
    guard !words.isEmpty else { return }
    add(.words(words))
    words = ""
  }

  private mutating func add(_ segment: LivingDocument.Segment) {
    if section != nil { section?.body.append(segment) } else { nodes.append(.segment(segment)) }
  }

  private mutating func closeSection(_ closing: String) {
    guard var closed = section else { return }
    closed.closing = closing
    nodes.append(.section(closed))
    section = nil
  }
}

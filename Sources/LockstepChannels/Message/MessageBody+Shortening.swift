extension MessageBody {
  /// Returns `write(self)` where `fits` allows it, else what `write` makes of as much of the body as
  /// there is room for, with a last paragraph that says so and leads to the rest.
  ///
  /// The text is shortened before it is written, so that no escape is ever cut: whole points and
  /// blocks go first, and only a first block that is too long by itself is cut, between characters.
  package func written<Text>(
    fits: (Text) -> Bool, link: MessageLink?, by write: (MessageBody) -> Text
  ) -> Text {
    let whole = write(self)
    guard !fits(whole) else { return whole }
    let units = blocks.flatMap(\.units)
    let closing = Self.closing(link)
    func shortened(_ count: Int) -> Text {
      write(MessageBody(Self.joined(Array(units.prefix(count))) + [closing]))
    }
    let kept = Self.most(upTo: units.count) { fits(shortened($0)) }
    guard kept == 0, let first = units.first else { return shortened(kept) }
    func cut(_ count: Int) -> Text {
      write(MessageBody([first.prefix(count), closing]))
    }
    return cut(Self.most(upTo: first.length) { fits(cut($0)) })
  }

  private static func closing(_ link: MessageLink?) -> Block {
    guard let link else { return .text("… (shortened)") }
    return .paragraph([.text("… (shortened; the whole text: "), .link(link), .text(")")])
  }

  /// The largest number up to `limit` for which `holds`, which is true below it and false above; 0
  /// where there is none.
  private static func most(upTo limit: Int, _ holds: (Int) -> Bool) -> Int {
    var (low, high) = (0, limit)
    while low < high {
      let middle = (low + high + 1) / 2
      if holds(middle) { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// Joins neighbouring lists, which were taken apart into points.
  private static func joined(_ units: [Block]) -> [Block] {
    units.reduce(into: []) { blocks, unit in
      if case .list(let points) = unit, case .list(let before)? = blocks.last {
        blocks[blocks.count - 1] = .list(before + points)
      } else {
        blocks.append(unit)
      }
    }
  }
}

extension MessageBody.Block {
  /// What may be left out as a whole: a list's points one by one, every other block.
  fileprivate var units: [MessageBody.Block] {
    guard case .list(let points) = self else { return [self] }
    return points.map { .list([$0]) }
  }

  fileprivate var length: Int {
    switch self {
    case .heading(let text), .code(let text): text.count
    case .paragraph(let inlines): inlines.reduce(0) { $0 + $1.words.count }
    case .list(let points): points.joined().reduce(0) { $0 + $1.words.count }
    }
  }

  /// The first `count` characters; a link is kept whole or not at all.
  fileprivate func prefix(_ count: Int) -> MessageBody.Block {
    switch self {
    case .heading(let text): .heading(String(text.prefix(count)))
    case .code(let text): .code(String(text.prefix(count)))
    case .paragraph(let inlines): .paragraph(Self.prefix(inlines, count))
    case .list(let points): .list([Self.prefix(Array(points.joined()), count)])
    }
  }

  private static func prefix(_ inlines: [MessageBody.Inline], _ count: Int)
    -> [MessageBody.Inline]
  {
    var left = count
    var kept: [MessageBody.Inline] = []
    for inline in inlines where left > 0 {
      let words = inline.words
      if words.count <= left {
        kept.append(inline)
      } else {
        switch inline {
        case .text: kept.append(.text(String(words.prefix(left))))
        case .strong: kept.append(.strong(String(words.prefix(left))))
        case .code: kept.append(.code(String(words.prefix(left))))
        case .link: break
        }
        return kept
      }
      left -= words.count
    }
    return kept
  }
}

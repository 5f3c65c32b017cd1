/// The `Link` field of an answer (RFC 8288), as far as paging needs it.
struct LinkHeader {
  /// The address of the next page.
  let next: String?

  /// Reads the field; what is not of its form is taken for no link.
  init(_ text: String) {
    var next: String?
    var rest = text[...]
    while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
      let address = rest[rest.index(after: open)..<close]
      rest = rest[rest.index(after: close)...]
      let parameters = rest.prefix { $0 != "<" }
      let isNext = parameters.split(whereSeparator: { $0 == ";" || $0 == "," }).contains { part in
        let plain = part.filter { $0 != " " && $0 != "\t" && $0 != "\"" }
        return plain.lowercased() == "rel=next"
      }
      if isNext, next == nil { next = String(address) }
    }
    self.next = next
  }
}

import LockstepCore

/// Turns rustdoc's JSON into a ``Surface``: decodes what a public path leads to, and what that
/// needs, and nothing else.
struct RustdocDecoder {
  /// The summary of an item under `paths`.
  struct Summary {
    var path: String
    var kind: String
    var isLocal: Bool
  }

  let index: RustdocIndex
  /// Paths of source files lose this prefix.
  let sourceRoot: String
  var json: JSONReader
  /// How deep the type that is being read is nested.
  var depth = 0
  /// Whether the item that is being read is visible outside; what a private field is made of is not
  /// followed.
  var follows = true

  /// The public paths of items that a module or an enum's glob offers by name.
  var paths: [UInt32: [PublicPath]] = [:]
  var items: [RustItem?] = []
  var itemIDs: [UInt32: ItemID] = [:]
  var implementations: [RustImplementation] = []
  var implementationIDs: [UInt32: ImplementationID] = [:]
  /// Items that were given an id and are still to be read.
  var waiting: [UInt32] = []
  /// How many of them were read.
  var nextWaiting = 0
  var summaryCache: [UInt32: Summary?] = [:]

  init(_ bytes: [UInt8], sourceRoot: String) throws(RustdocError) {
    index = try RustdocIndex(bytes)
    json = JSONReader(bytes)
    self.sourceRoot =
      sourceRoot.isEmpty || sourceRoot.hasSuffix("/") ? sourceRoot : sourceRoot + "/"
  }

  /// Whether the id is that of an item which this crate defines and the document holds.
  func isLocal(_ id: UInt32) -> Bool { index.entries[id]?.isLocal ?? false }

  /// The place of an item in the surface; gives it one, and queues it, where it has none yet.
  mutating func item(_ id: UInt32) -> ItemID? {
    if let known = itemIDs[id] { return known }
    guard let entry = index.entries[id], entry.isLocal else { return nil }
    switch entry.kind {
    case .use, .externCrate, .implementation, .unknown: return nil
    default: break
    }
    guard follows else { return nil }
    waiting.append(id)
    return place(id)
  }

  /// Gives an item its place.
  mutating func place(_ id: UInt32) -> ItemID {
    let place = ItemID(UInt32(items.count))
    items.append(nil)
    itemIDs[id] = place
    return place
  }

  /// What the document says about an item by id, of this crate or another.
  mutating func summary(_ id: UInt32) throws(RustdocError) -> Summary? {
    if let known = summaryCache[id] { return known }
    guard let offset = index.summaries[id] else { return nil }
    let outer = json.position
    defer { json.position = outer }
    json.position = offset
    var summary = Summary(path: "", kind: "", isLocal: false)
    try json.beginObject()
    while let key = try json.nextKey() {
      switch key {
      case "crate_id": summary.isLocal = try json.integer() == 0
      case "path": summary.path = try json.strings().joined(separator: "::")
      case "kind": summary.kind = try json.string()
      default: try json.skip()
      }
    }
    summaryCache[id] = summary
    return summary
  }

  /// What a path to this id means, however it is written.
  mutating func resolved(_ id: UInt32, written: String) throws(RustdocError) -> String {
    if let best = paths[id]?.first { return best.path }
    if let summary = try summary(id) { return summary.path }
    return written
  }
}

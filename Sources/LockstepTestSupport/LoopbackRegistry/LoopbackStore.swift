import Crypto
import LockstepCore

/// What a ``LoopbackRegistry`` holds: packages, index lines, the journal.
actor LoopbackStore {
  struct Line {
    var version: String
    var members: [String: JSONValue]
    /// How many more reads do not show it; `nil` for until it is told to.
    var hiddenReads: Int?
  }

  var behaviour: LoopbackBehaviour
  private(set) var journal: [LoopbackRequest] = []
  private var lines: [String: [Line]] = [:]
  private var crates: [String: [UInt8]] = [:]

  init(behaviour: LoopbackBehaviour) {
    self.behaviour = behaviour
  }

  func set(_ behaviour: LoopbackBehaviour) {
    self.behaviour = behaviour
  }

  func note(_ request: LoopbackRequest) {
    journal.append(request)
  }

  func showEverything() {
    for name in lines.keys {
      for index in lines[name, default: []].indices { lines[name]?[index].hiddenReads = 0 }
    }
  }

  /// Whether the version is stored, shown or not.
  func holds(_ name: String, _ version: String) -> Bool {
    lines[name]?.contains { $0.version == version } ?? false
  }

  /// Stores an upload; `false` when the version is there already.
  func store(_ upload: LoopbackUpload) -> Bool {
    guard !holds(upload.name, upload.version) else { return false }
    let checksum = Self.hexadecimal(SHA256.hash(data: upload.crate))
    let hidden: Int? =
      switch behaviour.visibility {
      case .atOnce: 0
      case .afterReads(let count): count
      case .onDemand: nil
      }
    crates["\(upload.name)-\(upload.version)"] = upload.crate
    lines[upload.name, default: []].append(
      Line(
        version: upload.version, members: upload.indexMembers(checksum: checksum),
        hiddenReads: hidden))
    return true
  }

  /// The package's index file as it shows now; counts as a read. `nil` when there is nothing.
  func indexFile(atPath path: String) -> (body: [UInt8], tag: String)? {
    guard let name = lines.keys.first(where: { Self.indexPath(of: $0) == path }) else { return nil }
    var body: [UInt8] = []
    for (index, line) in (lines[name] ?? []).enumerated() {
      if line.hiddenReads == 0 {
        body += JSONValue.object(line.members).bytes() + [UInt8(ascii: "\n")]
      } else if let left = line.hiddenReads {
        lines[name]?[index].hiddenReads = left - 1
      }
    }
    guard !body.isEmpty else { return nil }
    return (body, "\"\(Self.hexadecimal(SHA256.hash(data: body)))\"")
  }

  func crate(named name: String) -> [UInt8]? { crates[name] }

  /// Sets the flag; `false` when the version is unknown.
  func setYanked(_ yanked: Bool, _ name: String, _ version: String) -> Bool {
    guard let index = lines[name]?.firstIndex(where: { $0.version == version }) else {
      return false
    }
    lines[name]?[index].members["yanked"] = .boolean(yanked)
    return true
  }

  static func indexPath(of name: String) -> String {
    let lower = name.lowercased()
    switch lower.count {
    case 1: return "1/\(lower)"
    case 2: return "2/\(lower)"
    case 3: return "3/\(lower.prefix(1))/\(lower)"
    default: return "\(lower.prefix(2))/\(lower.dropFirst(2).prefix(2))/\(lower)"
    }
  }

  private static func hexadecimal(_ digest: some Sequence<UInt8>) -> String {
    digest.map { byte in
      let text = String(byte, radix: 16)
      return text.count == 1 ? "0" + text : text
    }.joined()
  }
}

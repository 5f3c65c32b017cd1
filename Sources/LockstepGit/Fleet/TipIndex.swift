import LockstepCore

/// The file that says where every repository of the fleet stood: a line each, so that a thousand of
/// them are read at once.
enum TipIndex {
  private static let header = "lockstep fleet tips 1"

  /// The bytes of the file for `tips`.
  static func bytes(of tips: [RepositoryName: FleetTip]) -> [UInt8] {
    var text = "\(header)\n"
    for (name, tip) in tips.sorted(by: { $0.key < $1.key }) {
      let fields = [
        name.description, tip.branch, tip.commit.description, tip.address.text,
        String(tip.fetchedAt.secondsSince1970),
      ]
      text += fields.joined(separator: "\t") + "\n"
    }
    return Array(text.utf8)
  }

  /// Reads the file; lines that are not understood are passed over, they are fetched again.
  static func parse(_ bytes: [UInt8]) -> [RepositoryName: FleetTip] {
    var lines = bytes.split(separator: 10)[...]
    guard let first = lines.popFirst(), first.elementsEqual(header.utf8) else { return [:] }
    var tips: [RepositoryName: FleetTip] = [:]
    tips.reserveCapacity(lines.count)
    for line in lines {
      let fields = line.split(separator: 9, omittingEmptySubsequences: false)
      guard fields.count == 5,
        let name = try? RepositoryName(String(decoding: fields[0], as: UTF8.self)),
        let commit = ObjectID(hexadecimal: fields[2]),
        let address = try? RemoteAddress(parsing: String(decoding: fields[3], as: UTF8.self)),
        let seconds = Int64(String(decoding: fields[4], as: UTF8.self))
      else { continue }
      tips[name] = FleetTip(
        branch: String(decoding: fields[1], as: UTF8.self), commit: commit, address: address,
        fetchedAt: Timestamp(secondsSince1970: seconds))
    }
    return tips
  }
}

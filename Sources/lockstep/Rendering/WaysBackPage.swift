internal import LockstepCore
internal import LockstepKit

/// What was prepared for the case that a release has to be taken back.
struct WaysBackPage {
  let result: WaysBackStory.Result

  var text: String {
    let standing = result.standing
    var lines = [standing.told]
    for word in [WayBack.Standing.cannotPin, .unproven] {
      let ways = standing.ways(standing: word)
      guard !ways.isEmpty else { continue }
      lines += ["", "\(word.rawValue): \(Self.meaning(of: word))"]
      var table = Table()
      for way in ways { table.add("\(way.pin.name)", printable(way.pin.reason ?? "")) }
      lines.append(table.text)
    }
    if result.renewed.isEmpty {
      lines += ["", "Everything was prepared already."]
    } else {
      lines += ["", "Prepared now: \(result.renewed.map(\.description).joined(separator: ", "))"]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func meaning(of standing: WayBack.Standing) -> String {
    standing == .cannotPin
      ? "the last good version does not build with their code; they stay on the bad one until the "
        + "hotfix, or until their maintainers mend them"
      : "the pin can be pushed, and no build has shown that it works"
  }

  var json: JSONValue {
    guard case .object(var object) = result.standing.json else { return .null }
    object["schema"] = "lockstep.rollback/1"
    object["renewed"] = .array(result.renewed.map { .string($0.description) })
    object["status"] = .integer(Int64(exitStatus.rawValue))
    return .object(object)
  }

  /// 10 where somebody cannot go back.
  var exitStatus: ExitStatus {
    result.standing.ways(standing: .cannotPin).isEmpty ? .done : .decidedNo
  }
}

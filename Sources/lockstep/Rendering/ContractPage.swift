internal import LockstepCore
internal import LockstepKit

/// A mock dependent that was written: what it uses, what it does not and why, what comes next.
struct ContractPage {
  private let draft: ContractDraft

  init(_ draft: ContractDraft) {
    self.draft = draft
  }

  var text: String {
    var table = Table()
    for item in draft.used {
      table.add(item.kind, printable(item.path), Self.names(item.dependents))
    }
    var lines = [
      "\(draft.folder): \(counted(draft.used.count, "item")) that "
        + "\(counted(draft.dependents.count, "dependent")) use, compiled on "
        + printable(draft.baseline),
      table.text,
    ]
    if !draft.leftOut.isEmpty {
      var table = Table()
      for item in draft.leftOut {
        table.add(item.kind, printable(item.path), printable(item.leftOut ?? ""))
      }
      lines += ["", "left out:", table.text]
    }
    lines += [
      "",
      "Look at it, commit and push it; `lockstep verify --gate contract` then builds it on the candidate.",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func names(_ names: [RepositoryName]) -> String {
    let shown = names.prefix(4).map(\.description).joined(separator: ", ")
    return names.count > 4 ? "\(shown) and \(names.count - 4) more" : shown
  }
}

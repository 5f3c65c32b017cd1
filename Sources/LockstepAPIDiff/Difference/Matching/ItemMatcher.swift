/// Pairs the items that stand in modules, by their public paths.
struct ItemMatcher {
  let before: Surface
  let after: Surface
  /// Which item of the candidate an item of the baseline is.
  private(set) var counterparts: [ItemID: ItemID] = [:]
  private(set) var missing: [Match] = []
  private(set) var added: [Match] = []
  private(set) var hidden: [Match] = []
  private(set) var pairs: [Match] = []
  private(set) var undecided: [Undecided] = []
  /// The candidate's items that something of the baseline was found to be.
  private var taken: Set<ItemID> = []
  private var missingModules: Set<String> = []
  private var hiddenModules: Set<String> = []

  init(before: Surface, after: Surface) {
    self.before = before
    self.after = after
  }

  /// Pairs everything, modules first, because what goes with a module is told by the module.
  mutating func run() {
    let items = before.items.filter { $0.isTopLevel && before.isPromised($0.id) }
    for item in items where item.kind == .module { take(item) }
    for item in items where item.kind != .module { take(item) }
    findAdded()
    compareVariants()
  }

  /// The path of the baseline, as the candidate would write it: the library's name may be another.
  private func translated(_ path: String) -> String {
    guard before.crate != after.crate else { return path }
    if path == before.crate { return after.crate }
    guard path.hasPrefix(before.crate + "::") else { return path }
    return after.crate + path.dropFirst(before.crate.count)
  }

  private mutating func take(_ item: RustItem) {
    var partners: [(path: String, item: RustItem)] = []
    var lost: [String] = []
    for path in item.paths where !path.isHidden {
      if isBelowMissingModule(path.path) { continue }
      if let partner = partner(of: item, at: translated(path.path)) {
        partners.append((path.path, partner))
      } else {
        lost.append(path.path)
      }
    }
    if let first = partners.first?.item { counterparts[item.id] = first.id }
    report(lost, of: item, found: partners.first?.path)
    var seen: Set<ItemID> = []
    for (path, partner) in partners where seen.insert(partner.id).inserted {
      taken.insert(partner.id)
      if case .reexport(let value) = partner.kind, item.kind.word != "re-export",
        value.word == nil || value.word == item.kind.word
      {
        undecided.append(
          Undecided(
            item: path,
            reason: "it is a re-export of `\(value.source)` now, which another crate defines"))
        continue
      }
      let match = Match(Role(topLevel: item.kind), path, before: item, after: partner)
      if partner.isHidden {
        if item.kind == .module { hiddenModules.insert(path) }
        // What is hidden with its module is told by the module.
        if !path.ancestors.contains(where: { hiddenModules.contains($0) }) { hidden.append(match) }
      } else {
        pairs.append(match)
      }
    }
  }

  private func isBelowMissingModule(_ path: String) -> Bool {
    guard !missingModules.isEmpty else { return false }
    return path.ancestors.contains { missingModules.contains($0) }
  }

  /// What the path leads to now, where that can take the item's place.
  private func partner(of item: RustItem, at path: String) -> RustItem? {
    let found = after.items(at: path).filter(\.isTopLevel)
    let same = found.filter { $0.kind.word == item.kind.word }
    // One `use` of another crate's name can bring a type and a function.
    if case .reexport(let value) = item.kind,
      let twin = same.first(where: {
        if case .reexport(let other) = $0.kind {
          other.definition == value.definition && other.word == value.word
        } else {
          false
        }
      })
    {
      return twin
    }
    if let first = same.first { return first }
    if let target = found.lazy.compactMap({ aliased($0, like: item) }).first { return target }
    let main = item.mainNamespace
    return found.first { $0.mainNamespace == main || $0.kind.word == "re-export" }
  }

  /// The type behind an alias that stands where the type itself stood.
  private func aliased(_ alias: RustItem, like item: RustItem) -> RustItem? {
    guard case .typeAlias(let generics, .path(let path)) = alias.kind, let target = path.item,
      after[target].kind.word == item.kind.word, !isValue(item)
    else { return nil }
    var given: [String] = []
    if case .angle(let arguments, _) = path.arguments {
      for argument in arguments {
        switch argument {
        case .type(.generic(let name)), .lifetime(let name), .constant(let name):
          given.append(name)
        default: return nil
        }
      }
    }
    return given == generics.declared.map(\.name) ? after[target] : nil
  }

  /// Whether the name of a struct is a value or a function as well, which an alias is not.
  private func isValue(_ item: RustItem) -> Bool {
    guard case .structure(let value) = item.kind, value.shape != .named else { return false }
    return before.isConstructible(item)
  }

  private mutating func report(_ lost: [String], of item: RustItem, found: String?) {
    guard let first = lost.first else { return }
    if item.kind == .module { missingModules.formUnion(lost) }
    for path in found == nil ? [first] : lost {
      if let source = globSource(above: translated(path)), item.kind != .module {
        undecided.append(
          Undecided(
            item: path,
            reason: "it is gone from this crate, and may have come back through "
              + "`pub use \(source)::*`, whose items another crate defines"))
        continue
      }
      var match = Match(Role(topLevel: item.kind), path, before: item, after: nil)
      match.foundAt = found ?? elsewhere(item)
      missing.append(match)
    }
  }

  /// A glob re-export of another crate that the candidate has in the path's module and the baseline
  /// has not.
  private func globSource(above path: String) -> String? {
    guard let module = path.ancestors.first else { return nil }
    for item in after.items(at: module + "::*") {
      guard case .reexport(let value) = item.kind, value.isGlob else { continue }
      let had = before.items(at: module + "::*").contains {
        if case .reexport(let other) = $0.kind { other.source == value.source } else { false }
      }
      if !had { return value.source }
    }
    return nil
  }

  /// Where an item of the same name and kind stands now that did not stand there before.
  private func elsewhere(_ item: RustItem) -> String? {
    let candidates = after.items.filter {
      $0.isTopLevel && $0.name == item.name && $0.kind.word == item.kind.word
        && after.isPromised($0.id)
    }
    guard candidates.count == 1, let path = candidates.first?.path,
      before.items(at: path).isEmpty
    else { return nil }
    return path
  }

  /// Compares the paths by which modules offer variants without their enum: `pub use Enum::One`.
  private mutating func compareVariants() {
    for item in before.items {
      guard let parent = item.variantParent, let known = counterparts[parent] else { continue }
      for path in before.ownPaths(of: item) where !isBelowMissingModule(path) {
        let there = after.items(at: translated(path))
        if there.contains(where: { $0.mainNamespace == .types || $0.variantParent != nil }) {
          continue
        }
        var match = Match(.variant, path, before: item, after: nil)
        match.foundAt = after.isPromised(known) ? item.path : nil
        missing.append(match)
      }
    }
    for item in after.items {
      guard let parent = item.variantParent, taken.contains(parent) else { continue }
      for path in after.ownPaths(of: item) where before.items(at: path).isEmpty {
        added.append(Match(.reexport, path, before: nil, after: item))
      }
    }
  }

  private mutating func findAdded() {
    var addedModules: Set<String> = []
    let items = after.items.filter {
      $0.isTopLevel && after.isPromised($0.id) && !taken.contains($0.id)
    }
    for item in items where item.kind == .module {
      addedModules.formUnion(item.paths.map(\.path))
    }
    for item in items {
      guard let path = item.paths.first(where: { !$0.isHidden })?.path else { continue }
      if path.ancestors.contains(where: { addedModules.contains($0) }) { continue }
      added.append(Match(Role(topLevel: item.kind), path, before: nil, after: item))
    }
    for match in pairs {
      guard let old = match.before, let new = match.after, match.role != .reexport else { continue }
      let known = Set(old.paths.map { translated($0.path) })
      for path in new.paths where !path.isHidden && !known.contains(path.path) {
        if path.path.ancestors.contains(where: { addedModules.contains($0) }) { continue }
        // A path below a module that was reachable in another way is no news of its own.
        guard path.path.ancestors.first.map({ !before.items(at: $0).isEmpty }) ?? true else {
          continue
        }
        added.append(Match(.reexport, path.path, before: nil, after: new))
      }
    }
  }
}

extension RustItem {
  /// Whether the item stands in a module of its own right: no field, no method, no item of a trait.
  var isTopLevel: Bool {
    guard parent == nil, implementation == nil else { return false }
    switch kind {
    case .field, .variant, .associatedConstant, .associatedType: return false
    default: return true
    }
  }

  /// The namespace that makes an item what it is: a struct is a type, though it may be called.
  var mainNamespace: RustNamespace {
    switch kind {
    case .function, .constant, .staticVariable: .values
    case .macro, .proceduralMacro: .macros
    default: .types
    }
  }
}

extension RustItem {
  /// The enum of a variant.
  fileprivate var variantParent: ItemID? {
    if case .variant = kind { parent } else { nil }
  }
}

extension Surface {
  /// The promised paths of a variant that do not lead through its enum.
  fileprivate func ownPaths(of item: RustItem) -> [String] {
    let through = item.parent.map { Set(self[$0].paths.map(\.path)) } ?? []
    return item.paths.filter {
      !$0.isHidden && !through.contains($0.path.ancestors.first ?? "")
    }.map(\.path)
  }
}

extension String {
  /// The paths of the modules around a path, the innermost first.
  var ancestors: [String] {
    var result: [String] = []
    var rest = self[...]
    while let range = rest.lastRange(of: "::") {
      rest = rest[..<range]
      result.append(String(rest))
    }
    return result
  }
}

extension Substring {
  /// Where the last `text` begins.
  fileprivate func lastRange(of text: String) -> String.Index? {
    let bytes = utf8
    var index = bytes.endIndex
    while index > bytes.startIndex {
      let previous = bytes.index(before: index)
      if bytes[previous] == UInt8(ascii: ":"), previous > bytes.startIndex {
        let first = bytes.index(before: previous)
        if bytes[first] == UInt8(ascii: ":") { return first }
      }
      index = previous
    }
    return nil
  }
}

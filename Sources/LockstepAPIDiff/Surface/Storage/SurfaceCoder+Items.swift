import LockstepCore

extension SurfaceCoder {
  mutating func code(_ item: inout RustItem) throws(Damaged) {
    try code(&item.name)
    try code(&item.definition)
    try code(&item.parent)
    try code(&item.implementation, blank: ImplementationID(0)) { (coder, it) throws(Damaged) in
      try coder.code(&it.number)
    }
    try code(&item.visibility, among: [.public, .inherited, .restricted])
    try code(&item.attributes)
    try code(&item.isDocumented)
    try code(&item.place)
    try code(&item.paths, blank: PublicPath("")) { (coder, it) throws(Damaged) in
      try coder.code(&it.path)
      try coder.code(&it.isHidden)
      try coder.code(&it.isDeprecated)
    }
    try code(&item.kind)
  }

  mutating func code(_ value: inout SourcePlace?) throws(Damaged) {
    try code(&value, blank: SourcePlace(path: "", line: 1, column: 1)) {
      (coder, it) throws(Damaged) in
      try coder.code(&it.path)
      try coder.code(&it.line)
      try coder.code(&it.column)
    }
  }

  mutating func code(_ value: inout RustAttributes) throws(Damaged) {
    var isThere = value != RustAttributes()
    try code(&isThere)
    guard isThere else { return }
    try code(&value.isNonExhaustive)
    try code(&value.isDocHidden)
    try code(&value.tracksCaller)
    try code(&value.isDerived)
    try code(&value.isExportedMacro)
    try code(&value.isNoMangle)
    try code(&value.exportName)
    try code(&value.linkSection)
    try code(&value.targetFeatures)
    try code(&value.deprecation, blank: .init()) { (coder, it) throws(Damaged) in
      try coder.code(&it.since)
      try coder.code(&it.note)
    }
    try code(&value.mustUse, blank: .init()) { (coder, it) throws(Damaged) in
      try coder.code(&it.reason)
    }
    try code(&value.representation, blank: .init()) { (coder, it) throws(Damaged) in
      try coder.code(&it.kind, among: [.rust, .c, .transparent, .simd])
      try coder.code(&it.integer)
      try coder.code(&it.align, blank: 0) { (coder, it) throws(Damaged) in try coder.code(&it) }
      try coder.code(&it.packed, blank: 0) { (coder, it) throws(Damaged) in try coder.code(&it) }
    }
    try code(&value.others)
  }

  mutating func code(_ value: inout RustImplementation) throws(Damaged) {
    try code(&value.generics)
    try code(&value.trait)
    try code(&value.type)
    try code(&value.owner)
    try code(&value.items)
    try code(&value.isNegative)
    try code(&value.isUnsafe)
    try code(&value.isSynthetic)
    try code(&value.isBlanket)
    try code(&value.attributes)
    try code(&value.place)
  }

  mutating func code(_ value: inout PackageFacts) throws(Damaged) {
    try code(&value.name)
    try code(&value.version)
    var features = value.features.sorted { $0.key < $1.key }.map { [$0.key] + $0.value }
    try code(&features, blank: []) { (coder, it) throws(Damaged) in try coder.code(&it) }
    value.features = [:]
    for feature in features {
      guard let name = feature.first else { throw Damaged() }
      value.features[name] = Array(feature.dropFirst())
    }
    let blank = PackageFacts.Dependency(name: "", package: "", requirement: "")
    try code(&value.dependencies, blank: blank) { (coder, it) throws(Damaged) in
      try coder.code(&it.name)
      try coder.code(&it.package)
      try coder.code(&it.requirement)
      try coder.code(&it.kind, among: [.normal, .development, .build])
      try coder.code(&it.isOptional)
      try coder.code(&it.target)
    }
    try code(&value.edition)
    try code(&value.rustVersion)
    try code(&value.links)
    try code(&value.libraryName)
    try code(&value.libraryKinds)
    try code(&value.programs)
  }
}

extension SurfaceCoder {
  mutating func code(_ value: inout RustGenerics) throws(Damaged) {
    try code(&value.parameters)
    try code(&value.predicates, blank: .outlives("", [])) { (coder, it) throws(Damaged) in
      try coder.code(&it)
    }
  }

  mutating func code(_ values: inout [RustParameter]) throws(Damaged) {
    let blank = RustParameter(name: "", kind: .lifetime(outlives: []))
    try code(&values, blank: blank) { (coder, it) throws(Damaged) in
      try coder.code(&it.name)
      try coder.code(&it.kind)
      try coder.code(&it.isSynthetic)
    }
  }

  private mutating func code(_ value: inout RustParameter.Kind) throws(Damaged) {
    var tag: UInt8
    var outlives: [String] = []
    var bounds: [RustBound] = []
    var type: RustType? = nil
    var text: String?
    switch value {
    case .lifetime(let known): (tag, outlives) = (0, known)
    case .type(let known, let fallback): (tag, bounds, type) = (1, known, fallback)
    case .constant(let known, let fallback): (tag, type, text) = (2, known, fallback)
    }
    try code(&tag)
    switch tag {
    case 0:
      try code(&outlives)
      value = .lifetime(outlives: outlives)
    case 1:
      try code(&bounds)
      try code(&type)
      value = .type(bounds: bounds, default: type)
    case 2:
      var inner = type ?? .inferred
      try code(&inner)
      try code(&text)
      value = .constant(inner, default: text)
    default: throw Damaged()
    }
  }

  private mutating func code(_ value: inout RustPredicate) throws(Damaged) {
    var tag: UInt8
    var type = RustType.inferred
    var bounds: [RustBound] = []
    var quantified: [RustParameter] = []
    var name = ""
    var names: [String] = []
    var kind = RustConstraint.Kind.bounds([])
    switch value {
    case .bound(let known, let asked, let before):
      (tag, type, bounds, quantified) = (0, known, asked, before)
    case .outlives(let known, let others): (tag, name, names) = (1, known, others)
    case .equal(let known, let other): (tag, type, kind) = (2, known, other)
    }
    try code(&tag)
    switch tag {
    case 0:
      try code(&type)
      try code(&bounds)
      try code(&quantified)
      value = .bound(type, bounds, quantified: quantified)
    case 1:
      try code(&name)
      try code(&names)
      value = .outlives(name, names)
    case 2:
      try code(&type)
      try code(&kind)
      value = .equal(type, kind)
    default: throw Damaged()
    }
  }

  mutating func code(_ values: inout [RustBound]) throws(Damaged) {
    try code(&values, blank: .outlives("")) { (coder, it) throws(Damaged) in try coder.code(&it) }
  }

  private mutating func code(_ value: inout RustBound) throws(Damaged) {
    var tag: UInt8
    var bound = RustTraitBound.blank
    var name = ""
    var names: [String] = []
    switch value {
    case .trait(let known): (tag, bound) = (0, known)
    case .outlives(let known): (tag, name) = (1, known)
    case .captures(let known): (tag, names) = (2, known)
    }
    try code(&tag)
    switch tag {
    case 0:
      try code(&bound)
      value = .trait(bound)
    case 1:
      try code(&name)
      value = .outlives(name)
    case 2:
      try code(&names)
      value = .captures(names)
    default: throw Damaged()
    }
  }

  mutating func code(_ value: inout RustTraitBound) throws(Damaged) {
    try code(&value.path)
    try code(&value.quantified)
    let modifiers: [RustTraitBound.Modifier] = [.none, .maybe, .maybeConst]
    try code(&value.modifier, among: modifiers)
  }

  /// Codes one of a few values by its place among them.
  mutating func code<Value: Equatable>(
    _ value: inout Value, among values: [Value]
  ) throws(Damaged) {
    var tag = UInt8(values.firstIndex(of: value) ?? 0)
    try code(&tag)
    guard tag < values.count else { throw Damaged() }
    value = values[Int(tag)]
  }

  mutating func code(_ value: inout RustFunction) throws(Damaged) {
    try code(&value.generics)
    try code(&value.inputs, blank: RustFunction.Argument("", .inferred)) {
      (coder, it) throws(Damaged) in
      try coder.code(&it.name)
      try coder.code(&it.type)
    }
    try code(&value.output)
    try code(&value.isConst)
    try code(&value.isAsync)
    try code(&value.isUnsafe)
    try code(&value.abi)
    try code(&value.isVariadic)
    try code(&value.hasBody)
  }
}

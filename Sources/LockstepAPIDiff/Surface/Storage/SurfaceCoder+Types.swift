extension SurfaceCoder {
  mutating func code(_ value: inout RustType) throws(Damaged) {
    var copy = value
    try nested { (coder) throws(Damaged) in try coder.codeUnguarded(&copy) }
    value = copy
  }

  mutating func code(_ values: inout [RustType]) throws(Damaged) {
    try code(&values, blank: .inferred) { (coder, it) throws(Damaged) in try coder.code(&it) }
  }

  mutating func code(_ value: inout RustType?) throws(Damaged) {
    try code(&value, blank: .inferred) { (coder, it) throws(Damaged) in try coder.code(&it) }
  }

  private static func tag(of type: RustType) -> UInt8 {
    switch type {
    case .path: 0
    case .generic: 1
    case .primitive: 2
    case .tuple: 3
    case .slice: 4
    case .array: 5
    case .reference: 6
    case .pointer: 7
    case .functionPointer: 8
    case .dynamic: 9
    case .opaque: 10
    case .associated: 11
    case .pattern: 12
    case .inferred: 13
    }
  }

  private mutating func codeUnguarded(_ value: inout RustType) throws(Damaged) {
    var tag = Self.tag(of: value)
    try code(&tag)
    switch tag {
    case 0:
      var path = RustPath.blank
      if case .path(let known) = value { path = known }
      try code(&path)
      value = .path(path)
    case 1, 2:
      var name = ""
      if case .generic(let known) = value { name = known }
      if case .primitive(let known) = value { name = known }
      try code(&name)
      value = tag == 1 ? .generic(name) : .primitive(name)
    case 3:
      var types: [RustType] = []
      if case .tuple(let known) = value { types = known }
      try code(&types)
      value = .tuple(types)
    case 4, 5, 12: try codeWrapped(&value, tag)
    case 6, 7: try codePointing(&value, tag)
    case 8:
      var function = RustFunction()
      if case .functionPointer(let known) = value { function = known }
      try code(&function)
      value = .functionPointer(function)
    case 9:
      var traits: [RustTraitBound] = []
      var lifetime: String?
      if case .dynamic(let known, let name) = value { (traits, lifetime) = (known, name) }
      try code(&traits, blank: .blank) { (coder, it) throws(Damaged) in try coder.code(&it) }
      try code(&lifetime)
      value = .dynamic(traits, lifetime: lifetime)
    case 10:
      var bounds: [RustBound] = []
      if case .opaque(let known) = value { bounds = known }
      try code(&bounds)
      value = .opaque(bounds)
    case 11:
      var associated = RustAssociated(owner: .inferred, trait: nil, name: "")
      if case .associated(let known) = value { associated = known }
      try code(&associated.owner)
      try code(&associated.trait)
      try code(&associated.name)
      try code(&associated.arguments)
      value = .associated(associated)
    case 13: value = .inferred
    default: throw Damaged()
    }
  }

  private mutating func codeWrapped(_ value: inout RustType, _ tag: UInt8) throws(Damaged) {
    var inner = RustType.inferred
    var text = ""
    switch value {
    case .slice(let type): inner = type
    case .array(let type, let length): (inner, text) = (type, length)
    case .pattern(let type, let pattern): (inner, text) = (type, pattern)
    default: break
    }
    try code(&inner)
    if tag != 4 { try code(&text) }
    value =
      tag == 4 ? .slice(inner) : tag == 5 ? .array(inner, length: text) : .pattern(inner, text)
  }

  private mutating func codePointing(_ value: inout RustType, _ tag: UInt8) throws(Damaged) {
    var target = RustType.inferred
    var lifetime: String?
    var isMutable = false
    switch value {
    case .reference(let type, let name, let mutable):
      (target, lifetime, isMutable) = (type, name, mutable)
    case .pointer(let type, let mutable): (target, isMutable) = (type, mutable)
    default: break
    }
    try code(&target)
    try code(&isMutable)
    if tag == 6 { try code(&lifetime) }
    value =
      tag == 6
      ? .reference(target, lifetime: lifetime, isMutable: isMutable)
      : .pointer(target, isMutable: isMutable)
  }

  mutating func code(_ value: inout RustPath) throws(Damaged) {
    try code(&value.written)
    try code(&value.resolved)
    try code(&value.item)
    try code(&value.arguments)
  }

  mutating func code(_ value: inout RustPath?) throws(Damaged) {
    try code(&value, blank: .blank) { (coder, it) throws(Damaged) in try coder.code(&it) }
  }

  mutating func code(_ values: inout [RustPath]) throws(Damaged) {
    try code(&values, blank: .blank) { (coder, it) throws(Damaged) in try coder.code(&it) }
  }

  mutating func code(_ value: inout RustArguments) throws(Damaged) {
    var tag: UInt8 =
      switch value {
      case .none: 0
      case .angle: 1
      case .parenthesized: 2
      case .returnTypeNotation: 3
      }
    try code(&tag)
    switch tag {
    case 0: value = .none
    case 1:
      var arguments: [RustArgument] = []
      var constraints: [RustConstraint] = []
      if case .angle(let known, let asked) = value { (arguments, constraints) = (known, asked) }
      try code(&arguments, blank: .inferred) { (coder, it) throws(Damaged) in try coder.code(&it) }
      try code(&constraints, blank: RustConstraint(name: "", kind: .bounds([]))) {
        (coder, it) throws(Damaged) in
        try coder.code(&it.name)
        try coder.code(&it.arguments)
        try coder.code(&it.kind)
      }
      value = .angle(arguments, constraints: constraints)
    case 2:
      var inputs: [RustType] = []
      var output: RustType?
      if case .parenthesized(let known, let result) = value { (inputs, output) = (known, result) }
      try code(&inputs)
      try code(&output)
      value = .parenthesized(inputs, output: output)
    case 3: value = .returnTypeNotation
    default: throw Damaged()
    }
  }

  private mutating func code(_ value: inout RustArgument) throws(Damaged) {
    var tag: UInt8 = 3
    var text = ""
    var type = RustType.inferred
    switch value {
    case .lifetime(let name): (tag, text) = (0, name)
    case .type(let known): (tag, type) = (1, known)
    case .constant(let known): (tag, text) = (2, known)
    case .inferred: break
    }
    try code(&tag)
    switch tag {
    case 0, 2:
      try code(&text)
      value = tag == 0 ? .lifetime(text) : .constant(text)
    case 1:
      try code(&type)
      value = .type(type)
    case 3: value = .inferred
    default: throw Damaged()
    }
  }

  mutating func code(_ value: inout RustConstraint.Kind) throws(Damaged) {
    var tag: UInt8 = 2
    var text = ""
    var type = RustType.inferred
    var bounds: [RustBound] = []
    switch value {
    case .type(let known): (tag, type) = (0, known)
    case .constant(let known): (tag, text) = (1, known)
    case .bounds(let known): bounds = known
    }
    try code(&tag)
    switch tag {
    case 0:
      try code(&type)
      value = .type(type)
    case 1:
      try code(&text)
      value = .constant(text)
    case 2:
      try code(&bounds)
      value = .bounds(bounds)
    default: throw Damaged()
    }
  }
}

extension RustPath {
  /// A path to begin reading with.
  static let blank = RustPath(written: "", resolved: "")
}

extension RustTraitBound {
  /// A bound to begin reading with.
  static let blank = RustTraitBound(path: .blank)
}

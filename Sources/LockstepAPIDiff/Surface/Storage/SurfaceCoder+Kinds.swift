extension SurfaceCoder {
  private static func tag(of kind: RustKind) -> UInt8 {
    switch kind {
    case .module: 0
    case .function: 1
    case .structure: 2
    case .enumeration: 3
    case .variant: 4
    case .union: 5
    case .field: 6
    case .trait: 7
    case .traitAlias: 8
    case .typeAlias: 9
    case .constant: 10
    case .staticVariable: 11
    case .associatedConstant: 12
    case .associatedType: 13
    case .macro: 14
    case .proceduralMacro: 15
    case .reexport: 16
    case .externType: 17
    case .primitive: 18
    }
  }

  mutating func code(_ value: inout RustKind) throws(Damaged) {
    var tag = Self.tag(of: value)
    try code(&tag)
    switch tag {
    case 0: value = .module
    case 1:
      var function = RustFunction()
      if case .function(let known) = value { function = known }
      try code(&function)
      value = .function(function)
    case 2, 3, 4, 5: try codeShape(&value, tag)
    case 6:
      var type = RustType.inferred
      if case .field(let known) = value { type = known }
      try code(&type)
      value = .field(type)
    case 7: try codeTrait(&value)
    case 8, 9, 13: try codeAlias(&value, tag)
    case 10, 11, 12: try codeConstant(&value, tag)
    case 14:
      var source = ""
      if case .macro(let known) = value { source = known }
      try code(&source)
      value = .macro(source: source)
    case 15:
      var kind = ProceduralMacroKind.functionLike
      var helpers: [String] = []
      if case .proceduralMacro(let known, let names) = value { (kind, helpers) = (known, names) }
      try code(&kind, among: [.functionLike, .attribute, .derive])
      try code(&helpers)
      value = .proceduralMacro(kind, helpers: helpers)
    case 16:
      var reexport = RustReexport(source: "")
      if case .reexport(let known) = value { reexport = known }
      try code(&reexport.source)
      try code(&reexport.definition)
      try code(&reexport.isGlob)
      try code(&reexport.word)
      value = .reexport(reexport)
    case 17:
      var ids: [ImplementationID] = []
      if case .externType(let known) = value { ids = known }
      try code(&ids)
      value = .externType(ids)
    case 18: value = .primitive
    default: throw Damaged()
    }
  }

  private mutating func codeShape(_ value: inout RustKind, _ tag: UInt8) throws(Damaged) {
    switch tag {
    case 2:
      var shape = RustStructure(shape: .unit)
      if case .structure(let known) = value { shape = known }
      try code(&shape.shape, among: [.unit, .tuple, .named])
      try code(&shape.generics)
      try code(&shape.fields)
      try code(&shape.hasStrippedFields)
      try code(&shape.implementations)
      try code(&shape.blanketTraits)
      value = .structure(shape)
    case 3:
      var shape = RustEnumeration()
      if case .enumeration(let known) = value { shape = known }
      try code(&shape.generics)
      try code(&shape.variants)
      try code(&shape.hasStrippedVariants)
      try code(&shape.implementations)
      try code(&shape.blanketTraits)
      value = .enumeration(shape)
    case 4:
      var shape = RustVariant(shape: .unit)
      if case .variant(let known) = value { shape = known }
      try code(&shape.shape, among: [.unit, .tuple, .named])
      try code(&shape.fields)
      try code(&shape.hasStrippedFields)
      try code(&shape.discriminant)
      try code(&shape.hasExplicitDiscriminant)
      value = .variant(shape)
    default:
      var shape = RustUnion()
      if case .union(let known) = value { shape = known }
      try code(&shape.generics)
      try code(&shape.fields)
      try code(&shape.hasStrippedFields)
      try code(&shape.implementations)
      try code(&shape.blanketTraits)
      value = .union(shape)
    }
  }

  private mutating func codeTrait(_ value: inout RustKind) throws(Damaged) {
    var trait = RustTrait()
    if case .trait(let known) = value { trait = known }
    try code(&trait.generics)
    try code(&trait.supertraits)
    try code(&trait.items)
    try code(&trait.implementations)
    try code(&trait.isUnsafe)
    try code(&trait.isAuto)
    try code(&trait.isObjectSafe)
    var tag: UInt8 = 0
    var reason = ""
    switch trait.sealing {
    case .open: break
    case .sealed(let known): (tag, reason) = (1, known)
    case .sealedByHidden(let known): (tag, reason) = (2, known)
    }
    try code(&tag)
    if tag > 0 { try code(&reason) }
    switch tag {
    case 0: trait.sealing = .open
    case 1: trait.sealing = .sealed(because: reason)
    case 2: trait.sealing = .sealedByHidden(because: reason)
    default: throw Damaged()
    }
    value = .trait(trait)
  }

  private mutating func codeAlias(_ value: inout RustKind, _ tag: UInt8) throws(Damaged) {
    var generics = RustGenerics()
    var bounds: [RustBound] = []
    var type: RustType?
    switch value {
    case .traitAlias(let known, let meant): (generics, bounds) = (known, meant)
    case .typeAlias(let known, let meant): (generics, type) = (known, meant)
    case .associatedType(let known, let asked, let meant):
      (generics, bounds, type) = (known, asked, meant)
    default: break
    }
    try code(&generics)
    try code(&bounds)
    try code(&type)
    switch (tag, type) {
    case (8, _): value = .traitAlias(generics, bounds)
    case (9, let type?): value = .typeAlias(generics, type)
    case (13, _): value = .associatedType(generics, bounds: bounds, type: type)
    default: throw Damaged()
    }
  }

  private mutating func codeConstant(_ value: inout RustKind, _ tag: UInt8) throws(Damaged) {
    var type = RustType.inferred
    var text: String?
    var isMutable = false
    var isUnsafe = false
    switch value {
    case .constant(let known, let written): (type, text) = (known, written)
    case .staticVariable(let known, let mutable, let unsafe):
      (type, isMutable, isUnsafe) = (known, mutable, unsafe)
    case .associatedConstant(let known, let written): (type, text) = (known, written)
    default: break
    }
    try code(&type)
    try code(&text)
    try code(&isMutable)
    try code(&isUnsafe)
    switch tag {
    case 10: value = .constant(type, value: text ?? "")
    case 11: value = .staticVariable(type, isMutable: isMutable, isUnsafe: isUnsafe)
    default: value = .associatedConstant(type, value: text)
    }
  }
}

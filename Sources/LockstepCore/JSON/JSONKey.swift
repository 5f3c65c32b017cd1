/// A key of the coding path: an element's index, or the member that superclasses use.
struct JSONKey: CodingKey {
  let stringValue: String
  let intValue: Int?

  init(_ index: Int) {
    stringValue = String(index)
    intValue = index
  }

  init(stringValue: String) {
    self.stringValue = stringValue
    intValue = nil
  }

  init(intValue: Int) {
    self.init(intValue)
  }

  /// The member in which a superclass's part is coded.
  static let superclass = JSONKey(stringValue: "super")
}

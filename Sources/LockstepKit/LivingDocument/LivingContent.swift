/// What a living document is generated from: the text of its parts and of its sections, and what people find
/// there when they begin to write.
///
/// The same content gives the same text. A skeleton is written once, and is people's from then on.
package protocol LivingContent: Sendable {
  /// The first line of a new document.
  var title: String { get }

  /// The names of the parts above the sections, in their order.
  var parts: [String] { get }

  /// A part with its heading and its places, for a document that does not have it yet; its generated text is
  /// filled in afterwards.
  func skeleton(of part: String) -> String

  /// The generated text of a part; `nil` for one that this content does not know, which is left as it is.
  func text(of part: String) -> String?

  /// The heading above the sections of a new document.
  var sectionsHeading: String { get }

  /// What has a section, in the order of the document.
  var subjects: [LivingSubject] { get }

  /// Whether a line stands in every section from the beginning, so that nobody wrote it.
  func isGiven(_ line: Substring) -> Bool

  /// The generated text of a section whose subject is gone.
  func text(ofGone item: String) -> String

  /// The text above the sections that were set aside.
  var goneHeading: String { get }
}

/// What one section of a living document is about.
package struct LivingSubject: Hashable, Sendable {
  /// A place for people to write in.
  package struct Place: Hashable, Sendable {
    package var name: String
    /// Its marker with what is asked, and what stands around it.
    package var skeleton: String

    package init(name: String, skeleton: String) {
      self.name = name
      self.skeleton = skeleton
    }
  }

  /// What the section is found by.
  package var item: String
  /// What is told of it, each a word; a review can ask whether all of it was told.
  package var kinds: [String]
  /// The generated text.
  package var text: String
  package var places: [Place]

  package init(item: String, kinds: [String] = [], text: String, places: [Place]) {
    self.item = item
    self.kinds = kinds
    self.text = text
    self.places = places
  }
}

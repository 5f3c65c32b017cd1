/// What somebody does in an incident, so that everybody knows whom to ask.
///
/// The parts are those of the incident command system, as operators of large services use it.
package enum IncidentRole: String, Codable, Hashable, Sendable, CaseIterable {
  /// Decides, and hands out the other parts. Whoever took the incident, until somebody is named.
  case commander
  /// Changes the world: nobody else does.
  case operations
  /// Tells users and maintainers how it stands.
  case communications
  /// Writes down what happens, for the post-mortem.
  case scribe

  /// Its name as a heading.
  var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
}

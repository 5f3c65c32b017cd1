internal import LockstepCore
internal import LockstepFleet
internal import LockstepSystem

/// When which channel is quiet, as the contacts say it.
///
/// Where several contacts share a channel, the first one that states quiet hours speaks for it. A zone that
/// this machine does not know holds nothing back: a message too many is better than one that never goes.
struct QuietDirectory {
  /// The quiet hours by the channel's name.
  let hours: [String: QuietHours]
  /// The contacts whose zone is not known here, each with the reason.
  let unknown: [(contact: String, reason: Explanation)]

  init(_ contacts: [Configuration.Contact], zones: ZoneDatabase) {
    var hours: [String: QuietHours] = [:]
    var unknown: [(contact: String, reason: Explanation)] = []
    for contact in contacts {
      guard let quiet = contact.quiet else { continue }
      do {
        let rules = try zones.rules(of: contact.zone)
        let channel = Maintainers.text(contact.channel)
        if hours[channel] == nil { hours[channel] = QuietHours(quiet, in: rules) }
      } catch {
        unknown.append((contact.name, Explanation(of: error)))
      }
    }
    self.hours = hours
    self.unknown = unknown
  }
}

internal import LockstepChannels
internal import LockstepCore
package import LockstepLedger

extension History {
  /// The clock of the notices that were announced since a release; `series` is its version.
  package func noticeClock(of series: String) -> NoticeClock {
    var clock = NoticeClock(series: series)
    for entry in entries {
      let time = entry.event.at
      switch entry.event.kind {
      case NoticeRecord.kind:
        guard let record = try? entry.event.body.decode(NoticeRecord.self) else { continue }
        clock.take(.announced(record), at: time)
      case NoticeWaiver.kind:
        guard let waiver = try? entry.event.body.decode(NoticeWaiver.self) else { continue }
        clock.take(.waived(waiver), at: time)
      case OutboxRecord.sent:
        guard let record = try? entry.event.body.decode(OutboxRecord.self) else { continue }
        clock.take(.sent(key: record.key, channel: record.channel), at: time)
      default: continue
      }
    }
    return clock
  }
}

/// One commit of the demo: the whole tree, by one author at a fixed time.
struct DemoCommit {
  var message: String
  /// Seconds since 1970, UTC.
  var time: Int
  /// Every file by path.
  var files: [String: String]
  /// The annotated tag that is put on it.
  var tag: String?

  static let author = "Demo <demo@lockstep.invalid>"

  /// The first of September 2025, nine o'clock: when the demo's history begins.
  static let beginning = 1_756_717_200

  /// Returns `commits`, one upon the other on `main`, in fast-import's language; their identifiers are
  /// printed in the same order.
  static func stream(of commits: [DemoCommit]) -> [UInt8] {
    var stream: [UInt8] = []
    func say(_ line: String) { stream += Array("\(line)\n".utf8) }
    func give(_ text: String) {
      say("data \(text.utf8.count)")
      say(text)
    }
    for (index, commit) in commits.enumerated() {
      let by = "\(author) \(commit.time) +0000"
      say("commit refs/heads/main")
      say("mark :\(index + 1)")
      say("author \(by)")
      say("committer \(by)")
      give(commit.message + "\n")
      if index > 0 { say("from :\(index)") }
      say("deleteall")
      for (path, text) in commit.files.sorted(by: { $0.key < $1.key }) {
        say("M 100644 inline \(path)")
        give(text)
      }
      if let tag = commit.tag {
        say("tag \(tag)")
        say("from :\(index + 1)")
        say("tagger \(by)")
        give("\(tag)\n")
      }
    }
    for index in commits.indices { say("get-mark :\(index + 1)") }
    say("done")
    return stream
  }
}

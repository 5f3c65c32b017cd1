extension DemoFoundation {
  /// The foundation's commits on `main`: the baseline, tagged, and what makes 2.1.0.
  static func history(_ places: DemoPlaces) -> [DemoCommit] {
    let day = 86_400
    let steps: [(Stage, String)] = [
      (.released, "Release 2.0.0\n\nFields have typed values."),
      (.number, "feat: the numeric value of a field\n\n`Record::number` spares a match."),
      (.ranked, "feat: the records of a catalogue by rank"),
      (.described, "docs: in which order a catalogue keeps its records"),
    ]
    return steps.enumerated().map { index, step in
      DemoCommit(
        message: step.1, time: DemoCommit.beginning + index * 3 * day,
        files: files(at: step.0).merging(configuration(places)) { own, _ in own },
        tag: step.0 == .released ? "v\(baseline)" : nil)
    }
  }

  private static func configuration(_ places: DemoPlaces) -> [String: String] {
    [
      ".cargo/config.toml": places.cargoConfiguration,
      "lockstep.toml": places.lockstepConfiguration,
    ]
  }

  /// One commit that a developer makes in the demo's course.
  struct Change {
    var message: String
    /// Seconds since 1970, UTC.
    var time: Int
    /// The files as they have to stand before it, by path.
    var before: [String: String]
    /// The files that it changes, by path.
    var after: [String: String]
  }

  /// The commit for 2.1.1.
  ///
  /// It reads like a fix, and its own tests pass; but `Record::rank` now returns another type, and
  /// `Catalogue::ranked` takes many times as many allocations.
  static let harmlessFix = Change(
    message: "fix: a record without a rank no longer counts as rank 0",
    time: DemoCommit.beginning + 21 * 86_400,
    before: files(at: .described),
    after: [
      "src/record.rs": record(at: .broken), "src/catalogue.rs": catalogue(at: .broken),
    ]
  )

  /// The commit for 2.2.0, on 2.1.0's code again: a method more.
  static let addition = Change(
    message: "feat: the records whose title holds a word",
    time: DemoCommit.beginning + 24 * 86_400,
    before: files(at: .described),
    after: ["src/catalogue.rs": catalogue(at: .searched)]
  )
}

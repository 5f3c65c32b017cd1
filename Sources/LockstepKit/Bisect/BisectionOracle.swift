internal import LockstepEcosystems
package import LockstepVerification

/// One thing that is wrong with the bad version and is not with the good one.
package enum Symptom: Codable, Hashable, Sendable {
  case error(FailedCompile.Key)
  case test(TestName)
  /// It takes longer than it may.
  case timeout
  /// It takes more memory than it may.
  case memory

  /// The symptom as a reader finds it.
  package var words: String {
    switch self {
    case .error(let key):
      let place = key.file.map { "\($0):\(key.line ?? 1): " } ?? ""
      let code = key.code.map { "\($0): " } ?? ""
      return place + code + String(key.message.prefix { $0 != "\n" })
    case .test(let name): return "test fails: \(name)"
    case .timeout: return "it takes longer than it may"
    case .memory: return "it takes more memory than it may"
    }
  }
}

/// Tells a good commit from a bad one for one dependent, by *the* failure and no other.
package struct BisectionOracle: Hashable, Sendable {
  package typealias Verdict = BisectionVerdict

  /// What both ends come to.
  package enum Ends: Hashable, Sendable {
    case differ(BisectionOracle)
    /// Nothing is wrong with the bad end that is not with the good one; the reason.
    case agree(String)
    /// Nothing was learnt; the reason.
    case undecided(String)
  }

  /// What one run says.
  package struct Reading: Hashable, Sendable {
    package var verdict: Verdict
    /// The symptoms that were seen.
    package var seen: Set<Symptom> = []
    /// Why it says nothing, where it is skipped.
    package var reason: String?
    /// Whether the machine was in the way, and not the code.
    package var isTrouble = false
  }

  package private(set) var symptoms: Set<Symptom>
  /// The foundation's packages: what does not compile in them is no fault of the dependent's.
  private let foundation: Set<String>
  /// What the good end had wrong already.
  private let known: Set<FailedCompile.Key>

  /// Compares the ends.
  ///
  /// - Parameters:
  ///   - test: The one test that counts, as it is called in its program; all where it is `nil`.
  ///   - flaky: Tests that were seen to come and go; they count only where they are named.
  package static func comparing(
    good: SideRun, bad: SideRun, foundation: Set<String>, test: String? = nil,
    flaky: Set<TestName> = []
  ) -> Ends {
    if let trouble = trouble(of: good) { return .undecided("with the good end: \(trouble)") }
    if good.ending != .finished {
      return .undecided("with the good end it takes more than it may already")
    }
    if let trouble = trouble(of: bad) { return .undecided("with the bad end: \(trouble)") }
    var symptoms: Set<Symptom> = []
    switch bad.ending {
    case .timedOut: symptoms.insert(.timeout)
    case .outOfMemory: symptoms.insert(.memory)
    case .finished, .trouble: break
    }
    let known = Set(good.errors.map(\.key))
    let before = good.errors.map(\.key)
    symptoms.formUnion(
      bad.errors.map(\.key).filter { key in !before.contains { alike($0, key) } }
        .map(Symptom.error))
    let tests = bad.failed.subtracting(good.failed).filter { name in
      test.map { isCalled($0, name) } ?? !flaky.contains(name)
    }
    symptoms.formUnion(tests.map(Symptom.test))
    guard symptoms.isEmpty else {
      return .differ(
        BisectionOracle(symptoms: symptoms, foundation: foundation, known: known))
    }
    if let test, !(good.tests.keys.contains { isCalled(test, $0) }) {
      return .undecided("it has no test `\(test)` that runs with the good end")
    }
    return .agree(reason(good: good, bad: bad))
  }

  private static func reason(good: SideRun, bad: SideRun) -> String {
    if bad.isClean { return "it is well with the bad end too" }
    return bad.failed.isSubset(of: good.failed)
      ? "what fails with the bad end fails with the good one too"
      : "only tests fail that do not count: they are known to come and go, or others were named"
  }

  /// Reads one run.
  package func reading(of run: SideRun) -> Reading {
    switch run.ending {
    case .trouble(let reason): return Reading(verdict: .skipped, reason: reason, isTrouble: true)
    case .timedOut: return bound(.timeout)
    case .outOfMemory: return bound(.memory)
    case .finished: break
    }
    let seen = symptoms.filter { isSeen($0, in: run) }
    if !seen.isEmpty { return Reading(verdict: .bad, seen: seen) }
    if let error = run.errors.first(where: { foundation.contains($0.key.package) }) {
      return Reading(
        verdict: .skipped,
        reason: "the foundation does not build by itself: \(Symptom.error(error.key).words)")
    }
    if let doubt = run.doubt { return Reading(verdict: .skipped, reason: doubt) }
    if let error = run.errors.first(where: { error in
      !known.contains { Self.alike($0, error.key) }
    }) {
      return Reading(
        verdict: .skipped, reason: "another failure: \(Symptom.error(error.key).words)")
    }
    return hasRun(run)
      ? Reading(verdict: .good)
      : Reading(verdict: .skipped, reason: "the test did not run")
  }

  private func bound(_ symptom: Symptom) -> Reading {
    symptoms.contains(symptom)
      ? Reading(verdict: .bad, seen: [symptom])
      : Reading(verdict: .skipped, reason: "another failure: \(symptom.words)")
  }

  private func isSeen(_ symptom: Symptom, in run: SideRun) -> Bool {
    switch symptom {
    case .error(let key): run.errors.contains { Self.alike($0.key, key) }
    case .test(let name): run.tests[name] == .failed
    case .timeout, .memory: false
    }
  }

  /// Whether a run that shows no symptom would have shown one: some test that counts has passed.
  private func hasRun(_ run: SideRun) -> Bool {
    let tests = symptoms.compactMap { symptom in
      if case .test(let name) = symptom { name } else { nil }
    }
    // That a build failed as a whole is told as a test that nobody sees when it does not.
    guard tests.contains(where: { $0.name != "(the build)" }) else { return true }
    return tests.count < symptoms.count || tests.contains { run.tests[$0] == .passed }
  }

  /// Whether two errors are the same one: the words of one error change with the code around it, and its
  /// place does with an edit above it, but not both.
  private static func alike(_ one: FailedCompile.Key, _ other: FailedCompile.Key) -> Bool {
    one.package == other.package && one.file == other.file && one.code == other.code
      && (one.line == other.line || one.message == other.message)
  }

  private static func isCalled(_ text: String, _ name: TestName) -> Bool {
    name.name == text || name.description == text || name.name.hasSuffix("::\(text)")
  }

  private static func trouble(of run: SideRun) -> String? {
    if case .trouble(let reason) = run.ending { return reason }
    return run.errors.isEmpty ? run.doubt : nil
  }
}

import LockstepCore
import LockstepSystem

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs one part of Lockstep on its own, for `fleet-benchmark` to measure.
@main
enum Harness {
  static func main() async {
    do {
      var arguments = Arguments(CommandLine.arguments.dropFirst())
      switch arguments.next() {
      case "ledger": try await LedgerBenchmark(&arguments).run()
      case "pin": try await PinBenchmark(&arguments).run()
      default:
        throw ExplainedFailure(
          "nothing to measure was named", hints: ["name `ledger` or `pin`"], exitStatus: .usage)
      }
    } catch {
      let explanation = Explanation(of: error)
      print("error:", explanation.what, explanation.why)
      exit(1)
    }
  }
}

/// The command line, read from left to right; options have values.
struct Arguments {
  private var words: [String] = []
  private var options: [String: String] = [:]

  init(_ arguments: some Sequence<String>) {
    var iterator = arguments.makeIterator()
    while let word = iterator.next() {
      if word.hasPrefix("--") {
        options[String(word.dropFirst(2))] = iterator.next()
      } else {
        words.append(word)
      }
    }
  }

  mutating func next() -> String? { words.isEmpty ? nil : words.removeFirst() }

  func value(_ option: String) throws -> String {
    guard let value = options[option] else {
      throw ExplainedFailure("--\(option) is missing", exitStatus: .usage)
    }
    return value
  }

  func text(_ option: String) -> String? { options[option] }

  func number(_ option: String, else standard: Int) -> Int {
    options[option].flatMap { Int($0) } ?? standard
  }
}

extension Duration {
  /// The duration in seconds.
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

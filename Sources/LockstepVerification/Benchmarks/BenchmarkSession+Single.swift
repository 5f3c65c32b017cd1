import LockstepCore

extension BenchmarkSession {
  /// The benchmarks that both sides have.
  var benchmarks: [String] { allSeries.map(\.name).sorted() }

  /// Why a program of one of the sides could not be compared; `nil` where every one could.
  var obstacle: String? {
    guard benchmarks.isEmpty else { return nil }
    return troubles.first
  }

  /// One benchmark with what the test says about it.
  func row(of name: String) -> BenchmarkRow? { rows.first { $0.series.name == name } }
}

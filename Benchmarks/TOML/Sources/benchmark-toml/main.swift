import LockstepTOML

/// Runs `work` several times and returns the median of the seconds that one run takes.
func median(of runs: Int = 7, _ work: () throws -> Void) rethrows -> Double {
  let clock = ContinuousClock()
  var seconds: [Double] = []
  for _ in 0..<runs {
    let duration = try clock.measure(work)
    seconds.append(
      Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18)
  }
  return seconds.sorted()[runs / 2]
}

func rounded(_ number: Double) -> Double { Double(Int(number * 10 + 0.5)) / 10 }

func report(_ name: String, _ bytes: [UInt8]) throws {
  let seconds = try median { _ = try TOMLDocument(parsing: bytes) }
  let megabytes = Double(bytes.count) / 1e6
  print("\(name): \(rounded(megabytes)) MB, parse \(rounded(megabytes / seconds)) MB/s")
}

let lock = Documents.lock(packages: 60_000)
let manifest = Documents.manifest(members: 20_000)
let flat = Documents.flat(keys: 600_000)
try report("lock file", lock)
try report("manifest", manifest)
try report("one table of 600,000 keys", flat)

let document = try TOMLDocument(parsing: lock)
let reading = median {
  var length = 0
  guard let packages = document.root["package"]?.asArray else { return }
  for package in packages {
    guard let table = package.asTable else { continue }
    length += (table.string("name")?.utf8.count ?? 0) + (table.string("version")?.utf8.count ?? 0)
    length += table["dependencies"]?.asArray?.count ?? 0
  }
  precondition(length > 0)
}
print("reading name, version, dependencies of 60,000 packages: \(rounded(reading * 1000)) ms")

let editing = try median(of: 3) {
  var edited = document
  var batch = edited.batch()
  for number in 0..<60_000 {
    try batch.replaceString(at: ["package", .index(number), "version"], with: "9.9.9")
  }
  try edited.apply(batch)
}
print("60,000 edits in one batch: \(rounded(editing * 1000)) ms")
let one = try median(of: 3) {
  var edited = document
  try edited.replaceString(at: ["package", 30_000, "version"], with: "9.9.9")
}
print("one edit of the lock file: \(rounded(one * 1000)) ms")

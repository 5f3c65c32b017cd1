/// Returns the word in `among` that was probably meant by `to`, or `nil` where none is near.
///
/// Near means: at most one slip for each three characters, and one at least, where a slip is a
/// character too many, too few or wrong, or two swapped. Upper and lower case, `-` and `_` count as
/// the same. Of equally near words the first wins. Words of more than 128 characters are not
/// considered.
public func nearest(to word: String, among candidates: [String]) -> String? {
  guard let written = folded(word) else { return nil }
  var best: (word: String, distance: Int)?
  for candidate in candidates {
    guard let other = folded(candidate) else { continue }
    let limit = min(max(1, max(written.count, other.count) / 3), (best?.distance ?? .max) - 1)
    guard limit >= 0, abs(written.count - other.count) <= limit else { continue }
    let distance = editDistance(written, other)
    if distance <= limit, distance < max(written.count, other.count) {
      best = (candidate, distance)
    }
  }
  return best?.word
}

/// The most characters that a word may have to be compared; the comparison is quadratic.
private let longestWord = 128

/// Removes the differences that do not count; `nil` for a word that is empty or too long.
private func folded(_ word: String) -> [Character]? {
  guard !word.isEmpty, word.prefix(longestWord + 1).count <= longestWord else { return nil }
  return word.lowercased().map { $0 == "_" ? "-" : $0 }
}

/// Counts the insertions, deletions, replacements and swaps of neighbours between two words.
///
/// The restricted form of Damerau and Levenshtein: nothing is edited twice.
private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...b.count)
  for i in a.indices {
    var row = [i + 1]
    row.reserveCapacity(b.count + 1)
    for j in b.indices {
      var cost = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        cost = min(cost, beforeLast[j - 1] + 1)
      }
      row.append(cost)
    }
    beforeLast = last
    last = row
  }
  return last[b.count]
}

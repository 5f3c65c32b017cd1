/// Works on `items`, at most `width` at a time, and returns the results in the items' order.
///
/// One item's failure is a result like any other: `work` does not throw. When the task is
/// cancelled the work that is still to come runs too, and is expected to notice it.
package func forEach<Item: Sendable, Result: Sendable>(
  _ items: [Item], width: Int, _ work: @escaping @Sendable (Item) async -> Result
) async -> [Result] {
  await withTaskGroup(of: (Int, Result).self) { group in
    var results = [Result?](repeating: nil, count: items.count)
    var next = 0
    func startNext() {
      guard next < items.count else { return }
      let index = next
      let item = items[index]
      next += 1
      group.addTask { (index, await work(item)) }
    }
    for _ in 0..<max(1, width) { startNext() }
    for await (index, result) in group {
      results[index] = result
      startNext()
    }
    return results.compactMap { $0 }
  }
}

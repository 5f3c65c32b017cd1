import LockstepCore
import LockstepFleet
import Testing

@testable import LockstepKit

@Suite struct VersioningPageTests {
  private static func series(_ text: String...) throws -> [SupportedSeries] {
    try text.map { line in
      let words = line.split(separator: " ").map(String.init)
      let version = try Version(parsing: words[0])
      let standing: SupportedSeries.Standing =
        switch words[2] {
        case "supported": .supported
        case "ended": .ended(words.count > 3 ? words[3] : nil)
        default: .until(words[2])
        }
      return SupportedSeries(
        major: version.major, minor: version.minor, latest: version, day: words[1],
        standing: standing)
    }
  }

  private static let now = [
    "3.0.0 2026-01-05 supported", "2.1.4 2025-12-01 2026-03-02", "2.0.9 2025-06-01 ended",
    "1.9.0 2024-01-01 ended 2025-03-01",
  ]

  private static func update(_ text: String) throws -> String {
    var page = VersioningPage(text)
    page.update(try now.flatMap { try series($0) })
    return page.text
  }

  @Test(
    arguments: [
      // Between the markers, a table is made where there is none.
      (
        "# V\r\n<!-- lockstep:supported-versions -->\r\nold words\r\n<!-- /lockstep:supported-versions -->\r\nend\n",
        "# V\r\n<!-- lockstep:supported-versions -->\r\n| Version | Status | Latest release | Supported until |\r\n|---|---|---|---|\r\n| 3.0.x   | supported | 3.0.0 (2026-01-05) |                 |\r\n| 2.1.x   | supported | 2.1.4 (2025-12-01) | 2026-03-02      |\r\n<!-- /lockstep:supported-versions -->\r\nend\n"
      ),
      // Under the heading: columns of people's own stay, and so does what is right already.
      (
        """
        Words.
        ## Supported versions
        Before.

        | Series | Codename | Status      | Latest |
        |--------|:--------:|-------------|--------|
        | v2.1.x | owl      | ✅ Active   | 2.1.3  |
        | v2.0.x | crow     | ✅          | 2.0.9  |
        | 3.x-preview | ?  | 🔬          |        |

        After.
        ## Other
        | Version | Status |
        |---|---|
        | 2.1 | x |

        """,
        """
        Words.
        ## Supported versions
        Before.

        | Series | Codename | Status      | Latest |
        |--------|:--------:|-------------|--------|
        | v3.0.x |          | ✅           | 3.0.0 (2026-01-05) |
        | v2.1.x | owl      | ✅ until 2026-03-02 | 2.1.4  |
        | v2.0.x | crow     | ❌          | 2.0.9  |
        | 3.x-preview | ?  | 🔬          |        |

        After.
        ## Other
        | Version | Status |
        |---|---|
        | 2.1 | x |

        """
      ),
      // Rows of majors.
      (
        "# Supported Versions\n\nVersion | Supported\n--- | ---\n2.x | Yes\n1.x | Yes",
        "# Supported Versions\n\nVersion | Supported\n--- | ---\n3.x    | Yes\n2.x | Yes until 2026-03-02\n1.x | No"
      ),
      // A row for a whole major version beside rows of series; bars of people's own.
      (
        "# Supported versions\n| Line | Support |\n|-|-|\n| 2.1 | active |\n| 2.0 | active |\n| 1.x | retired |\n",
        "# Supported versions\n| Line | Support |\n|-|-|\n| 3.0  | supported |\n| 2.1 | supported until 2026-03-02 |\n| 2.0 | ended  |\n| 1.x | retired |\n"
      ),
      // Nothing that is ours.
      ("# Versions\n\n| Version | Status |\n|---|---|\n| 2.x | fine |\n", ""),
      ("## Supported versions\n\nAll of them.\n", ""),
      ("## Supported versions\n\n| A | B |\n|---|---|\n| 2.x | fine |\n", ""),
      ("<!-- lockstep:supported-versions -->\nno end\n", ""),
      ("", ""),
    ] as [(String, String)])
  func `the table is brought up to date, and nothing around it moves`(
    before: String, after: String
  ) throws {
    let once = try Self.update(before)
    #expect(once == (after.isEmpty ? before : after))
    #expect(try Self.update(once) == once)
  }

  @Test
  func `a new page has a table`() throws {
    var page = VersioningPage.new(of: "core")
    page.update(try Self.series("1.0.0 2026-01-05 supported"))
    #expect(page.text.contains("\n| 1.0.x   | supported | 1.0.0 (2026-01-05) |"))
  }

  @Test(
    arguments: [
      // The newest minor of the current major, and of the one before while its window is open.
      (
        ["1.0.0 0", "1.1.0 10", "1.1.1 20", "2.0.0 30"], 40, 2, 1,
        ["2.0 supported", "1.1 until day 86", "1.0 ended"]
      ),
      (["1.1.0 10", "2.0.0 30"], 90, 2, 1, ["2.0 supported", "1.1 ended day 86"]),
      // As many as the configuration says.
      (["1.1.0 10", "2.0.0 30"], 40, 1, 1, ["2.0 supported", "1.1 ended"]),
      (
        ["1.0.0 0", "1.1.0 1", "1.2.0 2"], 5, 2, 2, ["1.2 supported", "1.1 supported", "1.0 ended"]
      ),
      // Below 1.0 a minor version stands for a major one; a pre-release counts for nothing.
      (["0.5.2 0", "0.6.0 10", "0.7.0-rc.1 11"], 12, 2, 1, ["0.6 supported", "0.5 until day 66"]),
      ([], 0, 2, 1, []),
    ] as [([String], Int64, Int, Int, [String])])
  func `what is supported follows from the releases`(
    releases: [String], today: Int64, majors: Int, minors: Int, expected: [String]
  ) throws {
    let day = { (number: Int64) in Timestamp(secondsSince1970: number * 86_400) }
    var times: [Version: Timestamp] = [:]
    for release in releases {
      let words = release.split(separator: " ")
      times[try Version(parsing: words[0])] = day(Int64(words[1]) ?? 0)
    }
    var policy = Configuration.Policy()
    policy.supported = .init(majors: majors, minors: minors)
    let days = Dictionary(
      (0...200).map { (day($0).day, $0) }, uniquingKeysWith: { one, _ in one })
    let found = SupportedSeries.all(times, policy: policy, now: day(today)).map { series in
      let words =
        switch series.standing {
        case .supported: "supported"
        case .until(let end): "until day \(days[end] ?? -1)"
        case .ended(let end?): "ended day \(days[end] ?? -1)"
        case .ended(nil): "ended"
        }
      return "\(series.major).\(series.minor) \(words)"
    }
    #expect(found == expected)
  }
}

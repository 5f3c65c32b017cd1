import Testing

@testable import LockstepDashboard

/// Documents as pages: what Markdown means is shown, and nothing in it becomes markup.
@Suite struct MarkdownMarkupTests {
  private func html(_ text: String) -> String { MarkdownMarkup(text).markup.map(\.html).joined() }

  @Test(arguments: [
    ("# One\n\n## Two *not so* long\n", "<h1>One</h1><h2>Two <em>not so</em> long</h2>"),
    ("a\nb\n\nc\n", "<p>a b</p><p>c</p>"),
    ("- a\n  more\n- **b**\n", "<ul><li>a more</li><li><strong>b</strong></li></ul>"),
    ("1. a\n2. b\n", "<ol><li>a</li><li>b</li></ol>"),
    (
      "| A | N |\n| --- | ---: |\n| `x\\|y` | 1 |\n",
      "<table><thead><tr><th scope=\"col\" class=\"word\">A</th><th scope=\"col\" class=\"number\">N</th></tr>"
        + "</thead><tbody><tr><td class=\"word\"><code>x|y</code></td><td class=\"number\">1</td></tr></tbody></table>"
    ),
    ("```rust\n<b> **no**\n```\n", "<pre>&lt;b&gt; **no**</pre>"),
    ("`` a`b ``", "<p><code>a`b</code></p>"),
    (
      "[text](https://example.org/a)",
      "<p><a href=\"https://example.org/a\" rel=\"noreferrer\">text</a></p>"
    ),
  ])
  func `what people write with is shown`(text: String, html: String) {
    #expect(self.html(text) == html)
  }

  @Test(arguments: [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[a](javascript:alert(1))",
    "[a](http://example.org)", "[a](https://example.org/\" onclick=\"x)", "&lt;b&gt;", "**a",
    "| a |\n| b |", "[[[[[[[", "*`*`*`", "<!-- unclosed\n<b>x</b>",
  ])
  func `nothing becomes markup that is none of ours`(text: String) {
    let html = html(text)
    for bad in ["<script", "<img", "<b>", "href=\"javascript", "href=\"http:", " onclick=\""] {
      #expect(!html.contains(bad))
    }
  }

  @Test func `comments are for those who write, escapes for those who read`() {
    #expect(html("a <!-- x --> b\n<!-- lockstep:place name=\"why\" -->\nc\n") == "<p>a  b c</p>")
    #expect(html("1 \\* 2 \\| &lt;b&gt; &amp;lt;") == "<p>1 * 2 | &lt;b&gt; &amp;lt;</p>")
  }
}

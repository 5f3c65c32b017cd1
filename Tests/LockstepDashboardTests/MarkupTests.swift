import Testing

@testable import LockstepDashboard

struct MarkupTests {
  @Test(
    arguments: [
      ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
      ("a & b \"c\" 'd'", "a &amp; b &quot;c&quot; &#39;d&#39;"),
      // A terminal's commands and marks that reorder text are shown.
      ("\u{1B}[31mred", "\\u{1b}[31mred"),
      ("x\u{202E}y", "x\\u{202e}y"),
      ("two\nlines", "two\\nlines"),
    ])
  func `text cannot become markup`(text: String, html: String) {
    #expect(tag("p", text).html == "<p>\(html)</p>")
    #expect(tag("p", ["title": text]) {}.html == "<p title=\"\(html)\"></p>")
  }

  @Test func `an attribute without a value is left out, and a void element has no end`() {
    #expect(void("input", ["type": "search", "checked": nil]).html == "<input type=\"search\">")
    #expect(tag("td", ["class": nil], "x").html == "<td>x</td>")
  }

  @Test func `lines stay lines, and what was written is not written twice`() {
    let markup = Markup(lines: ["a < b", "\u{7}"])
    #expect(markup.html == "a &lt; b\n\\u{7}")
    let (again, size) = markup.written()
    #expect(again.html == markup.html && size == markup.html.utf8.count)
  }

  @Test(
    arguments: [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
      ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
  func `bytes become letters`(text: String, letters: String) {
    #expect(Base64.text(of: Array(text.utf8)) == letters)
  }
}

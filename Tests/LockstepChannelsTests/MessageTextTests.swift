import LockstepChannels
import LockstepCore
import Testing

@Suite struct MessageTextTests {
  @Test(arguments: [
    ("plain words", "plain words"),
    ("a *b* _c_ `d`", #"a \*b\* \_c\_ \`d\`"#),
    ("[x](https://e.example)", #"\[x\](https://e.example)"#),
    ("<script>&amp;", #"\<script\>\&amp;"#),
    ("@everyone look", "@\u{2060}everyone look"),
    ("see #12", "see \\#\u{2060}12"),
    ("# not a heading", "\\#\u{2060} not a heading"),
    ("- not a list", #"\- not a list"#),
    ("1. not a list", #"1\. not a list"#),
    ("version 1.2", "version 1.2"),
    ("two\nlines", "two lines"),
    ("\u{202E}turned\u{1B}[31m", #"turned\[31m"#),
  ])
  func `Markdown means nothing when it comes from elsewhere`(text: String, escaped: String) {
    #expect(MarkdownText.escape(text) == escaped)
  }

  @Test(arguments: [
    ("plain", "`plain`"), ("a`b", "``a`b``"), ("`", "`` ` ``"), ("x\ny", "`x y`"),
  ])
  func `a code span ends where its text ends`(text: String, written: String) {
    #expect(MarkdownText.write(MessageBody([.paragraph([.code(text)])])) == written)
  }

  @Test func `a code block cannot be left from within`() {
    let body = MessageBody([.code("a\n```\n@channel")])
    #expect(MarkdownText.write(body) == "````text\na\n```\n@channel\n````")
  }

  @Test(arguments: [
    ("https://a.example/x?y=1", "https://a.example/x?y=1" as String?),
    ("https://a.example/)|<b>", "https://a.example/%29%7C%3Cb%3E"),
    ("javascript:alert(1)", nil),
    ("file:///etc/passwd", nil),
  ])
  func `a link leads to the web or nowhere`(url: String, safe: String?) {
    #expect(MessageLink("x", url: url).safeURL == safe)
  }

  @Test func `plain text shows where a link leads`() {
    let body = MessageBody([
      .heading("Breaking"),
      .paragraph([.text("See "), .link(MessageLink("the guide", url: "https://a.example/g"))]),
      .list([[.code("Node::id")], [.strong("gone")]]),
      .code("fn main() {\n}"),
    ])
    #expect(
      PlainText.write(body) == """
        Breaking
        --------

        See the guide <https://a.example/g>

        - `Node::id`
        - gone

            fn main() {
            }
        """)
  }

  @Test(arguments: [60, 80, 120, 200, 1_000])
  func `what is too long loses whole points and says so`(limit: Int) {
    let body = MessageBody([
      .text("Begins here."), .list((1...20).map { [.text("point * number \($0)")] }),
    ])
    let text = body.written(
      fits: { (text: String) in text.utf8.count <= limit },
      link: nil, by: MarkdownText.write)
    #expect(text.utf8.count <= limit)
    #expect(text.hasPrefix("Begins here."))
    #expect(text.hasSuffix("… (shortened)") == (limit < 1_000))
    for line in text.split(separator: "\n") where line.hasPrefix("- ") {
      #expect(line.hasPrefix(#"- point \* number "#))
    }
  }

  @Test(arguments: 20...60)
  func `one long text is cut between characters, never inside an escape`(limit: Int) {
    let text = MessageBody([.text(String(repeating: "*&", count: 500))]).written(
      fits: { (text: String) in text.count <= limit }, link: nil, by: MarkdownText.write)
    #expect(text.count <= limit)
    let first = text.prefix { $0 != "\n" }
    #expect(first.replacing(#"\*"#, with: "").replacing(#"\&"#, with: "").isEmpty)
  }

  @Test func `the shortened text leads to the whole one`() {
    let text = MessageBody([.text(String(repeating: "a", count: 500))]).written(
      fits: { (text: String) in text.count <= 100 },
      link: MessageLink("all of it", url: "https://a.example"), by: MarkdownText.write)
    #expect(text.hasSuffix("(shortened; the whole text: [all of it](<https://a.example>))"))
  }

  @Test func `an identifier follows from its key and looks random`() {
    let first = MessageIdentity.uuid(of: "notice/2.0.0/billing")
    #expect(first == MessageIdentity.uuid(of: "notice/2.0.0/billing"))
    #expect(first != MessageIdentity.uuid(of: "notice/2.0.0/search"))
    let characters = Array(first)
    #expect(characters.count == 36)
    #expect(characters[14] == "4")
    #expect("89ab".contains(characters[19]))
  }
}

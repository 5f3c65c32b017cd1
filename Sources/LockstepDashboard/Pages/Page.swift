internal import Crypto

/// A page that is one file: it opens from a folder, asks nothing of any server, and its policy lets
/// nothing run that is not a part of this program.
struct Page {
  let title: String
  let contents: [Markup]

  init(_ title: String, @MarkupBuilder _ contents: () -> [Markup]) {
    self.title = title
    self.contents = contents()
  }

  /// The file.
  var html: String {
    let page = tag("html", ["lang": "en"]) {
      tag("head") {
        void("meta", ["charset": "utf-8"])
        void(
          "meta", ["http-equiv": "Content-Security-Policy", "content": Self.policy])
        void("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
        void("meta", ["name": "color-scheme", "content": "light dark"])
        void("meta", ["name": "referrer", "content": "no-referrer"])
        tag("title", title)
        tag("style") { Markup(literal: PageStyle.text) }
      }
      tag("body") {
        tag("main") { contents }
        tag("script") { Markup(literal: PageScript.text) }
      }
    }
    return "<!DOCTYPE html>\n" + page.html + "\n"
  }

  /// Nothing is loaded from anywhere, and only this style and this script, known by their digests, count.
  private static let policy =
    "default-src 'none'; img-src data:; style-src '\(digest(of: PageStyle.text))'; "
    + "script-src '\(digest(of: PageScript.text))'; base-uri 'none'; form-action 'none'"

  private static func digest(of literal: StaticString) -> String {
    "sha256-" + Base64.text(of: Array(SHA256.hash(data: Array(literal.description.utf8))))
  }
}

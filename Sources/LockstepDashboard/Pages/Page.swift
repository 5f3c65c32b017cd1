internal import Crypto

/// A page that is one file: it opens from a folder, asks nothing of any server, and its policy lets
/// nothing run that is not a part of this program.
struct Page {
  /// What a page is besides something to read.
  enum Use {
    /// A file.
    case file
    /// A page of a server; it is asked for again after so many seconds, where it says so.
    case served(refresh: Int? = nil)
    /// A page of a server with a form that is sent back to it.
    case form
  }

  let title: String
  let use: Use
  let contents: [Markup]

  init(_ title: String, use: Use = .file, @MarkupBuilder _ contents: () -> [Markup]) {
    self.title = title
    self.use = use
    self.contents = contents()
  }

  /// The file.
  var html: String {
    let page = tag("html", ["lang": "en"]) {
      tag("head") {
        void("meta", ["charset": "utf-8"])
        void(
          "meta", ["http-equiv": "Content-Security-Policy", "content": policy])
        void("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
        void("meta", ["name": "color-scheme", "content": "light dark"])
        // A form that is sent back has to say where it comes from, and says it to nobody else.
        void("meta", ["name": "referrer", "content": isForm ? "same-origin" : "no-referrer"])
        if case .served(let refresh?) = use {
          void("meta", ["http-equiv": "refresh", "content": "\(refresh)"])
        }
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

  /// Nothing is loaded from anywhere, only this style and this script, known by their digests, count, and
  /// what is filled in goes nowhere else.
  var policy: String {
    "default-src 'none'; img-src data:; style-src '\(Self.digest(of: PageStyle.text))'; "
      + "script-src '\(Self.digest(of: PageScript.text))'; base-uri 'none'; "
      + "form-action \(isForm ? "'self'" : "'none'")"
  }

  private var isForm: Bool {
    if case .form = use { true } else { false }
  }

  private static func digest(of literal: StaticString) -> String {
    "sha256-" + Base64.text(of: Array(SHA256.hash(data: Array(literal.description.utf8))))
  }
}

import LockstepCore
import Testing

@testable import LockstepFleet

/// Where migration guides may stand.
struct GuideTemplateTests {
  @Test(arguments: [
    ("docs/migration/{version}.md", "docs/migration/3.0.0-rc.1.md"),
    ("{version}.md", "3.0.0-rc.1.md"), ("docs/{version}/guide.md", "docs/3.0.0-rc.1/guide.md"),
    ("docs/git/{version}.md", "docs/git/3.0.0-rc.1.md"),
  ])
  func `a template gives the path of each version`(text: String, path: String) throws {
    let template = try GuideTemplate(parsing: text)
    #expect(template.description == text)
    #expect(template.path(for: try Version(parsing: "3.0.0-rc.1")) == path)
  }

  @Test(arguments: [
    "/etc/{version}.md", "../{version}.md", "docs/../../{version}.md", "~/{version}.md",
    "-x/{version}.md", ".git/{version}.md", "docs/.GIT/hooks/{version}.md", "docs//{version}.md",
    "docs/guide.md", "{version}/{version}.md", "docs/{version}.sh", "docs/{version}.md/", "", "./x",
    "docs/\u{1B}{version}.md",
  ])
  func `a path that leads elsewhere is refused`(text: String) {
    #expect(throws: GuideTemplate.Problem.self) { try GuideTemplate(parsing: text) }
  }

  @Test func `the configuration says where it is wrong`() throws {
    let text = "[foundation]\npackage = \"core\"\nguide = \"../{version}.md\"\n"
    let error = try #require(throws: ConfigurationError.self) {
      try Configuration(parsing: Array(text.utf8), path: "lockstep.toml")
    }
    let rendered = error.explanation.rendered
    #expect(rendered.contains("lockstep.toml:3:"))
    #expect(rendered.contains("leaves this repository"))
  }
}

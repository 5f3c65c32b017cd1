import Testing

@testable import LockstepFleet

struct AddressIdentityTests {
  @Test(arguments: [
    [
      "https://git.example/acme/core.git", "https://git.example/acme/core",
      "https://git.example/acme/core/",
      "https://GIT.Example/acme/core.git", "git@git.example:acme/core.git", "git.example:acme/core",
      "ssh://git@git.example/acme/core.git", "ssh://git@git.example:22/acme/core",
      "https://user@git.example:443/acme/core", "git+https://git.example/acme/core.git",
    ],
    [
      "/srv/git/core.git", "file:///srv/git/core.git", "file:///srv/git/core/",
      "/srv/git/../git/core",
      "file://localhost/srv/git/core.git",
    ],
    ["/srv/a b/core", "file:///srv/a%20b/core.git"],
    ["https://github.com/Acme/Core.git", "git@github.com:acme/core"],
    ["https://git.example:8443/core", "https://git.example:8443/core.git"],
  ])
  func `spellings of one repository are one`(spellings: [String]) {
    let identities = Set(spellings.map { AddressIdentity($0) })
    #expect(identities.count == 1, "\(identities.map(\.text))")
  }

  @Test(arguments: [
    ("https://git.example/acme/core", "https://git.example/acme/Core"),
    ("https://git.example/acme/core", "https://git.example:8443/acme/core"),
    ("https://git.example/acme/core", "https://other.example/acme/core"),
    ("/srv/git/core", "/srv/git/core2"),
  ])
  func `different repositories stay different`(one: String, other: String) {
    #expect(AddressIdentity(one) != AddressIdentity(other))
  }

  @Test
  func `a relative folder is seen from where it is written`() {
    #expect(AddressIdentity("../core", relativeTo: "/fleet/b").text == "/fleet/core")
  }
}

import LockstepCore
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A value with everything that synthesised conformances make.
private struct Sample: Codable, Equatable {
  enum Colour: String, Codable {
    case red
    case green
  }

  enum Action: Codable, Equatable {
    case stop
    case push(ref: String, force: Bool)
    case wait(Span)
    indirect case both(Action, Action)
  }

  struct Tag: Codable, Hashable, RawRepresentable {
    var rawValue: String
  }

  var name = "core"
  var count: Int? = 3
  var missing: Int?
  var nested: [[Int]] = [[1, 2], [], [3]]
  var optionals: [Int?] = [1, nil, 3]
  var byName: [String: [Colour]] = ["b": [.red], "a": []]
  var byNumber: [Int: String] = [1: "one", 2: "two"]
  var colour = Colour.green
  var actions: [Action] = [
    .stop, .push(ref: "refs/heads/main", force: false), .wait(.weeks(2)),
    .both(.stop, .wait(.hours(1))),
  ]
  var tags: Set<Tag> = [Tag(rawValue: "x")]
  var version = Version(1, 2, 3)
  var requirement = Requirement.exactly(Version(1, 2, 3))
  var at = Timestamp(secondsSince1970: 0)
  var place: SourcePlace? = SourcePlace(path: "a", line: 1, column: 2)
  var body: JSONValue = ["free": [1, nil, "form"]]
  var double = 0.1
  var float: Float = 0.5
  var small: UInt8 = 255
  var large = Int64.min
  var flag = true
}

/// Writes and reads its parts through nested containers and a superclass's coder.
private struct Handwritten: Codable, Equatable {
  enum Keys: String, CodingKey {
    case list
    case inner
    case deep
  }

  var numbers = [1, 2]
  var deep = "down"
  var base = "base"

  init() {}

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    var list = try container.nestedUnkeyedContainer(forKey: .list)
    numbers = []
    while !list.isAtEnd {
      var pair = try list.nestedUnkeyedContainer()
      if try !pair.decodeNil() { numbers.append(try pair.decode(Int.self)) }
    }
    let inner = try container.nestedContainer(keyedBy: Keys.self, forKey: .inner)
    deep = try inner.decode(String.self, forKey: .deep)
    base = try String(from: container.superDecoder())
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    var list = container.nestedUnkeyedContainer(forKey: .list)
    for number in numbers {
      var pair = list.nestedUnkeyedContainer()
      try pair.encode(number)
    }
    var inner = container.nestedContainer(keyedBy: Keys.self, forKey: .inner)
    try inner.encode(deep, forKey: .deep)
    try base.encode(to: container.superEncoder())
  }
}

struct JSONCodingTests {
  @Test func `every shape survives encoding, printing, parsing and decoding`() throws {
    let sample = Sample()
    let value = try JSONValue(encoding: sample)
    #expect(try value.decode(Sample.self) == sample)
    #expect(try JSONValue(parsing: value.bytes()).decode(Sample.self) == sample)
    #expect(value["actions"]?[0] == ["stop": [:]])
    #expect(value["actions"]?[1] == ["push": ["ref": "refs/heads/main", "force": false]])
    #expect(value["optionals"] == [1, nil, 3])
    #expect(value["byNumber"] == ["1": "one", "2": "two"])
    #expect(value["missing"] == nil)
    #expect(value["body"] == ["free": [1, nil, "form"]])
    #expect(value["version"] == "1.2.3")
  }

  @Test func `Foundation's coders and ours read each other`() throws {
    let sample = Sample()
    let theirs = try JSONEncoder().encode(sample)
    #expect(try JSONValue(parsing: Array(theirs)).decode(Sample.self) == sample)
    let ours = try Data(JSONValue(encoding: sample).bytes())
    #expect(try JSONDecoder().decode(Sample.self, from: ours) == sample)
    let value = try JSONValue(encoding: sample)
    #expect(try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(value)) == value)
  }

  @Test func `nested containers and superclasses keep their places`() throws {
    let value = try JSONValue(encoding: Handwritten())
    #expect(value == ["list": [[1], [2]], "inner": ["deep": "down"], "super": "base"])
    #expect(try value.decode(Handwritten.self) == Handwritten())
  }

  @Test func `single values stand for themselves`() throws {
    #expect(try JSONValue(encoding: "x") == "x")
    #expect(try JSONValue(encoding: 1.5) == 1.5)
    #expect(try JSONValue(encoding: Int?.none) == .null)
    #expect(try JSONValue.null.decode(Int?.self) == nil)
    #expect(try JSONValue.integer(3).decode(Int?.self) == 3)
    #expect(try JSONValue.integer(3).decode(Double.self) == 3)
    #expect(try JSONValue.number(3).decode(Int.self) == 3)
    #expect(try JSONValue(encoding: [String: Int]()) == [:])
    #expect(try JSONValue(encoding: [Int]()) == [])
    #expect(try JSONValue(encoding: JSONValue.null) == .null)
  }

  @Test(
    arguments: [
      (#"{"count":"x"}"#, "", "there is no member `name`"),
      (#"{"name":1}"#, "name", "expected a string, found an integer"),
      (#"{"name":null}"#, "name", "expected a string, found null"),
      (#"{"name":"a","count":1.5}"#, "count", "1.5 does not fit into Int"),
      (
        #"{"name":"a","nested":[[1],[2,"x"]]}"#, "nested[1][1]",
        "expected an integer, found a string"
      ),
      (#"{"name":"a","nested":{}}"#, "nested", "expected an array, found an object"),
      ("[]", "", "expected an object, found an array"),
    ] as [(String, String, String)])
  func `a decoding error says where and what`(json: String, path: String, problem: String) throws {
    let value = try JSONValue(parsing: json)
    let error = try #require(throws: JSONDecodingError.self) { try value.decode(Sample.self) }
    #expect(error.path == path)
    #expect(error.problem == problem)
  }

  @Test func `a text that its type refuses is explained`() throws {
    let value: JSONValue = ["v": ["1.0.0", "1.0"]]
    let error = try #require(throws: JSONDecodingError.self) {
      try value.decode([String: [Version]].self)
    }
    #expect(error.path == "v[1]")
    #expect(error.problem.hasPrefix("`1.0` is not a version: at column 4"))
  }

  @Test func `numbers that JSON cannot hold are refused`() throws {
    let error = try #require(throws: JSONEncodingError.self) {
      try JSONValue(encoding: ["a": [0, Double.nan]])
    }
    #expect(error.path == "a[1]")
    #expect(throws: JSONEncodingError.self) { try JSONValue(encoding: UInt64.max) }
    #expect(throws: JSONDecodingError.self) { try JSONValue.integer(256).decode(UInt8.self) }
    #expect(throws: JSONDecodingError.self) { try JSONValue.integer(-1).decode(UInt.self) }
    #expect(throws: JSONDecodingError.self) { try JSONValue.number(1e300).decode(Float.self) }
  }
}

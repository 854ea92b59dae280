import Testing

@Suite struct SchemaMacroTests {
    @Test func `required, optional and defaulted fields`() {
        expectExpansion(
            of: """
                /// What a customer says.
                @Schema
                public struct ReviewSubmission {
                    /// The customer's number.
                    public var customerID: Int
                    var reviewText: String?
                    var rating = 5
                }
                """,
            """
            /// What a customer says.
            public struct ReviewSubmission {
                /// The customer's number.
                public var customerID: Int
                var reviewText: String?
                var rating = 5
            }

            extension ReviewSubmission: AfterworkWeb.Schema {
                public static var schema: AfterworkWeb.SchemaDescription {
                #sourceLocation(file: "test.swift", line: 4)
                let _0 = AfterworkWeb.SchemaField
                                      .init("customer_id", (Int).self, documentation: "The customer's number.", isRequired: true)
                #sourceLocation(file: "test.swift", line: 5)
                let _1 = AfterworkWeb.SchemaField
                               .init("review_text", (String?).self, documentation: "", isRequired: false)
                #sourceLocation(file: "test.swift", line: 6)
                let _2 = AfterworkWeb.SchemaField
                   .init("rating", (Int).self, documentation: "", isRequired: false)
                #sourceLocation()
                    return AfterworkWeb.SchemaDescription(
                        name: "ReviewSubmission", documentation: "What a customer says.", fields: [_0, _1, _2]
                    )
                }
                private static let _schemaKeys: AfterworkWeb.SchemaKeys = ["customer_id", "review_text", "rating"]
                public static func decode(from decoder: inout AfterworkWeb.SchemaDecoder) throws(AfterworkWeb.SchemaSyntaxError) -> Self? {
                    guard let _object = try decoder.beginObject() else { return nil }
                    #sourceLocation(file: "test.swift", line: 5)
                    var _0: (Int)? = nil
                    #sourceLocation(file: "test.swift", line: 6)
                    var _1: (String?)? = nil
                    #sourceLocation(file: "test.swift", line: 7)
                    var _2: (Int)? = nil
                    #sourceLocation()
                    var seen: UInt64 = 0
                    while let index = try decoder.nextField(Self._schemaKeys) {
                        switch index {
                        case 0:
                            seen |= 1 << 0
                            _0 = try decoder.value("customer_id")
                        case 1:
                            seen |= 1 << 1
                            _1 = try decoder.value("review_text")
                        case 2:
                            seen |= 1 << 2
                            _2 = try decoder.value("rating")
                        default: break
                        }
                    }
                    if seen & (1 << 0) == 0 { decoder.missing("customer_id", from: _object) }
                    if seen & (1 << 1) == 0 { _1 = .some(nil) }
                    if seen & (1 << 2) == 0 { _2 = .some(5) }
                    decoder.endObject(_object, Self._schemaKeys)
                    guard let _0, let _1, let _2 else { return nil }
                    return Self.init(customerID:reviewText:rating:)(_0, _1, _2)
                }
                public func encode(to writer: inout AfterworkWeb.SchemaWriter) {
                    writer.beginObject()
                    writer.key("customer_id")
                    writer.value(self.customerID)
                    writer.key("review_text")
                    writer.value(self.reviewText)
                    writer.key("rating")
                    writer.value(self.rating)
                    writer.endObject()
                }
            }
            """
        )
    }

    @Test func `what is not stored, and what is only written`() {
        expectExpansion(
            of: """
                @Schema
                struct A {
                    static let all = 1
                    lazy var later = 2
                    var computed: Int { 3 }
                    var accessed: Int { get { 4 } set {} }
                    let kind = "a"
                    var `default`, other: Optional<Int>
                    var watched: [Int] = [] { didSet {} }
                    var unwrapped: String! = nil
                }
                """,
            """
            struct A {
                static let all = 1
                lazy var later = 2
                var computed: Int { 3 }
                var accessed: Int { get { 4 } set {} }
                let kind = "a"
                var `default`, other: Optional<Int>
                var watched: [Int] = [] { didSet {} }
                var unwrapped: String! = nil
            }

            extension A: AfterworkWeb.Schema {
                static var schema: AfterworkWeb.SchemaDescription {
                #sourceLocation(file: "test.swift", line: 6)
                let _0 = AfterworkWeb.SchemaField
                   .init("kind", (String).self, documentation: "", isRequired: false)
                #sourceLocation(file: "test.swift", line: 7)
                let _1 = AfterworkWeb.SchemaField
                                     .init("default", (Optional<Int>).self, documentation: "", isRequired: false)
                #sourceLocation(file: "test.swift", line: 7)
                let _2 = AfterworkWeb.SchemaField
                                     .init("other", (Optional<Int>).self, documentation: "", isRequired: false)
                #sourceLocation(file: "test.swift", line: 8)
                let _3 = AfterworkWeb.SchemaField
                            .init("watched", ([Int]).self, documentation: "", isRequired: false)
                #sourceLocation(file: "test.swift", line: 9)
                let _4 = AfterworkWeb.SchemaField
                              .init("unwrapped", (String?).self, documentation: "", isRequired: false)
                #sourceLocation()
                    return AfterworkWeb.SchemaDescription(
                        name: "A", documentation: "", fields: [_0, _1, _2, _3, _4]
                    )
                }
                private static let _schemaKeys: AfterworkWeb.SchemaKeys = ["default", "other", "watched", "unwrapped"]
                static func decode(from decoder: inout AfterworkWeb.SchemaDecoder) throws(AfterworkWeb.SchemaSyntaxError) -> Self? {
                    guard let _object = try decoder.beginObject() else { return nil }
                    #sourceLocation(file: "test.swift", line: 8)
                    var _0: (Optional<Int>)? = nil
                    #sourceLocation(file: "test.swift", line: 8)
                    var _1: (Optional<Int>)? = nil
                    #sourceLocation(file: "test.swift", line: 9)
                    var _2: ([Int])? = nil
                    #sourceLocation(file: "test.swift", line: 10)
                    var _3: (String?)? = nil
                    #sourceLocation()
                    var seen: UInt64 = 0
                    while let index = try decoder.nextField(Self._schemaKeys) {
                        switch index {
                        case 0:
                            seen |= 1 << 0
                            _0 = try decoder.value("default")
                        case 1:
                            seen |= 1 << 1
                            _1 = try decoder.value("other")
                        case 2:
                            seen |= 1 << 2
                            _2 = try decoder.value("watched")
                        case 3:
                            seen |= 1 << 3
                            _3 = try decoder.value("unwrapped")
                        default: break
                        }
                    }
                    if seen & (1 << 0) == 0 { _0 = .some(nil) }
                    if seen & (1 << 1) == 0 { _1 = .some(nil) }
                    if seen & (1 << 2) == 0 { _2 = .some([]) }
                    if seen & (1 << 3) == 0 { _3 = .some(nil) }
                    decoder.endObject(_object, Self._schemaKeys)
                    guard let _0, let _1, let _2, let _3 else { return nil }
                    return Self(default: _0, other: _1, watched: _2, unwrapped: _3)
                }
                func encode(to writer: inout AfterworkWeb.SchemaWriter) {
                    writer.beginObject()
                    writer.key("kind")
                    writer.value(self.kind)
                    writer.key("default")
                    writer.value(self.`default`)
                    writer.key("other")
                    writer.value(self.other)
                    writer.key("watched")
                    writer.value(self.watched)
                    writer.key("unwrapped")
                    writer.value(self.unwrapped)
                    writer.endObject()
                }
            }
            """
        )
    }

    @Test func `an empty struct`() {
        expectExpansion(
            of: """
                @Schema
                struct Empty {
                }
                """,
            """
            struct Empty {
            }

            extension Empty: AfterworkWeb.Schema {
                static var schema: AfterworkWeb.SchemaDescription {
                    AfterworkWeb.SchemaDescription(
                        name: "Empty", documentation: "", fields: []
                    )
                }
                private static let _schemaKeys: AfterworkWeb.SchemaKeys = []
                static func decode(from decoder: inout AfterworkWeb.SchemaDecoder) throws(AfterworkWeb.SchemaSyntaxError) -> Self? {
                    guard try decoder.beginObject() != nil else { return nil }
                    while try decoder.nextField(Self._schemaKeys) != nil {}
                    return Self()
                }
                func encode(to writer: inout AfterworkWeb.SchemaWriter) {
                    writer.beginObject()
                    writer.endObject()
                }
            }
            """
        )
    }

    @Test func `a literal tells its type`() {
        #expect(faults(in: "@Schema struct A { var a = 1, b = -1.5, c = \"\\(x)\", d = true, e = 0xFF }") == [])
    }

    @Test(arguments: ["[1]", "nil", "Date()", ".first", "1 + 2", "other"])
    func `other defaults don't`(value: String) {
        #expect(
            faults(in: "@Schema struct A { var x = \(value) }")
                == ["1:24: error: Write the type of 'x': '@Schema' sees only what is written."]
        )
    }

    @Test(arguments: [("class", "a class"), ("actor", "an actor")])
    func `only a struct or an enum can be a schema`(keyword: String, name: String) {
        #expect(faults(in: "@Schema \(keyword) A {}") == ["1:9: error: '@Schema' works on a struct or an enum, but 'A' is \(name)."])
    }

    @Test func `enums that cannot be read are refused`() {
        #expect(
            faults(in: "@Schema enum A {}") == [
                "1:14: error: '@Schema' finds no case in 'A', so no JSON could stand for one. Write the cases."
            ]
        )
        #expect(
            faults(in: "@Schema enum A: Double { case b = 0.5 }")
                == ["1:17: error: '@Schema' reads enums of String or of an integer, but the raw values of 'A' are of type Double."]
        )
        #expect(
            faults(in: "@Schema enum A { case b(Int, Int) }") == [
                "1:25: error: Each of several values of a case needs a label, which is its name in JSON. Write one.",
                "1:30: error: Each of several values of a case needs a label, which is its name in JSON. Write one.",
            ]
        )
        #expect(
            faults(in: "@Schema enum A { case b(type: Int) }")
                == ["1:25: error: A value cannot be called 'type': that is where JSON says which case it is. Rename it."]
        )
        #expect(
            faults(in: "@Schema enum A { case userID, userId }")
                == ["1:31: error: The cases 'userID' and 'userId' are both written 'user_id' in JSON. Rename one of them."]
        )
        #expect(
            faults(in: "@Schema enum A<T> { case b }")
                == ["1:15: error: '@Schema' does not work on a generic type. Write the types that 'A' holds."]
        )
    }

    @Test func `what is Codable is decoded with its defaults, and nil where an optional is absent`() {
        let source = """
            @Schema
            public struct Parcel: Codable {
                let kind = "parcel"
                var customerID: Int
                var `default` = true
                var weight: Double?
                var note: String? = "none"
            }
            """
        let expanded = expansion(of: source)
        #expect(expanded.contains("extension Parcel: AfterworkWeb.Schema, AfterworkWeb.CodableSchema {"))
        let function = """
                public static func decode(from decoder: any Decoder) throws -> Self {
                    let _fields = try decoder.container(keyedBy: CodingKeys.self)
                    return Self(
                        customerID: try _fields.decode((Int).self, forKey: .customerID),
                        default: _fields.contains(.`default`) ? try _fields.decode((Bool).self, forKey: .`default`) : true,
                        weight: _fields.contains(.weight) ? try _fields.decode((Double?).self, forKey: .weight) : nil,
                        note: _fields.contains(.note) ? try _fields.decode((String?).self, forKey: .note) : nil
                    )
                }
            """
        #expect(expanded.contains(function), "\(expanded)")
        for inherited in ["Job", "Hashable, Afterwork.Job", "Encodable, Sendable, Decodable"] {
            #expect(expansion(of: "@Schema struct A: \(inherited) {}").contains("any Decoder"))
        }
        for inherited in ["", ": Encodable", ": Decodable", ": Hashable"] {
            #expect(!expansion(of: "@Schema struct A\(inherited) {}").contains("any Decoder"))
        }
        let empty = expansion(of: "@Schema struct Nothing: Codable {}")
        #expect(empty.contains("static func decode(from decoder: any Decoder) throws -> Self {\n        return Self()\n    }"), "\(empty)")
    }

    @Test func `generic structs are refused`() {
        #expect(
            faults(in: "@Schema struct Page<Item> { var items: [Item] }")
                == ["1:20: error: '@Schema' does not work on a generic type. Write the types that 'Page' holds."]
        )
    }

    @Test func `the memberwise initializer has to stay`() {
        let fault =
            "'@Schema' needs the memberwise initializer of 'A', which Swift leaves out because of this one. "
            + "Move this one to an extension so that the memberwise initializer stays."
        #expect(faults(in: "@Schema struct A { var a: Int; init?() { nil } }") == ["1:32: error: \(fault)"])
    }

    @Test func `several properties from one tuple are refused`() {
        let fault = "'@Schema' cannot read several properties from one tuple. Declare each of them on its own, with its type."
        #expect(faults(in: "@Schema struct A { var (a, b) = (1, 2) }") == ["1:24: error: \(fault)"])
    }

    @Test func `a field's name is its own`() {
        let fault = "The properties 'userID' and '_userId' are both called 'user_id' in JSON. Rename one of them."
        #expect(faults(in: "@Schema struct A { var userID: Int; var _userId: Int }") == ["1:41: error: \(fault)"])
    }

    @Test func `a branch that cannot be seen is not dropped silently`() {
        let fault = "'@Schema' cannot see which branch of this '#if' is compiled. Move its stored properties out of the '#if'."
        #expect(faults(in: "@Schema struct A {\n#if DEBUG\nvar a: Int\n#endif\n}") == ["2:1: error: \(fault)"])
        #expect(faults(in: "@Schema struct A {\n#if DEBUG\nvar a: Int { 1 }\n#endif\n}") == [])
    }

    @Test func `a private struct inside a type is out of reach`() {
        let fault =
            "'@Schema' writes an extension beside the outer type, from where a private 'B' cannot be seen. Write 'fileprivate'."
        #expect(faults(in: "enum A { @Schema private struct B {} }") == ["1:18: error: \(fault)"])
        #expect(faults(in: "@Schema private struct B {}") == [])
        expectFixIt(
            "Replace 'private' with 'fileprivate'",
            for: "enum A {\n    @Schema private struct B {}\n}",
            mends: "enum A {\n    @Schema fileprivate struct B {}\n}"
        )
    }
}

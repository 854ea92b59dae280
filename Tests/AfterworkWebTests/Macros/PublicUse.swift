public import AfterworkWeb

/// A schema that another module can see.
@Schema
public struct Exported {
    /// What people call it.
    public var firstName: String
    var `default`, other: Int
    /// What friends call it.
    public var nickname: String?
    /// What it may do.
    public var role: String? = "guest"
    /// What it is, always.
    public let kind = "person"
    /// How many there are.
    public var count = -1 { didSet {} }
    lazy var lazily = 1
    static let all = 2
    var computed: Int { 1 }
}

/// Routes that another module can mount.
@API
public struct ExportedRoutes: RouteProvider {
    /// Everybody.
    @Get("/people") public func people(role: String? = nil) async -> [Exported] { [] }
}

/// What the types below are in.
public enum Namespace {}

extension Namespace {
    /// A schema in another type.
    @Schema
    public struct Nested {
        var id: Int
    }

    /// Routes in another type.
    @API
    public struct Routes: RouteProvider {
        @Get("/nested") func nested(@Query filter: Nested) -> Nested { filter }
    }
}

@API
extension Exported: RouteProvider {
    @Get("/me") func me() -> Exported { self }
}

@Schema struct Empty {}

@Schema
struct Wide {
    var a00, a01, a02, a03, a04, a05, a06, a07, a08, a09: Int?
    var a10, a11, a12, a13, a14, a15, a16, a17, a18, a19: Int?
    var a20, a21, a22, a23, a24, a25, a26, a27, a28, a29: Int?
    var a30, a31, a32, a33, a34, a35, a36, a37, a38, a39: Int?
    var a40, a41, a42, a43, a44, a45, a46, a47, a48, a49: Int?
    var a50, a51, a52, a53, a54, a55, a56, a57, a58, a59: Int?
    var a60, a61, a62: Int?
    var last: Int
    var beyond: Int
    var default66 = 66
}

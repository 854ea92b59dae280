import Afterwork
import AfterworkWeb

// One job type, as builds know it that follow one another.

/// What the older build stored.
struct OldReview: Job, Hashable {
    static let name = "analyze-review"
    var customerID: Int
    var reviewText: String
    var nickname: String?
}

/// A field more that is optional: Swift's own decoder will do.
struct ReviewWithOptional: Job, Hashable {
    static let name = OldReview.name
    var customerID: Int
    var reviewText: String
    var region: String?
}

@Schema
struct Weighting: Codable, Hashable {
    var factor = 1.5
}

/// Fields more that have defaults.
@Schema
struct ReviewWithDefaults: Job, Hashable {
    static let name = OldReview.name
    var customerID: Int
    var reviewText: String
    var language = "en"
    var tags: [String] = []
    var isPublic = true
    var weighting: Weighting = Weighting()
    var region: String? = "nowhere"
}

/// A field less.
struct ReviewWithLess: Job, Hashable {
    static let name = OldReview.name
    var customerID: Int
}

struct ReviewWithOtherName: Job, Hashable {
    static let name = OldReview.name
    var customerID: Int
    var body: String
}

struct ReviewWithOtherType: Job, Hashable {
    static let name = OldReview.name
    var customerID: String
    var reviewText: String
}

/// The new name in Swift, the old one where it is stored.
@Schema
struct ReviewWithStoredName: Job, Hashable {
    private enum CodingKeys: String, CodingKey {
        case customerID
        case body = "reviewText"
        case language
    }

    static let name = OldReview.name
    var customerID: Int
    var body: String
    var language = "en"
}

/// A default that Swift's own decoder knows nothing of.
struct ReviewWithoutSchema: Job, Hashable {
    static let name = OldReview.name
    var customerID: Int
    var language = "en"
}

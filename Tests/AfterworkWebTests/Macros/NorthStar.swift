import Afterwork
import AfterworkWeb

// What users write, compiled with the real plugin: the examples of the design and the corners of the language.

/// What a customer says about a product.
@Schema
struct ReviewSubmission {
    /// The customer's number.
    var customerID: Int
    var rating: Int
    var reviewText: String
}

@Schema
struct ReviewReceipt {
    var reviewID: String
    var status: String
}

@API
struct Reviews: RouteProvider {
    let prefix: String

    /// Accepts a review and analyses it after the response.
    @Post("/products/{product_id}/reviews")
    func submitReview(productID: Int, review: ReviewSubmission, background: BackgroundTasks) -> ReviewReceipt {
        ReviewReceipt(reviewID: "\(prefix)_\(productID)_\(review.customerID)", status: "submitted")
    }

    @Get("/products/{productID}/reviews")
    func reviews(of productID: Int, limit: Int = 10, language: String? = nil) async throws -> [ReviewReceipt] {
        [ReviewReceipt(reviewID: "\(prefix)_\(productID)_\(limit)", status: language ?? "any")]
    }

    // swift-format-ignore: UseTripleSlashForDocumentationComments
    /**
     * Forgets a review.
     *
     * It says "gone" and \ nothing else.
     */
    @Delete("/reviews/{review_id}")
    func forget(reviewID: Int) {}

    @Get("/health") static func health() -> String { "ok" }
}

extension ReviewReceipt {
    var isSubmitted: Bool { status == "submitted" }
}

@API
final class Documents: RouteProvider {
    @Post("/documents/upload")
    /// Takes a document.
    func uploadDocument(size: Int = 1, @Form uploadedBy: String = "user", background: BackgroundTasks) async throws -> String { uploadedBy }

    @Put("/documents/{id}")
    func `default`(id: Int, @Query `in`: String?) throws -> String { `in` ?? "none" }

    @Patch("/main") @MainActor
    func onMainActor() -> String { "main" }

    #if DEBUG || !DEBUG
    @Get("/conditional")
    func conditional() -> String { "compiled" }
    #else
    @Get("/conditional")
    func conditional() -> Int { nothing }
    #endif
}

/// The API of a module that other modules mount.
enum Outer {
    struct Inner {}

    @Schema
    fileprivate struct Hidden {
        var code: Int
    }
}

@API
extension Outer.Inner: RouteProvider {
    @Get("/inner") func inner() -> Int { 1 }
}

@Schema
private struct Secret {
    private var code = 42
    var hint: Swift.Optional<String>
}

/// Corners that only have to compile.
@API
struct Corners: RouteProvider {
    private static let maximum = 3

    @Post("/{a}/{b}")
    func many(
        a: Int,
        b: String,
        c: Int = 1,
        d: String? = nil,
        f: ReviewReceipt,
        g: BackgroundTasks,
        h: Double = 1,
        i: Bool = true,
        k: Int?,
        l: String = "a" + "b",
        m: Bool?,
        n: Int = 3 * 4,
        @Header o: Int = 2,
        @Query p: String?
    ) async throws -> ReviewReceipt { f }

    @Get("/odd") func `odd name`(`my value` value: Int = 1, `inout` other: Int = 2) {}
    @Put("/owned") func owned(_ receipt: consuming ReviewReceipt, _ other: sending String) {}
    @Get("/limited") private func limited(limit: Int = Self.maximum) -> Int { limit }
}

@Schema
struct OddFields {
    var `odd name`: Int? = nil
    var `init`: Int
    var computedOnce: Int = { 3 }()
    // swift-format-ignore: NeverUseImplicitlyUnwrappedOptionals
    var unwrapped: String!
}

import Afterwork
import AfterworkWeb

/// The tutorial's step 3: reviews that are analysed after the response.
@API
struct Reviews: RouteProvider {
    static let positiveWords = ["great", "excellent", "amazing", "love", "perfect"]

    let work: SimulatedWork

    /// Accepts a review and analyses it afterwards.
    @Post("/products/{product_id}/reviews")
    func submitReview(productID: Int, review: ReviewSubmission, background: BackgroundTasks) -> ReviewReceipt {
        background.add("analyze review") { try await analyze(review, productID: productID) }
        return ReviewReceipt(reviewID: "review_\(productID)_\(review.customerID)", status: "submitted")
    }

    func analyze(_ review: ReviewSubmission, productID: Int) async throws {
        try await work.simulate(.seconds(2))
        let text = review.reviewText.lowercased().utf8
        let analysis = ReviewAnalysis(
            customerID: review.customerID,
            productID: productID,
            rating: review.rating,
            sentimentScore: Self.positiveWords.count { text.contains($0.utf8) },
            processedAt: LocalTime.microseconds()
        )
        try work.folder.reviewAnalyses.append(analysis.json)
        work.report("Analyzed review: \(review.rating)/5 stars, sentiment: \(analysis.sentimentScore)")
    }
}

@Schema
struct ReviewSubmission {
    var customerID: Int
    var rating: Int
    var reviewText: String
}

@Schema
struct ReviewReceipt {
    var reviewID: String
    var status: String
}

@Schema
struct ReviewAnalysis {
    var customerID: Int
    var productID: Int
    var rating: Int
    var sentimentScore: Int
    var processedAt: String
}

import Afterwork
import AfterworkHummingbird
import AfterworkWeb
import HTTPTypes
import Logging

/// The tutorial's step 3: reviews that are analysed after the response.
@API
struct Reviews: RouteProvider {
    /// Accepts a review and has it analysed afterwards, whatever happens to this process.
    @Post("/products/{product_id}/reviews")
    func submitReview(productID: Int, review: ReviewSubmission, background: BackgroundTasks) -> Reply<ReviewReceipt> {
        let job = background.enqueue(
            AnalyzeReview(customerID: review.customerID, productID: productID, rating: review.rating, reviewText: review.reviewText)
        )
        let receipt = ReviewReceipt(reviewID: "review_\(productID)_\(review.customerID)", status: "submitted")
        return Reply(headers: .location(of: job), body: receipt)
    }
}

/// A review that is to be analysed.
struct AnalyzeReview: Job {
    static let options = JobOptions(queue: "reviews")
    static let positiveWords = ["great", "excellent", "amazing", "love", "perfect"]

    var customerID: Int
    var productID: Int
    var rating: Int
    var reviewText: String

    /// Analyses the review.
    func run(_ context: JobContext, with work: SimulatedWork) async throws {
        let text = reviewText.lowercased().utf8
        let score = Self.positiveWords.count { text.contains($0.utf8) }
        let isNew = try await work.folder.reviewAnalyses.append(for: context.attempt) {
            try await work.simulate(.seconds(1))
            try await context.report(progress: 0.5, "read")
            try await work.simulate(.seconds(1))
            try await context.report(progress: 0.9, "scored")
            return ReviewAnalysis(
                customerID: customerID,
                productID: productID,
                rating: rating,
                sentimentScore: score,
                processedAt: LocalTime.microseconds()
            ).json
        }
        if !isNew { context.logger.notice("An earlier attempt has written the analysis already.") }
        work.report("Analyzed review: \(rating)/5 stars, sentiment: \(score)")
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

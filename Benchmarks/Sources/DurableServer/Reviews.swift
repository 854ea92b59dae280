import Afterwork
import AfterworkHummingbird
import AfterworkWeb

@API
struct Reviews: RouteProvider {
    @Get("/")
    func root() -> Greeting {
        Greeting(message: "FastAPI Background Tasks API", status: "running")
    }

    @Post("/products/{product_id}/reviews")
    func submitReview(productID: Int, review: ReviewSubmission, background: BackgroundTasks) -> Reply<ReviewReceipt> {
        let job = background.enqueue(
            AnalyzeReview(customerID: review.customerID, productID: productID, rating: review.rating, reviewText: review.reviewText)
        )
        let receipt = ReviewReceipt(reviewID: "review_\(productID)_\(review.customerID)", status: "submitted")
        return Reply(headers: .location(of: job), body: receipt)
    }

    @Post("/burn")
    func burn(background: BackgroundTasks) -> Greeting {
        background.enqueue(Burn())
        return Greeting(message: "Burning", status: "running")
    }
}

struct AnalyzeReview: Job {
    static let options = JobOptions(queue: "reviews")

    var customerID: Int
    var productID: Int
    var rating: Int
    var reviewText: String
}

/// Computes without pause.
struct Burn: Job {}

@Schema
struct Greeting {
    var message: String
    var status: String
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

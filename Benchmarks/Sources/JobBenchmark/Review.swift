import Afterwork

/// The guide's job, so that payloads are of a usual size.
struct AnalyzeReview: Job {
    static let options = JobOptions(queue: "reviews")

    var customerID = 456
    var productID = 789
    var rating = 5
    var reviewText = "This product is amazing and excellent quality!"
}

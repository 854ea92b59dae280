import Testing

@testable import AfterworkWebMacros

@Suite struct WireNameTests {
    @Test(arguments: [
        ("customerID", "customer_id"), ("reviewText", "review_text"), ("URLPath", "url_path"), ("userID2", "user_id2"),
        ("already_snake", "already_snake"), ("_private", "private"), ("__twice", "twice"), ("x", "x"), ("ID", "id"),
        ("HTTPStatus2XX", "http_status2xx"), ("point3D", "point3d"), ("sha256Hash", "sha256_hash"), ("base64ID", "base64_id"),
        ("address2line", "address2line"), ("productIDs", "product_ids"), ("imageURLsByID", "image_urls_by_id"), ("URLs", "urls"),
        ("isAOk", "is_a_ok"), ("SCREAMING_CASE", "screaming_case"), ("user_ID", "user_id"), ("größeÜber", "größe_über"),
        ("`default`", "default"), ("`odd name`", "odd_name"), ("default_", "default_"), ("_", "_"),
    ])
    func `Swift names become snake case`(name: String, wireName: String) {
        #expect(WireName(name).text == wireName)
    }

    @Test(arguments: [
        ("product_id", "productID"), ("id", "id"), ("image_urls", "imageURLs"), ("review_text", "reviewText"), ("productID", "productID"),
        ("url_path", "urlPath"), ("list_s", "listS"),
    ])
    func `a wire name suggests a Swift name`(wireName: String, name: String) {
        #expect(WireName.swiftName(for: wireName) == name)
    }
}

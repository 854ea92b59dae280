import Testing

@testable import Afterwork

@Suite struct KebabCaseTests {
    @Test(arguments: [
        ("SendReceipt", "send-receipt"), ("Send", "send"), ("send", "send"), ("sendReceipt", "send-receipt"), ("PDFReport", "pdf-report"),
        ("MakePDF", "make-pdf"), ("HTTPSProxyCheck", "https-proxy-check"), ("A", "a"), ("AB", "ab"), ("ABc", "a-bc"),
        ("Report2", "report2"),
        ("Version2Report", "version2-report"), ("Send_Receipt", "send-receipt"), ("send_receipt", "send-receipt"), ("Box<Int>", "box"),
        ("Box<Array<SendReceipt>>", "box"), ("ÜberPrüfung", "über-prüfung"), ("", ""),
    ])
    func `a type's name becomes words with dashes between them`(name: String, text: String) {
        #expect(KebabCase.text(of: name) == text)
    }

    @Test func `a job is called by its type, or by the name that it gives itself`() {
        struct SendReceipt: Job {}
        struct Renamed: Job { static let name = "send-receipt" }
        struct Batch<Item: Job>: Job {}
        #expect(SendReceipt.name == "send-receipt")
        #expect(Renamed.name == "send-receipt")
        #expect(Batch<SendReceipt>.name == "batch")
    }
}

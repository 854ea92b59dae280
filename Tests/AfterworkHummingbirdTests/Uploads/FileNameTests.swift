import HTTPTypes
import TestSupport
import Testing

@testable import AfterworkHummingbird

@Suite struct FileNameTests {
    @Test(arguments: [
        ("report.pdf", "report.pdf"),
        ("../x", "x"),
        ("../../etc/passwd", "passwd"),
        ("/etc/passwd", "passwd"),
        ("a/b", "b"),
        ("a\\b/c\\d.txt", "d.txt"),
        ("C:\\me.png", "me.png"),
        ("C:me.png", "C:me.png"),
        ("x\0.txt", "x.txt"),
        ("a\r\nb\t\u{7F}\u{85}c", "abc"),
        ("..\0/x", "x"),
        (".htaccess", "htaccess"),
        ("...htaccess", "htaccess"),
        (" . x", "x"),
        ("x.txt.", "x.txt"),
        ("x.txt. . ", "x.txt"),
        ("  my report .pdf ", "my report .pdf"),
        ("CON", "_CON"),
        ("con.txt", "_con.txt"),
        ("Com1 .tar.gz", "_Com1 .tar.gz"),
        ("LPT¹", "_LPT¹"),
        ("COM0", "COM0"),
        ("CONSOLE", "CONSOLE"),
        ("🦄👩‍🚀.txt", "🦄👩‍🚀.txt"),
        ("e\u{301}.txt", "e\u{301}.txt"),
        ("-rf", "-rf"),
        ("a:b*c?\"<>|", "a:b*c?\"<>|"),
        ("~", "~"),
        ("%2e%2e%2fx", "%2e%2e%2fx"),
    ])
    func `cleans a name`(_ name: String, cleaned: String) throws {
        let result = try FileName.cleaned(name)
        #expect(Array(result.utf8) == Array(cleaned.utf8))
        #expect(try FileName.cleaned(result) == result)
    }

    @Test(arguments: ["", ".", "..", "...", " ", "\0", "a/", "/", "\\", "../", "a/..", " . ", "\r\n", "\u{3000}"])
    func `refuses a name of which nothing is left`(_ name: String) {
        let error = #expect(throws: FileSaveError.self) { try FileName.cleaned(name) }
        #expect(error?.reason == .invalidName)
        #expect(error?.name == name)
        #expect(error?.status == 400)
        #expect(error?.message.hasSuffix("cannot be the name of a file. Send one with a letter or digit in it.") == true)
    }

    @Test func `cuts a name of 300 characters before its extension`() throws {
        #expect(try FileName.cleaned(String(repeating: "a", count: 296) + ".pdf") == String(repeating: "a", count: 251) + ".pdf")
        #expect(try FileName.cleaned(String(repeating: "a", count: 300)) == String(repeating: "a", count: 255))
        #expect(try FileName.cleaned("a." + String(repeating: "b", count: 300)) == "a." + String(repeating: "b", count: 253))
        #expect(try FileName.cleaned(String(repeating: "a", count: 254) + ".b" + String(repeating: "c", count: 40)).utf8.count == 254)
    }

    @Test func `cuts between characters`() throws {
        #expect(try FileName.cleaned(String(repeating: "👩‍🚀", count: 30) + ".txt") == String(repeating: "👩‍🚀", count: 22) + ".txt")
        #expect(try FileName.cleaned("a" + String(repeating: "\u{301}", count: 300) + ".txt").utf8.count == 255)
    }

    @Test func `leaves room for a number`() {
        #expect(FileName.shortened("a.txt", adding: "-2") == "a-2.txt")
        #expect(FileName.shortened("a.tar.gz", adding: "-2") == "a.tar-2.gz")
        #expect(FileName.shortened("README", adding: "-10") == "README-10")
        let long = FileName.shortened(String(repeating: "a", count: 251) + ".txt", adding: "-2")
        #expect(long == String(repeating: "a", count: 249) + "-2.txt")
    }

    @Test func `is safe and idempotent for random names`() {
        var random = SplitMix64(seed: 1)
        let pieces = [
            "a", ".", "..", "/", "\\", " ", "\0", "CON", "\u{301}", "👩‍🚀", "\n", "\u{202E}", "x.txt", String(repeating: "long", count: 40),
        ]
        for _ in 0..<5000 {
            let name = (0..<Int.random(in: 0...8, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            guard let cleaned = try? FileName.cleaned(name) else { continue }
            let bytes = Array(cleaned.utf8)
            #expect((1...255).contains(bytes.count))
            #expect(!bytes.contains { $0 < 0x20 || $0 == 0x2F || $0 == 0x5C || $0 == 0x7F })
            #expect(bytes.first != 0x2E && bytes.last != 0x2E && bytes.last != 0x20)
            #expect((try? FileName.cleaned(cleaned)) == cleaned)
        }
    }
}

import AfterworkWeb
import Logging
import Testing

/// Log lines as people who run Uvicorn know them.
@Suite struct ConsoleLogHandlerTests {
    private static func lines(_ count: Int, level: Logger.Level = .trace, log: (Logger) -> Void) throws -> [String] {
        let pipe = try Pipe()
        let writer = ConsoleWriter(descriptor: pipe.writeEnd)
        log(Logger(label: "test") { _ in ConsoleLogHandler(writer: writer, logLevel: level) })
        return pipe.lines(count)
    }

    @Test func `every message begins at the same column`() throws {
        let lines = try Self.lines(7) { logger in
            for level in Logger.Level.allCases { logger.log(level: level, "text") }
        }
        #expect(
            lines == [
                "TRACE:    text", "DEBUG:    text", "INFO:     text", "INFO:     text", "WARNING:  text", "ERROR:    text",
                "CRITICAL: text",
            ]
        )
    }

    @Test func `metadata follows the message, sorted, and then the error`() throws {
        struct Broken: Error {}
        let lines = try Self.lines(2) { logger in
            var logger = logger
            logger[metadataKey: "b"] = "1"
            logger.info("text", metadata: ["a": "2", "c": ["x": "y"]])
            logger.error("text", error: Broken(), metadata: ["b": "3"])
        }
        #expect(lines == [#"INFO:     text a=2 b=1 c=["x": "y"]"#, "ERROR:    text b=3 error=Broken()"])
    }

    @Test func `lines below the level are not written`() throws {
        let lines = try Self.lines(1, level: .warning) { logger in
            logger.info("quiet")
            logger.warning("loud")
        }
        #expect(lines == ["WARNING:  loud"])
    }

    @Test(arguments: ["\n", "\r", "\u{1B}", "\u{0}", "\u{7F}", "\u{85}", "\u{9B}"])
    func `a control character cannot forge a line or drive a terminal`(_ control: String) throws {
        let lines = try Self.lines(1) { logger in logger.info("a\(control)b", metadata: ["key": "c\(control)d"]) }
        #expect(lines == ["INFO:     a b key=c d"])
    }

    @Test func `other characters stay as they are`() throws {
        let lines = try Self.lines(1) { logger in logger.info("café 🦜 \"quoted\"") }
        #expect(lines == ["INFO:     café 🦜 \"quoted\""])
    }
}

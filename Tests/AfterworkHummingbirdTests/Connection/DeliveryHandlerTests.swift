import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Synchronization
import Testing

@testable import AfterworkHummingbird

@Suite struct DeliveryHandlerTests {
    private enum Answer {
        case pending
        case delivered
        case undelivered
    }

    private final class Box: Sendable {
        private let answer = Mutex(Answer.pending)

        func get() -> Answer { answer.withLock(\.self) }
        func set(_ new: Answer) { answer.withLock { $0 = new } }
    }

    /// A connection whose writes stay in the buffer until they are flushed.
    private final class Connection {
        let channel = EmbeddedChannel()

        init() throws { try channel.pipeline.syncOperations.addHandler(DeliveryHandler()) }

        func write(_ parts: HTTPResponsePart...) {
            for part in parts { channel.write(part, promise: nil) }
        }

        /// Asks about the response just written; what comes back tells the answer so far.
        func ask() -> () -> Answer {
            let promise = channel.eventLoop.makePromise(of: Void.self)
            let answer = Box()
            promise.futureResult.whenComplete { result in
                switch result {
                case .success: answer.set(.delivered)
                case .failure: answer.set(.undelivered)
                }
            }
            channel.triggerUserOutboundEvent(DeliveryHandler.Question(), promise: promise)
            return { answer.get() }
        }
    }

    private static let head = HTTPResponsePart.head(HTTPResponse(status: .ok))
    private static let body = HTTPResponsePart.body(ByteBuffer(string: "body"))

    @Test func `a response is delivered when its last write is`() throws {
        let connection = try Connection()
        connection.write(Self.head, Self.body, .end(nil))
        let answer = connection.ask()
        #expect(answer() == .pending)
        connection.channel.flush()
        #expect(answer() == .delivered)
    }

    @Test func `a response that was flushed already is delivered at once`() throws {
        let connection = try Connection()
        connection.write(Self.head, .end(nil))
        connection.channel.flush()
        #expect(connection.ask()() == .delivered)
    }

    @Test func `a response that was never written, or never to its end, is not delivered`() throws {
        let connection = try Connection()
        #expect(connection.ask()() == .undelivered)
        connection.write(Self.head, Self.body)
        connection.channel.flush()
        #expect(connection.ask()() == .undelivered)
    }

    @Test func `a response cut off is not taken for the one before it`() throws {
        let connection = try Connection()
        connection.write(Self.head, .end(nil))
        connection.channel.flush()
        connection.write(Self.head, Self.body)
        #expect(connection.ask()() == .undelivered)
    }

    @Test func `pipelined responses are told apart`() throws {
        let connection = try Connection()
        connection.write(Self.head, .end(nil))
        let first = connection.ask()
        connection.channel.flush()
        connection.write(Self.head, .end(nil))
        let second = connection.ask()
        #expect(first() == .delivered)
        #expect(second() == .pending)
        connection.channel.flush()
        #expect(second() == .delivered)
    }

    @Test func `the interim answer to the next request does not touch the response before it`() throws {
        let connection = try Connection()
        connection.write(Self.head, .end(nil))
        let answer = connection.ask()
        connection.write(.head(HTTPResponse(status: .continue)))
        #expect(answer() == .pending)
        connection.channel.flush()
        #expect(answer() == .delivered)
    }

    @Test func `what is written to a connection that has closed is not delivered`() throws {
        let connection = try Connection()
        connection.channel.close(promise: nil)
        connection.channel.embeddedEventLoop.run()
        connection.write(Self.head, .end(nil))
        #expect(connection.ask()() == .undelivered)
    }
}

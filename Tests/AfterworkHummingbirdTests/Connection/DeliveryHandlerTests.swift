import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import Afterwork
@testable import AfterworkHummingbird

@Suite struct DeliveryHandlerTests {
    /// A connection whose writes stay in the buffer until they are flushed.
    private final class Connection {
        let channel = EmbeddedChannel()
        let tasks = ResponseTasks()
        private let runner = BackgroundRunner()

        init() throws {
            try channel.pipeline.syncOperations.addHandler(DeliveryHandler(tasks: tasks))
            try channel.connect(to: SocketAddress(unixDomainSocketPath: "/nowhere")).wait()
        }

        /// The list of a request that is being answered, with one task.
        func begin() -> TaskList {
            let list = runner.makeList()
            tasks.begin(list)
            _ = list.add(name: "task", condition: .handlerReturns, logger: .init(label: "test")) {}
            return list
        }

        /// The list of a request whose handler and writer have returned.
        func answer() -> TaskList {
            let list = begin()
            tasks.end(list)
            return list
        }

        func write(_ parts: HTTPResponsePart...) {
            for part in parts { channel.write(part, promise: nil) }
        }
    }

    private static let head = HTTPResponsePart.head(HTTPResponse(status: .ok))
    private static let body = HTTPResponsePart.body(ByteBuffer(string: "body"))

    @Test func `a response's tasks are handed over when its last write is out`() throws {
        let connection = try Connection()
        let list = connection.answer()
        connection.write(Self.head, Self.body, .end(nil))
        #expect(!list.isEmpty)
        connection.channel.flush()
        #expect(list.isEmpty)
    }

    @Test func `tasks wait for whoever still writes the response`() throws {
        let connection = try Connection()
        let list = connection.begin()
        connection.write(Self.head, Self.body, .end(nil))
        connection.channel.flush()
        #expect(!list.isEmpty)
        connection.tasks.end(list)
        #expect(list.isEmpty)
    }

    @Test func `the tasks of a response that is cut off are handed over when the next one begins`() throws {
        let connection = try Connection()
        let first = connection.answer()
        connection.write(Self.head, Self.body)
        connection.channel.flush()
        #expect(!first.isEmpty)
        let second = connection.answer()
        connection.write(Self.head)
        #expect(first.isEmpty)
        #expect(!second.isEmpty)
    }

    @Test func `pipelined responses are told apart`() throws {
        let connection = try Connection()
        let first = connection.answer()
        let second = connection.answer()
        connection.write(Self.head, .end(nil))
        connection.channel.flush()
        #expect(first.isEmpty)
        connection.write(Self.head, .end(nil))
        #expect(!second.isEmpty)
        connection.channel.flush()
        #expect(second.isEmpty)
    }

    @Test func `the interim answer to the next request does not touch the response before it`() throws {
        let connection = try Connection()
        let first = connection.answer()
        connection.write(Self.head, .end(nil))
        let second = connection.answer()
        connection.write(.head(HTTPResponse(status: .continue)))
        #expect(!first.isEmpty)
        connection.channel.flush()
        #expect(first.isEmpty)
        #expect(!second.isEmpty)
    }

    @Test func `when the client has gone, tasks are handed over as soon as nobody can add to them`() throws {
        let connection = try Connection()
        let cutOff = connection.answer()
        connection.write(Self.head, Self.body)
        let unwritten = connection.answer()
        let open = connection.begin()
        try connection.channel.close().wait()
        connection.channel.embeddedEventLoop.run()
        #expect(cutOff.isEmpty)
        #expect(unwritten.isEmpty)
        #expect(!open.isEmpty)
        connection.tasks.end(open)
        #expect(open.isEmpty)
    }

    @Test func `a request that began after the client had gone has its tasks handed over at its end`() throws {
        let connection = try Connection()
        try connection.channel.close().wait()
        let list = connection.begin()
        #expect(!list.isEmpty)
        connection.tasks.end(list)
        #expect(list.isEmpty)
    }

    @Test func `a close waits until the response is out`() throws {
        let connection = try Connection()
        connection.write(Self.head, .end(nil))
        let closed = connection.channel.close()
        #expect(connection.channel.isActive)
        connection.channel.flush()
        try closed.wait()
        #expect(!connection.channel.isActive)
    }

    @Test func `a close does not wait for a response that will not come to its end`() throws {
        let connection = try Connection()
        connection.write(Self.head, Self.body)
        connection.channel.close(promise: nil)
        #expect(!connection.channel.isActive)
    }
}

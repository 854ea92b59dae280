public import Afterwork
public import HummingbirdCore

extension HTTPServerBuilder {
    /// An HTTP/1.1 server that starts a response's background tasks after its last byte was handed to the kernel.
    ///
    /// It also answers `Expect: 100-continue` when a handler first reads the body, and closes the connection of a client that goes on
    /// sending a body nobody wants.
    ///
    /// ```swift
    /// let application = Application(router: router, server: .afterResponse(runner), services: [runner])
    /// ```
    ///
    /// - Parameters:
    ///   - runner: Runs the tasks. Add it to the application's services too.
    ///   - configuration: The configuration of the HTTP/1.1 channel.
    /// - Returns: A builder for ``Hummingbird/Application``.
    public static func afterResponse(
        _ runner: BackgroundRunner,
        configuration: HTTP1Channel.Configuration = HTTP1Channel.Configuration()
    ) -> HTTPServerBuilder {
        HTTPServerBuilder { responder in
            AfterResponseChannel(runner: runner, responder: responder, configuration: configuration)
        }
    }
}

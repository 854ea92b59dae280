public import Afterwork
public import HummingbirdCore

extension HTTPServerBuilder {
    /// An HTTP/1.1 server that starts a response's background tasks after its last byte was handed to the kernel.
    ///
    /// It also keeps clients within limits, answers `Expect: 100-continue` when a handler first reads the body, and closes the connection
    /// of a client that goes on sending a body nobody wants.
    ///
    /// ```swift
    /// let application = Application(router: router, server: .afterResponse(runner), services: [runner])
    /// ```
    ///
    /// - Parameters:
    ///   - runner: Runs the tasks. Add it to the application's services too.
    ///   - limits: What a client may ask of a connection.
    ///   - configuration: The configuration of the HTTP/1.1 channel. Its limits of heads and its idle timeout are set by the limits.
    /// - Returns: A builder for ``Hummingbird/Application``.
    public static func afterResponse(
        _ runner: BackgroundRunner,
        limits: ConnectionLimits = ConnectionLimits(),
        configuration: HTTP1Channel.Configuration = HTTP1Channel.Configuration()
    ) -> HTTPServerBuilder {
        HTTPServerBuilder { responder in
            AfterResponseChannel(runner: runner, limits: limits, responder: responder, configuration: configuration)
        }
    }
}

/// A statement that a connection prepares once.
struct Statement: Sendable {
    /// By which the connection knows it.
    let name: String
    let sql: String
}

/// A statement with its parameters.
struct Call: Sendable {
    let statement: Statement
    let parameters: [Parameter]
    /// Whether the answer is to be text, for an application, and not PostgreSQL's binary form.
    var wantsText = false

    init(_ statement: Statement, _ parameters: Parameter...) {
        self.init(statement, parameters)
    }

    init(_ statement: Statement, _ parameters: [Parameter]) {
        self.statement = statement
        self.parameters = parameters
    }
}

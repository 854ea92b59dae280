import Afterwork

/// The tables and functions of a store, in a schema of PostgreSQL's by themselves.
///
/// What a verb does is written in functions of the server: a verb is one statement then, any client in any language can enqueue, and what
/// belongs together is done together, without a journey for each step.
struct Schema: Sendable {
    /// The schema's name, as it stands in statements.
    let name: String

    /// A schema.
    ///
    /// - Parameter name: Its name: lower-case letters, digits and underscores, 1 to 48 of them, no digit in front.
    init?(_ name: String) {
        let allowed = name.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5f }
        guard allowed, (1...48).contains(name.utf8.count), !name.hasPrefix("pg_"), name.first.map({ !$0.isNumber }) ?? false else {
            return nil
        }
        self.name = name
    }

    /// What is executed to come from a version to the next: the first from nothing to version 1.
    ///
    /// Workers of the version before go on meanwhile, so a step adds and does not take away what they use.
    var migrations: [[String]] {
        [[tables, enqueueing, claiming, finishing, upkeep, people, inspection]]
    }

    /// The version that this code knows.
    var version: Int { migrations.count }

    /// On which workers hear that something has happened.
    var channel: String { name }

    /// What serialises migrations of this schema, whoever begins them.
    var lock: Int64 {
        name.utf8.reduce(0x4146_5457) { ($0 &* 31) &+ Int64($1) }
    }
}

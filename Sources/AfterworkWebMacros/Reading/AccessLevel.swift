import SwiftSyntax

/// The access level that a member needs in order to satisfy a protocol of another module.
struct AccessLevel {
    /// What to write before the member: `"public "`, `"package "` or nothing.
    let prefix: String

    /// - Parameters:
    ///   - declaration: The type or extension that the member is for.
    ///   - lexicalContext: What encloses it, innermost first.
    init(ofMembersIn declaration: some DeclGroupSyntax, lexicalContext: [Syntax]) {
        // An extension doesn't tell how visible its type is. `public` is right for all of them: Swift lowers it to the type's level.
        if declaration.is(ExtensionDeclSyntax.self) {
            prefix = "public "
        } else if let written = Self.prefix(from: declaration.modifiers) {
            prefix = written
        } else if let enclosing = lexicalContext.first?.as(ExtensionDeclSyntax.self) {
            // Inside a `public extension`, a type is public without saying so.
            prefix = Self.prefix(from: enclosing.modifiers) ?? ""
        } else {
            prefix = ""
        }
    }

    private static func prefix(from modifiers: DeclModifierListSyntax) -> String? {
        for modifier in modifiers where modifier.detail == nil {
            switch modifier.name.tokenKind {
            case .keyword(.public), .keyword(.open): return "public "
            case .keyword(.package): return "package "
            case .keyword(.internal), .keyword(.fileprivate), .keyword(.private): return ""
            default: continue
            }
        }
        return nil
    }
}

import SwiftCompilerPlugin
import SwiftSyntaxMacros

/// What the compiler starts to expand `@API`, `@Get` and its siblings, and `@Schema`.
@main
struct Plugin: CompilerPlugin {
    let providingMacros: [any Macro.Type] = [APIMacro.self, RouteMacro.self, SchemaMacro.self]
}

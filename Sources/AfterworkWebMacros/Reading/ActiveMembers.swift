import SwiftIfConfig
import SwiftSyntax
import SwiftSyntaxMacros

extension DeclGroupSyntax {
    /// The members that are compiled, in the order written: of each `#if` only the branch that is taken.
    ///
    /// Where the compiler doesn't say what it compiles for, an `#if` is left out, and `unread` is called for it.
    func activeMembers(in context: some MacroExpansionContext, unread: (IfConfigDeclSyntax) -> Void) -> [DeclSyntax] {
        Self.activeMembers(of: memberBlock.members, in: context, unread: unread)
    }

    private static func activeMembers(
        of members: MemberBlockItemListSyntax,
        in context: some MacroExpansionContext,
        unread: (IfConfigDeclSyntax) -> Void
    ) -> [DeclSyntax] {
        members.flatMap { member -> [DeclSyntax] in
            guard let condition = member.decl.as(IfConfigDeclSyntax.self) else { return [member.decl] }
            guard let configuration = context.buildConfiguration else {
                unread(condition)
                return []
            }
            guard case .decls(let taken)? = condition.activeClause(in: configuration).clause?.elements else { return [] }
            return activeMembers(of: taken, in: context, unread: unread)
        }
    }
}

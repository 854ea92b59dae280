import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxBuilder
import SwiftSyntaxMacros

/// `@Schema`: a type's description, and how it is read from JSON and written to it, from its stored properties or its cases.
struct SchemaMacro: ExtensionMacro {
    static let formatMode = FormatMode.disabled

    static func expansion(
        of node: AttributeSyntax,
        attachedTo declaration: some DeclGroupSyntax,
        providingExtensionsOf type: some TypeSyntaxProtocol,
        conformingTo missingProtocols: [TypeSyntax],
        in context: some MacroExpansionContext
    ) throws -> [ExtensionDeclSyntax] {
        let generics =
            declaration.as(StructDeclSyntax.self)?.genericParameterClause ?? declaration.as(EnumDeclSyntax.self)?.genericParameterClause
        if let generics {
            context.report(SchemaFault.generic(type: declaration.typeName), at: generics)
            return []
        }
        if !context.lexicalContext.isEmpty, let modifier = declaration.modifiers.first(where: { $0.name.tokenKind == .keyword(.private) }) {
            context.report(SchemaFault.privateInside(type: declaration.typeName), at: modifier, fixIts: [widening(modifier)])
            return []
        }
        if let declaration = declaration.as(EnumDeclSyntax.self) {
            return try SchemaEnumReader(declaration: declaration, context: context)
                .expansion(of: type.trimmedDescription, conformingTo: missingProtocols)
                .map { [try ExtensionDeclSyntax("\(raw: $0)")] } ?? []
        }
        guard let declaration = declaration.as(StructDeclSyntax.self) else {
            let fault = SchemaFault.unfitType(keyword: declaration.introducer.text, type: declaration.typeName)
            context.report(fault, at: declaration.introducer)
            return []
        }
        let properties = properties(of: declaration, in: context)
        let isCodable = properties != nil && (declaration.isCodable || !missingProtocols.names.contains("CodableSchema"))
        let expansion = SchemaExpansion(
            type: type.trimmedDescription,
            conformance: missingProtocols.conformance(to: ["Schema"] + (isCodable ? ["CodableSchema"] : [])),
            access: AccessLevel(ofMembersIn: declaration, lexicalContext: context.lexicalContext).prefix,
            documentation: Documentation(of: declaration, attributes: declaration.attributes).text,
            properties: properties ?? [],
            hasLazyProperties: declaration.hasLazyProperties,
            isCodable: isCodable,
            places: context.places
        )
        let members = properties == nil ? expansion.standIns : expansion.members
        return [try ExtensionDeclSyntax("\(raw: expansion.extending(with: members))")]
    }

    private static func widening(_ modifier: DeclModifierSyntax) -> FixIt {
        let wider = modifier.with(\.name.tokenKind, .keyword(.fileprivate))
        return FixIt(
            message: MacroExpansionFixItMessage("Replace 'private' with 'fileprivate'"),
            changes: [.replace(oldNode: Syntax(modifier), newNode: Syntax(wider))]
        )
    }

    /// The stored properties, or `nil` after reporting what is wrong with them.
    private static func properties(of declaration: StructDeclSyntax, in context: some MacroExpansionContext) -> [SchemaProperty]? {
        var isFaultless = true
        func report(_ fault: SchemaFault, _ node: any SyntaxProtocol) {
            isFaultless = false
            context.report(fault, at: Syntax(fromProtocol: node))
        }
        let members = declaration.activeMembers(in: context) { condition in
            if condition.declaresStorage { report(.unreadCondition, condition) }
        }
        for initializer in members.compactMap({ $0.as(InitializerDeclSyntax.self) }) {
            report(.ownInitializer(type: declaration.typeName), initializer.initKeyword)
        }
        let properties = members.compactMap { $0.as(VariableDeclSyntax.self) }
            .flatMap { SchemaProperty.properties(in: $0, report: report) }
        var names: [WireName: SchemaProperty] = [:]
        for property in properties {
            guard let first = names.updateValue(property, forKey: property.wireName) else { continue }
            let fault = SchemaFault.sameWireName(
                first: unquoted(first.name),
                second: unquoted(property.name),
                wireName: property.wireName.text
            )
            report(fault, property.syntax)
        }
        return isFaultless ? properties : nil
    }
}

extension StructDeclSyntax {
    fileprivate var hasLazyProperties: Bool {
        memberBlock.members.contains { member in
            member.decl.as(VariableDeclSyntax.self)?.modifiers.contains { $0.name.tokenKind == .keyword(.lazy) } ?? false
        }
    }
}

extension StructDeclSyntax {
    /// Whether it says of itself that Swift is to make it `Codable`. What another protocol implies cannot be seen, nor can the compiler be
    /// asked: a macro that may add `Decodable` keeps Swift from making it for a job.
    fileprivate var isCodable: Bool {
        let names = Set(inheritanceClause?.inheritedTypes.map(\.type).names ?? [])
        return !names.isDisjoint(with: ["Job", "Codable"]) || names.isSuperset(of: ["Encodable", "Decodable"])
    }
}

extension [TypeSyntax] {
    /// The names without the modules or types that they are in.
    fileprivate var names: [String] { compactMap { $0.trimmedDescription.split(separator: ".").last.map(String.init) } }

    /// What to write after a type's name so that it conforms: `: AfterworkWeb.Schema`, or nothing where it does already.
    func conformance(to names: String...) -> String { conformance(to: names) }

    fileprivate func conformance(to names: [String]) -> String {
        let missing = names.filter(self.names.contains)
        return missing.isEmpty ? "" : ": " + missing.map { "AfterworkWeb.\($0)" }.joined(separator: ", ")
    }
}

extension IfConfigDeclSyntax {
    fileprivate var declaresStorage: Bool {
        clauses.contains { clause in
            guard case .decls(let members)? = clause.elements else { return false }
            return members.contains { member in
                if let nested = member.decl.as(IfConfigDeclSyntax.self) { return nested.declaresStorage }
                guard let variable = member.decl.as(VariableDeclSyntax.self) else { return member.decl.is(InitializerDeclSyntax.self) }
                return !SchemaProperty.properties(in: variable, report: { _, _ in }).isEmpty
            }
        }
    }
}

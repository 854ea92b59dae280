import SwiftParser
import SwiftSyntax
import SwiftSyntaxMacros

/// Reads an enum that is marked `@Schema`.
struct SchemaEnumReader<Context: MacroExpansionContext> {
    let declaration: EnumDeclSyntax
    let context: Context

    /// The extension that makes the enum readable and writable, or `nil` after reporting what is wrong with it.
    func expansion(of type: String, conformingTo missing: [TypeSyntax]) -> String? {
        let elements = declaration.activeMembers(in: context) { condition in
            context.report(SchemaFault.unreadCondition, at: condition)
        }
        .compactMap { $0.as(EnumCaseDeclSyntax.self) }
        .flatMap { declaration in declaration.elements.map { (element: $0, declaration: declaration) } }
        guard !elements.isEmpty else {
            context.report(SchemaFault.noCases(type: self.declaration.typeName), at: self.declaration.name)
            return nil
        }
        let access = AccessLevel(ofMembersIn: declaration, lexicalContext: context.lexicalContext).prefix
        let documentation = Documentation(of: declaration, attributes: declaration.attributes).text
        if elements.contains(where: { $0.element.parameterClause != nil }) {
            guard let variants = variants(of: elements) else { return nil }
            return SchemaVariantsExpansion(
                type: type,
                conformance: missing.conformance(to: "Schema"),
                access: access,
                documentation: documentation,
                variants: variants,
                places: context.places
            ).text
        }
        guard let rawType = rawType(), let choices = choices(of: elements.map(\.element), rawType: rawType) else { return nil }
        return SchemaChoiceExpansion(
            type: type,
            conformance: missing.conformance(to: "SchemaChoice"),
            access: access,
            documentation: documentation,
            isNumeric: rawType == .integer,
            choices: choices
        ).text
    }
}

extension SchemaEnumReader {
    enum RawType {
        case none
        case string
        case integer
    }

    private func rawType() -> RawType? {
        let scalars = ["Double", "Float", "Character"]
        for inherited in declaration.inheritanceClause?.inheritedTypes ?? [] {
            let name = inherited.type.trimmedDescription.split(separator: ".").last.map(String.init) ?? ""
            if name == "String" { return .string }
            if Self.integers.contains(name) { return .integer }
            if scalars.contains(name) {
                context.report(SchemaFault.unreadRawType(type: declaration.typeName, rawType: name), at: inherited.type)
                return nil
            }
        }
        return RawType.none
    }

    private static var integers: Set<String> {
        ["Int", "Int8", "Int16", "Int32", "Int64", "UInt", "UInt8", "UInt16", "UInt32", "UInt64"]
    }

    private func choices(of elements: [EnumCaseElementSyntax], rawType: RawType) -> [SchemaChoice]? {
        var next = 0
        var choices: [SchemaChoice] = []
        var seen: [String: String] = [:]
        for element in elements {
            let name = element.name.text
            let value = element.rawValue?.value
            let text: String
            switch rawType {
            case .none: text = WireName(name).text
            case .string: text = value?.as(StringLiteralExprSyntax.self)?.representedLiteralValue ?? unquoted(name)
            case .integer:
                if let value {
                    guard let number = Self.integer(value.trimmedDescription) else {
                        context.report(SchemaFault.unreadRawValue(value.trimmedDescription), at: value)
                        return nil
                    }
                    next = number
                }
                text = String(next)
                next &+= 1
            }
            if let first = seen.updateValue(name, forKey: text) {
                context.report(SchemaFault.sameTag(first: unquoted(first), second: unquoted(name), tag: text), at: element)
                return nil
            }
            choices.append(SchemaChoice(name: name, text: text))
        }
        return choices
    }

    private static func integer(_ literal: String) -> Int? {
        let digits = literal.replacing("_", with: "")
        let sign = digits.hasPrefix("-") ? "-" : ""
        let magnitude = digits.dropFirst(sign.count)
        for (prefix, radix) in ["0x": 16, "0b": 2, "0o": 8] where magnitude.hasPrefix(prefix) {
            return Int(sign + magnitude.dropFirst(prefix.count), radix: radix)
        }
        return Int(digits)
    }

    private func variants(of elements: [(element: EnumCaseElementSyntax, declaration: EnumCaseDeclSyntax)]) -> [SchemaVariant]? {
        var variants: [SchemaVariant] = []
        var seen: [String: String] = [:]
        var isFaultless = true
        for (element, declaration) in elements {
            let name = element.name.text
            let tag = WireName(name).text
            if let first = seen.updateValue(name, forKey: tag) {
                context.report(SchemaFault.sameTag(first: unquoted(first), second: unquoted(name), tag: tag), at: element)
                isFaultless = false
            }
            var properties: [SchemaProperty] = []
            let parameters = element.parameterClause?.parameters
            for parameter in parameters ?? [] {
                do throws(SchemaFault) {
                    let property = try SchemaProperty(parameter, isOnlyOne: parameters?.count == 1)
                    if property.wireName.text == "type" { throw .takenTag }
                    properties.append(property)
                } catch {
                    context.report(error, at: parameter)
                    isFaultless = false
                }
            }
            let documentation = Documentation(of: declaration, attributes: declaration.attributes).text
            variants.append(SchemaVariant(name: name, tag: tag, documentation: documentation, properties: properties))
        }
        return isFaultless ? variants : nil
    }
}

/// A case that carries nothing, and what stands for it in JSON.
struct SchemaChoice {
    let name: String
    let text: String
}

/// A case that may carry values: a JSON object whose `type` says which.
struct SchemaVariant {
    let name: String
    let tag: String
    let documentation: String
    let properties: [SchemaProperty]
}

import SwiftSyntax

/// One field of a JSON object: a stored property of a `@Schema` struct, or a value that goes with a case of a `@Schema` enum.
struct SchemaProperty {
    /// The name as written, with backticks where it has them.
    let name: String
    let wireName: WireName
    let type: TypeText
    /// The expression after `=`, which stands in for a field that is absent.
    let defaultValue: String?
    /// Whether the field is read: a constant with a value is only written, since no initializer can set it.
    let isDecoded: Bool
    let documentation: String
    /// Where to report what is wrong with it.
    let syntax: Syntax
    /// Where to report what is wrong with its type.
    let typeSyntax: Syntax

    /// Whether an object without the field is refused.
    var isRequired: Bool { isDecoded && defaultValue == nil && !type.isOptional }

    /// The stored properties that a variable declaration makes; each that cannot be read is reported with what is wrong with it.
    static func properties(
        in variable: VariableDeclSyntax,
        report: (SchemaFault, any SyntaxProtocol) -> Void
    ) -> [SchemaProperty] {
        guard variable.isInstanceStorage else { return [] }
        let isConstant = variable.bindingSpecifier.tokenKind == .keyword(.let)
        let documentation = Documentation(of: variable, attributes: variable.attributes).text
        // In `var a, b: Int` the annotation is written once, at the last of those it is for.
        var annotation: TypeSyntax?
        var properties: [SchemaProperty] = []
        for binding in variable.bindings.reversed() {
            annotation = binding.typeAnnotation?.type ?? (binding.initializer == nil ? annotation : nil)
            guard !binding.isComputed else { continue }
            do throws(SchemaFault) {
                properties.append(
                    try SchemaProperty(binding, annotation: annotation, isConstant: isConstant, documentation: documentation)
                )
            } catch {
                report(error, binding.pattern)
            }
        }
        return properties.reversed()
    }

    private init(
        _ binding: PatternBindingSyntax,
        annotation: TypeSyntax?,
        isConstant: Bool,
        documentation: String
    ) throws(SchemaFault) {
        guard let name = binding.pattern.as(IdentifierPatternSyntax.self)?.identifier.text else { throw .tuple }
        let value = binding.initializer?.value
        guard let type = annotation.map({ TypeText($0) }) ?? value.flatMap({ TypeText(inferredFrom: $0) }) else {
            throw .missingType(property: unquoted(name))
        }
        self.name = name
        self.type = type
        self.documentation = documentation
        wireName = WireName(name)
        defaultValue = value?.trimmedDescription
        isDecoded = !(isConstant && value != nil)
        syntax = Syntax(binding.pattern)
        typeSyntax = annotation.map { Syntax($0) } ?? syntax
    }

    /// The values that go with a case of an enum. One without a label is called `value`.
    init(_ parameter: EnumCaseParameterSyntax, isOnlyOne: Bool) throws(SchemaFault) {
        if let label = parameter.firstName, label.tokenKind != .wildcard {
            name = label.text
            wireName = WireName(label.text)
        } else if isOnlyOne {
            name = ""
            wireName = WireName("value")
        } else {
            throw .unlabeledValue
        }
        type = TypeText(parameter.type)
        defaultValue = parameter.defaultValue?.value.trimmedDescription
        isDecoded = true
        documentation = ""
        syntax = Syntax(parameter)
        typeSyntax = Syntax(parameter.type)
    }

    /// What to write before the value in a call: `number: `, or nothing.
    var label: String { name.isEmpty ? "" : argumentLabel(name) + ": " }
}

extension VariableDeclSyntax {
    /// Whether each value of the type stores it: not `static`, not `lazy`.
    fileprivate var isInstanceStorage: Bool {
        !modifiers.contains { [.keyword(.static), .keyword(.class), .keyword(.lazy)].contains($0.name.tokenKind) }
    }
}

extension PatternBindingSyntax {
    /// Whether it computes its value; with `willSet` and `didSet` alone it stores one.
    fileprivate var isComputed: Bool {
        switch accessorBlock?.accessors {
        case nil: false
        case .getter: true
        case .accessors(let accessors):
            !accessors.allSatisfy { [.keyword(.willSet), .keyword(.didSet)].contains($0.accessorSpecifier.tokenKind) }
        }
    }
}

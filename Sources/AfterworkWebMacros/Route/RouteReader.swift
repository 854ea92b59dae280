import SwiftDiagnostics
import SwiftParser
import SwiftSyntax
import SwiftSyntaxMacros

/// Reads a route from its attribute and its function. Each step returns `nil` after it has reported what is wrong.
struct RouteReader<Context: MacroExpansionContext> {
    let function: FunctionDeclSyntax
    let context: Context

    private var functionName: String { unquoted(function.name.text) }

    func path(in attribute: AttributeSyntax) -> RoutePath? {
        guard let argument = attribute.arguments?.as(LabeledExprListSyntax.self)?.first?.expression else { return nil }
        guard let literal = argument.as(StringLiteralExprSyntax.self), let text = literal.representedLiteralValue else {
            context.report(PathFault.notALiteral, at: argument)
            return nil
        }
        do throws(PathFault) {
            return try RoutePath(text)
        } catch {
            context.report(error, at: literal, fixIts: error.fixIts(for: literal))
            return nil
        }
    }

    func parameters() -> [RouteParameter]? {
        if let mutating = function.modifiers.first(where: { $0.name.tokenKind == .keyword(.mutating) }) {
            context.report(RouteFault.mutating(function: functionName), at: mutating)
            return nil
        }
        if let generic = function.genericParameterClause {
            context.report(RouteFault.genericFunction(functionName), at: generic)
            return nil
        }
        let written = function.signature.parameterClause.parameters
        let parameters = written.compactMap { parameter -> RouteParameter? in
            do throws(RouteFault) {
                let read = try RouteParameter(parameter)
                if let hint = read.hint { context.report(hint, at: hint.attribute.attributeName) }
                if let hint = TypeHint(parameter.type) { context.report(hint, at: parameter.type) }
                return read
            } catch {
                context.report(error, at: parameter)
                return nil
            }
        }
        return parameters.count == written.count ? parameters : nil
    }

    func bindings(of parameters: [RouteParameter], to path: RoutePath, in attribute: AttributeSyntax) -> [RouteBinding]? {
        let bindings = RouteBinding.bindings(of: parameters, to: path)
        let areDistinct = haveDistinctNames(bindings)
        let haveOneSource = comeFromOnePlace(bindings)
        let areComplete = fill(path, with: bindings, in: attribute)
        return areDistinct && haveOneSource && areComplete ? bindings : nil
    }

    /// A `GET` request has no body, so no form either.
    func haveNoForm(_ bindings: [RouteBinding], verb: RouteVerb) -> Bool {
        guard verb == .get else { return true }
        let inForm = bindings.filter(\.isInForm)
        for binding in inForm {
            let fault = RouteFault.formInGet(parameter: binding.parameter.name, isFile: binding.isFile)
            context.report(fault, at: binding.parameter.syntax)
        }
        return inForm.isEmpty
    }

    private func haveDistinctNames(_ bindings: [RouteBinding]) -> Bool {
        var first: [[String]: RouteBinding] = [:]
        var areDistinct = true
        for binding in bindings {
            guard let earlier = first.updateValue(binding, forKey: [binding.place, binding.name]) else { continue }
            areDistinct = false
            let fault = RouteFault.sameWireName(
                first: earlier.parameter.name,
                second: binding.parameter.name,
                function: functionName,
                wireName: binding.name
            )
            context.report(fault, at: binding.parameter.syntax)
        }
        return areDistinct
    }

    private func comeFromOnePlace(_ bindings: [RouteBinding]) -> Bool {
        var comeFromOnePlace = true
        for binding in bindings where binding.isInPath {
            let parameter = binding.parameter
            if parameter.source != .inferred {
                comeFromOnePlace = false
                let fault = RouteFault.notFromPath(
                    parameter: parameter.name,
                    attribute: parameter.source.rawValue,
                    placeholder: binding.wireName.text
                )
                context.report(fault, at: parameter.syntax)
            } else if let value = parameter.syntax.defaultValue {
                context.report(RouteFault.unusedDefault(parameter: parameter.name, placeholder: binding.wireName.text), at: value)
            }
        }
        return comeFromOnePlace
    }

    private func fill(_ path: RoutePath, with bindings: [RouteBinding], in attribute: AttributeSyntax) -> Bool {
        let bound = Set(bindings.filter(\.isInPath).map(\.wireName))
        let free = bindings.filter { !$0.isInPath && $0.parameter.source == .inferred }.map(\.wireName.text)
        let unmatched = path.placeholders.filter { !bound.contains(WireName($0)) }
        guard let literal = attribute.arguments?.as(LabeledExprListSyntax.self)?.first?.expression.as(StringLiteralExprSyntax.self)
        else { return false }
        for placeholder in unmatched {
            let nearMiss = NearMiss.of(WireName(placeholder).text, among: free)
            let fault = PathFault.unmatched(placeholder: placeholder, function: functionName, nearMiss: nearMiss)
            context.report(fault, at: literal, fixIts: fault.fixIts(for: literal, of: function))
        }
        return unmatched.isEmpty
    }
}

import SwiftDiagnostics

/// What can be wrong with a type marked `@Schema`.
enum SchemaFault: Fault, Error {
    case unfitType(keyword: String, type: String)
    case noCases(type: String)
    case unlabeledValue
    case unreadRawType(type: String, rawType: String)
    case unreadRawValue(String)
    case takenTag
    case sameTag(first: String, second: String, tag: String)
    case generic(type: String)
    case privateInside(type: String)
    case ownInitializer(type: String)
    case missingType(property: String)
    case tuple
    case sameWireName(first: String, second: String, wireName: String)
    case unreadCondition

    var message: String {
        switch self {
        case .unfitType(let keyword, let type):
            "'@Schema' works on a struct or an enum, but '\(type)' is \("aeiou".contains(keyword.prefix(1)) ? "an" : "a") \(keyword)."
        case .noCases(let type):
            "'@Schema' finds no case in '\(type)', so no JSON could stand for one. Write the cases."
        case .unlabeledValue:
            "Each of several values of a case needs a label, which is its name in JSON. Write one."
        case .unreadRawType(let type, let rawType):
            "'@Schema' reads enums of String or of an integer, but the raw values of '\(type)' are of type \(rawType)."
        case .unreadRawValue(let value):
            "'@Schema' reads whole numbers up to that of an Int as raw values, but not '\(value)'."
        case .takenTag:
            "A value cannot be called 'type': that is where JSON says which case it is. Rename it."
        case .sameTag(let first, let second, let tag):
            "The cases '\(first)' and '\(second)' are both written '\(tag)' in JSON. Rename one of them."
        case .generic(let type):
            "'@Schema' does not work on a generic type. Write the types that '\(type)' holds."
        case .privateInside(let type):
            "'@Schema' writes an extension beside the outer type, from where a private '\(type)' cannot be seen. Write 'fileprivate'."
        case .ownInitializer(let type):
            "'@Schema' needs the memberwise initializer of '\(type)', which Swift leaves out because of this one. "
                + "Move this one to an extension so that the memberwise initializer stays."
        case .missingType(let property):
            "Write the type of '\(property)': '@Schema' sees only what is written."
        case .tuple:
            "'@Schema' cannot read several properties from one tuple. Declare each of them on its own, with its type."
        case .sameWireName(let first, let second, let wireName):
            "The properties '\(first)' and '\(second)' are both called '\(wireName)' in JSON. Rename one of them."
        case .unreadCondition:
            "'@Schema' cannot see which branch of this '#if' is compiled. Move its stored properties out of the '#if'."
        }
    }
}

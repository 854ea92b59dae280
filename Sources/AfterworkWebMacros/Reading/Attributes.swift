import SwiftSyntax

extension AttributeSyntax {
    /// The attribute's name without the module that may stand before it: `Get` for `@Get` and `@AfterworkWeb.Get` alike.
    var baseName: String {
        attributeName.as(MemberTypeSyntax.self)?.name.text ?? attributeName.trimmedDescription
    }
}

extension AttributeListSyntax {
    /// The attributes themselves, without those that stand inside `#if`.
    var written: [AttributeSyntax] {
        compactMap { $0.as(AttributeSyntax.self) }
    }

    /// Whether one of the attributes has this name.
    func contains(named name: String) -> Bool {
        written.contains { $0.baseName == name }
    }
}

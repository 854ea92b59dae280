import AfterworkJSON

/// What a path, a query, a form, a header or a cookie can give to a handler's parameter: a ``ScalarValue``, an optional or an array of
/// one.
public protocol ParameterValue: Sendable {
    /// Reads what was sent under the parameter's name.
    ///
    /// - Parameters:
    ///   - texts: What was sent.
    ///   - faults: Where to record what does not fit.
    /// - Returns: The value, or nil if a fault was recorded.
    static func value(of texts: ParameterTexts, faults: inout ParameterFaults) -> Self?
}

/// The texts that a request has under one name.
public struct ParameterTexts: Sendable {
    /// The one that counts where a parameter takes one; nil if there is none.
    public let one: String?
    private let several: [String]?

    /// All of them, in the order sent.
    public var all: [String] { several ?? one.map { [$0] } ?? [] }

    init(_ text: String?) {
        one = text
        several = nil
    }

    init(_ texts: [String], counting one: String?) {
        self.one = one
        several = texts
    }
}

/// Where a parameter records what does not fit.
public struct ParameterFaults {
    let location: [ValidationFault.Step]
    private(set) var faults: [ValidationFault] = []

    /// Whether so many are recorded that more would help nobody.
    var isFull: Bool { faults.count >= SchemaDecoder.mostFaults }

    init(at location: [ValidationFault.Step]) {
        self.location = location
    }

    /// Records that the parameter is missing.
    public mutating func recordMissing() {
        faults.append(.missing(location, input: .null))
    }

    /// Records that a text does not stand for a value.
    ///
    /// - Parameters:
    ///   - fault: What is wrong with it.
    ///   - text: What the client sent.
    ///   - index: Which text it is, where a parameter takes several.
    public mutating func record(_ fault: ScalarFault, in text: String, at index: Int? = nil) {
        let place = location + (index.map { [.index($0)] } ?? [])
        faults.append(ValidationFault(fault, at: place, input: RawJSON(string: text)))
    }
}

extension ScalarValue {
    /// Reads the text that counts; none is a fault.
    public static func value(of texts: ParameterTexts, faults: inout ParameterFaults) -> Self? {
        guard let text = texts.one else {
            faults.recordMissing()
            return nil
        }
        do {
            return try Self(scalar: text)
        } catch {
            faults.record(error, in: text)
            return nil
        }
    }
}

extension Optional: ParameterValue where Wrapped: ScalarValue {
    /// Reads the text that counts, if there is one.
    public static func value(of texts: ParameterTexts, faults: inout ParameterFaults) -> Wrapped?? {
        guard texts.one != nil else { return .some(nil) }
        return Wrapped.value(of: texts, faults: &faults)
    }
}

extension Array: ParameterValue where Element: ScalarValue {
    /// Reads every text; none is a fault, and so is each that does not fit.
    public static func value(of texts: ParameterTexts, faults: inout ParameterFaults) -> [Element]? {
        let all = texts.all
        if all.isEmpty { faults.recordMissing() }
        var elements: [Element] = []
        for (index, text) in all.enumerated() {
            do {
                elements.append(try Element(scalar: text))
            } catch {
                faults.record(error, in: text, at: index)
                if faults.isFull { break }
            }
        }
        return elements.isEmpty || elements.count < all.count ? nil : elements
    }
}

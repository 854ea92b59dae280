/// Where something stands that no type has a key for: an element of an array, or what a superclass encoded.
enum PlaceKey: CodingKey {
    case element(Int)
    case superclass

    var stringValue: String {
        switch self {
        case .element(let index): "Index \(index)"
        case .superclass: "super"
        }
    }

    var intValue: Int? {
        switch self {
        case .element(let index): index
        case .superclass: nil
        }
    }

    init?(stringValue: String) {
        guard stringValue == Self.superclass.stringValue else { return nil }
        self = .superclass
    }

    init?(intValue: Int) {
        self = .element(intValue)
    }
}

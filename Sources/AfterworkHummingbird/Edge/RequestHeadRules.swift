import NIOCore
import NIOHTTP1

/// What a server has to know of a request's head before anybody acts on it.
///
/// The parser has made sure of the grammar. These are the rules of RFC 9112 that it leaves to the server, because a request that two
/// servers in a row read differently lets a client smuggle a second one past the first, and the limits that it does not know.
struct RequestHeadRules {
    /// Why the request is refused, if it is.
    let refusal: ConnectionRefusal?
    /// Whether the connection ends with the response to this request (RFC 9112, 9.3).
    let isLast: Bool
    /// Whether the client speaks HTTP/1.0, and knows no chunks.
    let isOld: Bool
    /// The bytes of the body: nil if it comes in chunks, or only after the client was asked for it.
    let bodyBytes: Int?
    /// The host that a target with one of its own names, which counts instead of the field's (RFC 9112, 3.2.2).
    let authority: String?

    init(_ head: HTTPRequestHead, limits: ConnectionLimits) {
        let fields = FramingFields(head.headers)
        isOld = head.version == .http1_0
        // The parser stops after a request that asks for another protocol, or for a tunnel.
        isLast = !head.isKeepAlive || head.method == .CONNECT || (fields.hasUpgrade && fields.connectionSaysUpgrade)
        let declared = fields.lengths > 0 ? fields.length : 0
        bodyBytes = fields.codings == 0 && !fields.hasExpectation ? declared : nil
        let authority = Self.authority(in: head.uri)
        self.authority = authority
        refusal = Self.refusal(of: head, isOld: isOld, authority: authority, fields: fields, limits: limits)
    }

    private static func authority(in target: String) -> String? {
        guard target.utf8.first != UInt8(ascii: "/"), let scheme = target.firstRange(of: "://") else { return nil }
        return String(target[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" })
    }

    private static func refusal(
        of head: HTTPRequestHead,
        isOld: Bool,
        authority: String?,
        fields: FramingFields,
        limits: ConnectionLimits
    ) -> ConnectionRefusal? {
        let target = head.uri.utf8.count
        if target > limits.targetBytes { return .targetTooLong(limits) }
        if target + fields.bytes > limits.headBytes || head.headers.count > limits.headFields { return .headTooLarge(limits) }
        // RFC 9110, 4.2.1: without a host a target is invalid. The user's name in one is for nobody here (4.2.4).
        if let authority, authority.isEmpty || authority.utf8.first == UInt8(ascii: ":") || !authority.isHost {
            return ConnectionRefusal(status: .badRequest, detail: "The request's target does not name one host.")
        }
        // Section 3.2.
        if fields.hosts > 1 || (fields.hosts == 0 && !isOld) || fields.host?.isHost == false {
            return ConnectionRefusal(status: .badRequest, detail: "A request names its host once, in the field Host.")
        }
        // Section 6.3, and 6.1 for the older version.
        let isCounted = fields.lengths == 0 || fields.length != nil
        if fields.lengths > 1 || !isCounted || (fields.codings > 0 && (fields.lengths > 0 || isOld)) {
            return .lengthInDoubt
        }
        // Section 6.1.
        if fields.codings > 1 || (fields.codings == 1 && fields.coding?.lowercased() != "chunked") {
            return ConnectionRefusal(status: .badRequest, detail: "This server understands the transfer coding 'chunked' alone.")
        }
        return nil
    }
}

/// The fields of a head that say where its request ends and what becomes of the connection.
private struct FramingFields {
    var bytes = 0
    var hosts = 0
    var host: String?
    var lengths = 0
    /// The length, if it can be counted: the parser takes some that no buffer can have.
    var length: Int?
    var codings = 0
    var coding: String?
    var hasExpectation = false
    var hasUpgrade = false
    var connectionSaysUpgrade = false

    init(_ headers: HTTPHeaders) {
        for (name, value) in headers {
            bytes += name.utf8.count + value.utf8.count
            // The lengths of the names spare most fields a comparison.
            switch name.utf8.count {
            case 4 where name.lowercased() == "host": (hosts, host) = (hosts + 1, value)
            case 6 where name.lowercased() == "expect": hasExpectation = true
            case 7 where name.lowercased() == "upgrade": hasUpgrade = true
            case 10 where name.lowercased() == "connection":
                connectionSaysUpgrade = connectionSaysUpgrade || value.lowercased().contains("upgrade")
            case 14 where name.lowercased() == "content-length": (lengths, length) = (lengths + 1, value.length)
            case 17 where name.lowercased() == "transfer-encoding": (codings, coding) = (codings + 1, value)
            default: break
            }
        }
    }
}

extension String {
    /// The number that the field says; the parser leaves the white space behind it. Nil if there can be no such number here.
    fileprivate var length: Int? {
        var digits = self[...]
        while digits.last == " " || digits.last == "\t" { digits.removeLast() }
        return Int(digits)
    }

    /// Whether the text can name a host, and a port behind it (RFC 9110, 7.2): a list or a path cannot.
    fileprivate var isHost: Bool {
        utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
            default: "-._~%!$&'()*+;=:[]".utf8.contains(byte)
            }
        }
    }
}

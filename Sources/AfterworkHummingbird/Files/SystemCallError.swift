#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A system call that failed.
struct SystemCallError: Error, Hashable {
    /// The call's name.
    let call: String
    /// Its `errno`; 0 if it came to less than was asked for, without one.
    let code: Int32

    /// What the system says about the code.
    var text: String {
        code == 0 ? "the file ended too early" : String(cString: strerror(code))
    }

    /// Makes a call, again while signals interrupt it.
    ///
    /// - Returns: What it returned, 0 or more.
    /// - Throws: The call's error if it returned less than 0.
    @discardableResult
    static func check<Result: SignedInteger>(_ call: String, _ body: () -> Result) throws(SystemCallError) -> Result {
        while true {
            let result = body()
            if result >= 0 { return result }
            let code = errno
            guard code == EINTR else { throw SystemCallError(call: call, code: code) }
        }
    }
}

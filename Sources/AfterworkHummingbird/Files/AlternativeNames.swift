#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The names to try for a file, one after another: `a.txt`, `a-2.txt` to `a-10.txt`, then `a-` with a random suffix.
///
/// Numbers read well but have to be tried in order; random suffixes stay quick with any number of files of one name.
struct AlternativeNames: Sequence {
    /// How many names are tried, the first one included.
    static let most = 26
    private static let lastNumber = 10

    /// The name that is wanted, clean.
    let name: String

    /// Begins with the name that is wanted.
    func makeIterator() -> AnyIterator<String> {
        var number = 0
        return AnyIterator {
            number += 1
            switch number {
            case 1: return name
            case ...Self.lastNumber: return FileName.shortened(name, adding: "-\(number)")
            case ...Self.most: return FileName.shortened(name, adding: "-\(Self.randomSuffix(UInt32.self))")
            default: return nil
            }
        }
    }

    /// Gives a file the first of the names that is free. It blocks.
    ///
    /// - Returns: The name, or nil if all are taken.
    /// - Throws: The error of `linkat`.
    func link(_ file: NewFile, in directory: OpenDirectory) throws(SystemCallError) -> String? {
        for name in self {
            do throws(SystemCallError) {
                try file.link(as: name, in: directory)
                return name
            } catch {
                guard error.code == EEXIST else { throw error }
            }
        }
        return nil
    }

    /// The hexadecimal digits of a random number, all of them.
    static func randomSuffix<Number: FixedWidthInteger & UnsignedInteger>(_ type: Number.Type) -> String {
        let digits = String(Number.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: Number.bitWidth / 4 - digits.count) + digits
    }
}

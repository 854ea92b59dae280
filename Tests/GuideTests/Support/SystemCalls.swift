import Foundation
import TestSupport

/// What a process asked of the kernel, from the lines of `strace -f -y -s 65535 -o …`.
struct SystemCalls {
    /// One call. Lines are counted from 0; a call that another thread's came between has two.
    struct Call {
        let name: String
        /// What its descriptor is: a path, or `socket:[…]` or the like.
        let file: Substring
        /// The line of its begin, with what it was given.
        let text: Substring
        let begin: Int
        /// The line of its end; nil if the process ended before.
        var end: Int?
        var isSuccess = false

        var isFlush: Bool { name == "fdatasync" || name == "fsync" }
    }

    private(set) var calls: [Call] = []

    init(_ trace: String) {
        var unfinished: [Substring: Int] = [:]
        for (number, bytes) in trace.utf8.split(separator: UInt8(ascii: "\n")).enumerated() {
            let line = Substring(bytes)
            let thread = line.prefix { $0 != " " }
            let rest = line.dropFirst(thread.count).drop { $0 == " " }
            if rest.hasPrefix("<... ") {
                guard let index = unfinished.removeValue(forKey: thread) else { continue }
                end(index, at: number, line)
            } else if let bracket = rest.utf8.firstIndex(of: UInt8(ascii: "(")), rest.first?.isLetter == true {
                calls.append(Call(name: String(rest[..<bracket]), file: Self.file(of: rest), text: rest, begin: number))
                if rest.hasSuffix("<unfinished ...>") {
                    unfinished[thread] = calls.count - 1
                } else {
                    end(calls.count - 1, at: number, line)
                }
            }
        }
    }

    private mutating func end(_ index: Int, at number: Int, _ line: Substring) {
        calls[index].end = number
        calls[index].isSuccess = line.utf8.reversed().starts(with: "0 = ".utf8) || calls[index].isSuccess
    }

    /// What is between the first angle brackets: `5</tmp/jobs.sqlite>`.
    private static func file(of call: Substring) -> Substring {
        let head = call.prefix(4096)
        guard let start = head.firstIndex(of: "<"), let end = head[start...].firstIndex(of: ">") else { return "" }
        return head[head.index(after: start)..<end]
    }

    /// The calls that flush a file.
    func flushes(of path: String) -> [Call] {
        calls.filter { $0.isFlush && $0.file.hasSuffix(path) }
    }

    /// Takes the flushes out, as if there had been none.
    mutating func forgetFlushes() {
        calls.removeAll(where: \.isFlush)
    }

    /// The calls that write to a file, or to anything else that is called so.
    func writes(to hasName: (Substring) -> Bool) -> [Call] {
        calls.filter { $0.name.hasPrefix("pwrite") || $0.name.hasPrefix("write") || $0.name.hasPrefix("send") }.filter { hasName($0.file) }
    }

    /// Whether something was flushed between one line and another: begun after the one and ended before the other.
    static func isFlushed(by flushes: [Call], after first: Int, before last: Int) -> Bool {
        flushes.contains { flush in flush.isSuccess && flush.begin > first && (flush.end ?? .max) < last }
    }
}

import Foundation
public import FuzzTargets
import LibFuzzer
import Synchronization

/// Feeds a target with inputs, as libFuzzer's options on the command line say, and ends the process.
public func fuzz(_ target: any FuzzTarget) -> Never {
    fed.withLock { $0 = target }
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    let status = LLVMFuzzerRunDriver(&count, &arguments) { start, count in
        check(Array(UnsafeBufferPointer(start: start, count: count)))
        return 0
    }
    exit(status)
}

/// A C function takes nothing along, so the target waits here.
private let fed = Mutex<(any FuzzTarget)?>(nil)

private func check(_ input: [UInt8]) {
    guard let target = fed.withLock(\.self) else { return }
    do {
        try CallingThread.run { try await target.check(input) }
    } catch {
        // libFuzzer keeps the input of whatever ends the process so.
        FileHandle.standardError.write(Data("FINDING: \(error)\n".utf8))
        abort()
    }
}

import Foundation
import Subprocess
import TestSupport
import Testing

/// `afterwork dev` as a person uses it, with real builds of a small package, one after another.
@Suite(.serialized, .timeLimit(.minutes(3))) struct DevTests {
    @Test func `after a save the new answer comes, however the editor saves`() async throws {
        try await TinyPackage.use { package in
            let end = try await DevProcess.dev(in: package) { dev in
                try await dev.answer("one", of: package)
                try package.save("two")
                try await dev.answer("two", of: package)
                try package.replace("three")
                try await dev.answer("three", of: package)
                // The same once more: there is nothing new to serve.
                try package.save("three")
                try await dev.line(containing: " tiny is the same as before and goes on.")
                #expect(await package.answer() == "three")
                try dev.pressControlC()
            }
            #expect(end.status == .exited(0))
            #expect(end.output == ["listening", "terminated", "listening", "terminated", "listening", "terminated"])
            let expected = [
                #/INFO:     Started reloader process \[\d+\] \(Press CTRL\+C to quit\)/#,
                #/INFO:     Building tiny…/#,
                #/INFO:     Built in \d+\.\d s\. Starting\./#,
                #/WARNING:  Sources\/tiny\/Answer\.swift changed\. Building…/#,
                #/INFO:     Built in \d+\.\d s\. Restarting\./#,
                #/WARNING:  Sources\/tiny\/Answer\.swift changed\. Building…/#,
                #/INFO:     Built in \d+\.\d s\. Restarting\./#,
                #/WARNING:  Sources\/tiny\/Answer\.swift changed\. Building…/#,
                #/INFO:     Built in \d+\.\d s\. tiny is the same as before and goes on\./#,
                #/INFO:     Stopped reloader process \[\d+\]/#,
            ]
            #expect(end.lines.count == expected.count, "\(end.lines)")
            for (line, pattern) in zip(end.lines, expected) { #expect(line.wholeMatch(of: pattern) != nil, "\(line)") }
        }
    }

    @Test func `what does not compile is shown, and the old server stays up until it is mended`() async throws {
        try await TinyPackage.use { package in
            let end = try await DevProcess.dev(in: package) { dev in
                try await dev.answer("one", of: package)
                try package.write("let answer: String = 2\n", to: "Sources/tiny/Answer.swift")
                let line = try await dev.line(containing: "The build failed")
                #expect(
                    line.wholeMatch(of: #/ERROR:    The build failed after \d+\.\d s: 1 error\. The server goes on as it was\./#) != nil
                )
                #expect(await package.answer() == "one")
                try package.save("two")
                try await dev.answer("two", of: package)
                try dev.pressControlC()
            }
            #expect(end.status == .exited(0))
            let error = "Sources/tiny/Answer.swift:1:22: error: cannot convert value of type 'Int' to specified type 'String'"
            #expect(end.lines.count { $0 == error } == 1, "\(end.lines)")
            #expect(!end.lines.contains { $0.hasPrefix("[") || $0.contains("command failed") }, "\(end.lines)")
        }
    }

    @Test func `a burst of saves makes one build`() async throws {
        try await TinyPackage.use { package in
            let end = try await DevProcess.dev(["--delay", "1"], in: package) { dev in
                try await dev.answer("one", of: package)
                for number in 1...100 { try package.write("let number\(number) = \(number)\n", to: "Sources/tiny/Number\(number).swift") }
                try package.replace("two")
                try await dev.answer("two", of: package)
                try dev.pressControlC()
            }
            #expect(
                end.lines.count { $0.contains("Sources/tiny/Answer.swift and 100 other files changed. Building…") } == 1,
                "\(end.lines)"
            )
            #expect(end.lines.count { $0.contains("Built in ") } == 2, "\(end.lines)")
        }
    }

    @Test func `a server that is at work finishes its task before the new one starts`() async throws {
        try await TinyPackage.use { package in
            let end = try await DevProcess.dev(in: package) { dev in
                try await dev.answer("one", of: package, to: "/task")
                try package.save("two")
                try await dev.line(containing: " to finish what it has begun: 1 s so far.")
                #expect(dev.printed == ["listening", "terminated"])
                try package.releaseTask()
                try await dev.answer("two", of: package)
                try dev.send(.terminate)
            }
            #expect(end.status == .exited(0))
            #expect(end.output == ["listening", "terminated", "task done", "listening", "terminated"])
        }
    }

    @Test func `Ctrl-C lets the server finish, a second one does not`() async throws {
        try await TinyPackage.use { package in
            let end = try await DevProcess.dev(in: package) { dev in
                try await dev.answer("one", of: package, to: "/task")
                try dev.pressControlC()
                try await dev.line(containing: " to finish what it has begun: 1 s so far. (CTRL+C to force quit)")
                #expect(dev.printed == ["listening", "terminated"])
                try dev.pressControlC()
            }
            #expect(end.status == .exited(1))
            #expect(end.output == ["listening", "terminated", "forced"])
            #expect(end.lines.contains("WARNING:  Forced to quit."))
            #expect(await package.answer() == nil)
        }
    }

    @Test func `a server that ends by itself starts again after the next build`() async throws {
        try await TinyPackage.use { package in
            let end = try await DevProcess.dev(in: package) { dev in
                try await dev.answer("one", of: package)
                #expect(await package.answer(to: "/crash") == nil)
                let line = try await dev.line(containing: "ended with status")
                #expect(line.wholeMatch(of: #/ERROR:    The server process \[\d+\] ended with status 3\. Waiting for a change\./#) != nil)
                try package.save("one")
                try await dev.answer("one", of: package)
                try dev.pressControlC()
            }
            #expect(end.status == .exited(0))
            #expect(end.output == ["listening", "listening", "terminated"])
        }
    }

    @Test func `a package that is wrong at first starts when it is mended`() async throws {
        try await TinyPackage.use { package in
            try package.write(TinyPackage.manifest + "let number: Int = \"\"\n", to: "Package.swift")
            try package.write("let answer = missing\n", to: "Sources/tiny/Answer.swift")
            let end = try await DevProcess.dev(in: package) { dev in
                try await dev.line(containing: ": 1 error. Waiting for a change.")
                try package.write(TinyPackage.manifest, to: "Package.swift")
                try await dev.line(containing: ": 1 error. Waiting for a change.", count: 2)
                try package.save("one")
                try await dev.answer("one", of: package)
                try dev.pressControlC()
            }
            #expect(end.status == .exited(0))
            #expect(end.lines.count { $0.hasPrefix("Package.swift:5:19: error: ") } == 1, "\(end.lines)")
            #expect(end.lines.count { $0.hasPrefix("Sources/tiny/Answer.swift:1:14: error: ") } == 1, "\(end.lines)")
        }
    }

    @Test func `a server that has made room starts again though the package is wrong by then`() async throws {
        try await TinyPackage.use { package in
            let end = try await DevProcess.dev(in: package) { dev in
                try await dev.answer("one", of: package, to: "/task")
                try package.save("two")
                try await dev.line(containing: " to finish what it has begun: 1 s so far.")
                try package.write(TinyPackage.manifest + "let number: Int = \"\"\n", to: "Package.swift")
                try await dev.line(containing: "Package.swift changed. Building…")
                // It ends while the build goes on that will find the manifest wrong.
                try package.releaseTask()
                try await dev.line(containing: ": 1 error.")
                try await dev.answer("two", of: package)
                try package.write(TinyPackage.manifest, to: "Package.swift")
                try await dev.line(containing: " tiny is the same as before and goes on.")
                try dev.pressControlC()
            }
            #expect(end.status == .exited(0))
            #expect(end.output == ["listening", "terminated", "task done", "listening", "terminated"])
        }
    }

    @Test func `Ctrl-C while the package is asked for its targets leaves nobody behind`() async throws {
        try await TinyPackage.use { package in
            try package.writeWaitingSwift()
            let end = try await DevProcess.run(["dev", "tiny"], in: package.path, programs: package.path) { dev in
                try await eventually { package.waitingSwift != nil }
                try dev.pressControlC()
            }
            #expect(end.status == .exited(0))
            let id = try #require(package.waitingSwift)
            try await eventually { kill(id, 0) != 0 }
        }
    }

    @Test func `Ctrl-C during a build ends it`() async throws {
        try await TinyPackage.use { package in
            let end = try await DevProcess.dev(in: package) { dev in
                try await dev.line(containing: "Building tiny…")
                try dev.pressControlC()
            }
            #expect(end.status == .exited(0))
            #expect(end.output.isEmpty)
            #expect(!end.lines.contains { $0.contains("failed") || $0.contains("Built") }, "\(end.lines)")
        }
    }

    @Test func `the server does not outlive a command that was killed`() async throws {
        try await TinyPackage.use { package in
            let end = try await DevProcess.dev(in: package) { dev in
                try await dev.answer("one", of: package)
                try dev.send(.kill)
            }
            #expect(end.status == .signaled(Signal.kill.rawValue))
            try await eventually { await package.answer() == nil }
        }
    }
}

import Testing

@testable import AfterworkCommand

@Suite struct CompilerOutputTests {
    private static func errors(in text: String) -> [String] {
        var output = CompilerOutput()
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) { output.read(String(line)) }
        output.finish()
        return output.errors
    }

    @Test func `an error is kept once, with its lines and notes and without progress and warnings`() {
        let errors = Self.errors(
            in: """
                [0/1] Planning build
                Building for debugging...
                [1/3] Write swift-version-6A52383ED409C6A7.txt
                error: emit-module command failed with exit code 1 (use -v to see invocation)
                [3/5] Emitting module tiny
                /p/Sources/tiny/main.swift:7:14: error: cannot convert value of type 'String' to specified type 'Int'
                6 | print("hello")
                7 | let x: Int = "a"
                  |              `- error: cannot convert value of type 'String' to specified type 'Int'
                8 | 
                [4/5] Compiling tiny main.swift
                /p/Sources/tiny/a.swift:1:5: warning: variable 'y' was never used
                1 | var y = 1
                  |     `- warning: variable 'y' was never used
                /p/Sources/tiny/main.swift:7:14: error: cannot convert value of type 'String' to specified type 'Int'
                6 | print("hello")
                7 | let x: Int = "a"
                  |              `- error: cannot convert value of type 'String' to specified type 'Int'
                8 | 

                /p/Sources/tiny/main.swift:9:1: error: cannot find 'z' in scope
                9 | z
                  | `- error: cannot find 'z' in scope
                /p/Sources/tiny/b.swift:2:3: note: 'y' declared here
                2 | let y
                """
        )
        #expect(
            errors == [
                """
                /p/Sources/tiny/main.swift:7:14: error: cannot convert value of type 'String' to specified type 'Int'
                6 | print("hello")
                7 | let x: Int = "a"
                  |              `- error: cannot convert value of type 'String' to specified type 'Int'
                """,
                """
                /p/Sources/tiny/main.swift:9:1: error: cannot find 'z' in scope
                9 | z
                  | `- error: cannot find 'z' in scope
                /p/Sources/tiny/b.swift:2:3: note: 'y' declared here
                2 | let y
                """,
            ]
        )
    }

    @Test func `clang's errors are errors too`() {
        let errors = Self.errors(
            in: """
                [0/6] Write sources
                In file included from /p/Sources/C/other.c:1:
                /p/Sources/C/thing.c:2:26: fatal error: 'missing.h' file not found
                    2 | #include "missing.h"
                      |          ^~~~~~~~~~~
                1 error generated.
                [1/6] Compiling C thing.c
                """
        )
        #expect(
            errors == [
                """
                /p/Sources/C/thing.c:2:26: fatal error: 'missing.h' file not found
                    2 | #include "missing.h"
                      |          ^~~~~~~~~~~
                """
            ]
        )
    }

    @Test func `the linker's error is told, which has no place in a file`() {
        let errors = Self.errors(
            in: """
                [6/8] Write Objects.LinkFileList
                error: link command failed with exit code 1 (use -v to see invocation)
                /p/Sources/tiny/main.swift:8: error: undefined reference to 'thing'
                clang: error: linker command failed with exit code 1 (use -v to see invocation)
                [7/8] Linking tiny
                """
        )
        #expect(
            errors == [
                """
                /p/Sources/tiny/main.swift:8: error: undefined reference to 'thing'
                clang: error: linker command failed with exit code 1 (use -v to see invocation)
                """
            ]
        )
    }

    @Test func `a manifest's error stands without the command that compiled it`() {
        let errors = Self.errors(
            in: """
                error: 'tiny': Invalid manifest (compiled with: ["/usr/bin/swiftc", "-vfsoverlay", "/tmp/vfs.yaml"])
                /p/Package.swift:4:8: error: expected type
                4 | let y: = 3
                  |        `- error: expected type
                error: fatalError
                """
        )
        #expect(errors == ["/p/Package.swift:4:8: error: expected type\n4 | let y: = 3\n  |        `- error: expected type"])
    }

    @Test func `a build that only warns has no errors`() {
        let errors = Self.errors(
            in: """
                warning: 'tiny': dependency 'other' is not used by any target
                [0/1] Planning build
                /p/a.swift:1:5: warning: variable 'y' was never used
                1 | var y = 1
                Build of product 'tiny' complete! (0.31s)
                """
        )
        #expect(errors == [])
    }
}

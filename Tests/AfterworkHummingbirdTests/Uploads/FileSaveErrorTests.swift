import Foundation
import HTTPTypes
import Testing

@testable import AfterworkHummingbird

@Suite struct FileSaveErrorTests {
    @Test(
        arguments: [
            (ENOENT, "openat", .missingDirectory, 500, "the folder \"/srv\" does not exist. Create it."),
            (ENOTDIR, "open", .notADirectory, 500, "\"/srv\" is not a folder. Give the path of one."),
            (EACCES, "open", .permissionDenied, 500, "no permission to write to the folder \"/srv\". Change its owner or mode."),
            (EROFS, "openat", .permissionDenied, 500, "no permission to write to the folder \"/srv\". Change its owner or mode."),
            (
                EPERM, "linkat", .linksUnsupported, 500,
                "the file system of the folder \"/srv\" has no hard links. Choose a folder on one that has."
            ),
            (ENOSPC, "pwrite", .diskFull, 507, "the disk of the folder \"/srv\" is full. Make room, then send the file again."),
            (EDQUOT, "pwrite", .diskFull, 507, "the disk of the folder \"/srv\" is full. Make room, then send the file again."),
            (EIO, "pwrite", .system(call: "pwrite", code: EIO), 500, "pwrite in the folder \"/srv\" failed: Input/output error."),
        ] as [(Int32, String, FileSaveError.Reason, Int, String)]
    )
    func `says what a system call's error means`(
        code: Int32,
        call: String,
        reason: FileSaveError.Reason,
        status: Int,
        message: String
    ) {
        let error = FileSaveError(SystemCallError(call: call, code: code), name: "a.txt", directory: "/srv")
        #expect(error.reason == reason)
        #expect(error.status.code == status)
        #expect(error.message == "\"a.txt\" was not saved: \(message)")
        #expect("\(error)" == error.message)
    }

    @Test func `says how many names are taken`() {
        let error = FileSaveError(.namesTaken(tried: 26), name: "a", directory: "/srv")
        #expect(error.message == "\"a\" was not saved: all 26 names tried are taken in the folder \"/srv\". Try another name.")
        #expect(error.status == 500)
    }

    @Test(arguments: [
        (ENOSPC, 507, "Make room there."), (EDQUOT, 507, "Make room there."), (EMFILE, 500, "Raise the limit of open files."),
    ])
    func `says what a temporary file's error means`(code: Int32, status: Int, advice: String) {
        let error = TemporaryFileError(SystemCallError(call: "pwrite", code: code), directory: "/tmp")
        #expect(error.status.code == status)
        #expect(error.message.hasPrefix("An upload could not be kept in the folder \"/tmp\": pwrite failed: "))
        #expect(error.message.hasSuffix(advice))
    }
}

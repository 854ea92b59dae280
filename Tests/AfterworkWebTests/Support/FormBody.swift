import NIOCore

/// A multipart form as clients write it.
struct FormBody {
    /// Its content type.
    static let type = "multipart/form-data; boundary=frontier"

    /// The parts so far, without the closing boundary.
    private(set) var bytes = ByteBuffer()

    /// The whole form.
    var ended: ByteBuffer { bytes + "--frontier--\r\n" }

    /// Adds a text field.
    func field(_ name: String, _ text: String) -> FormBody {
        adding("--frontier\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(text)\r\n")
    }

    /// Adds a file.
    func file(_ name: String, _ filename: String, _ text: String) -> FormBody {
        let disposition = "Content-Disposition: form-data; name=\"\(name)\"; filename=\"\(filename)\""
        return adding("--frontier\r\n\(disposition)\r\nContent-Type: text/plain\r\n\r\n\(text)\r\n")
    }

    private func adding(_ text: String) -> FormBody {
        var form = self
        form.bytes = form.bytes + text
        return form
    }
}

extension ByteBuffer {
    static func + (bytes: ByteBuffer, text: String) -> ByteBuffer {
        var bytes = bytes
        bytes.writeString(text)
        return bytes
    }
}

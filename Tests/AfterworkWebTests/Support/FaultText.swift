/// The body of a 422 that lists these faults.
func detail(_ faults: String...) -> String {
    "{\"detail\":[\(faults.joined(separator: ","))]}"
}

/// A fault as FastAPI writes it; location and input are JSON.
func fault(_ type: String, _ location: String, _ message: String, input: String) -> String {
    "{\"type\":\"\(type)\",\"loc\":\(location),\"msg\":\"\(message)\",\"input\":\(input)}"
}

/// The fault of a value that is not there.
func missing(_ location: String, input: String = "null") -> String {
    fault("missing", location, "Field required", input: input)
}

/// The fault of a body that is not JSON.
func malformed(at offset: Int, _ reason: String) -> String {
    """
    {"type":"json_invalid","loc":["body",\(offset)],"msg":"JSON decode error","input":{},"ctx":{"error":"\(reason)"}}
    """
}

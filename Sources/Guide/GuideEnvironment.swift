import ArgumentParser
import Configuration

/// The options of the command line, or else of the environment: `--data-dir` is `GUIDE_DATA_DIR` there.
struct GuideEnvironment {
    private let reader = ConfigReader(provider: EnvironmentVariablesProvider())

    /// The value of an option.
    ///
    /// - Parameters:
    ///   - argument: What the command line says, if anything.
    ///   - name: The option's name, without dashes in front.
    ///   - expectation: What a value has to be, for the error message.
    ///   - isValid: Whether a value can be used.
    /// - Returns: The value, or nil if neither place has one.
    /// - Throws: `ValidationError` if the value cannot be used.
    func value<Value: ExpressibleByArgument>(
        _ argument: Value?,
        _ name: String,
        expecting expectation: String,
        where isValid: (Value) -> Bool = { _ in true }
    ) throws -> Value? {
        if let argument {
            guard isValid(argument) else { throw ValidationError("--\(name) must be \(expectation).") }
            return argument
        }
        let variable = "GUIDE_" + name.uppercased().split(separator: "-").joined(separator: "_")
        let key = ConfigKey(["guide"] + name.split(separator: "-").map(String.init))
        guard let text = reader.string(forKey: key) else { return nil }
        guard let value = Value(argument: text), isValid(value) else {
            throw ValidationError("\(variable) is '\(text)'. It must be \(expectation).")
        }
        return value
    }
}

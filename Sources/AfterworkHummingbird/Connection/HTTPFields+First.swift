package import HTTPTypes

extension HTTPFields {
    /// The value of the first field of a name. Unlike the subscript, it does not join the values of several, which costs more than
    /// everything else that is done with a request's head.
    package func first(_ name: HTTPField.Name) -> String? {
        for field in self where field.name == name { return field.value }
        return nil
    }
}

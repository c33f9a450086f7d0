/// Fetches the files of a data set from the Hugging Face Hub, or from its cache on this machine.
public protocol HubAccess: Sendable {
    /// The local folder in which the data files of `source` lie, with those of `splits` complete.
    ///
    /// - Parameters:
    ///   - folder: the folder inside the repository whose files are wanted, "" for its root.
    ///   - splits: names of splits as they are published.
    ///   - endings: endings of the files that can be read, in lower case.
    /// - Throws: an error that names repository, file and cure.
    func folder(of source: HubSource, folder: String, splits: Set<String>, endings: [String]) throws -> String
}

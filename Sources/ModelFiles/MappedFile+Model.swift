public import MappedFiles

extension MappedFile {
    /// Maps a file that belongs to a model.
    /// - Throws: `ModelFileError` when it is missing, unreadable, or not a plain file.
    public convenience init(modelFile path: String) throws(ModelFileError) {
        do throws(MappedFileError) {
            try self.init(path: path)
        } catch {
            throw ModelFileError(path: error.path, problem: error.problem, cure: error.cure)
        }
    }
}

/// The part of a data set that is asked for.
public enum DatasetSplit: String, Sendable, Codable, CaseIterable, Hashable {
    case train
    case validation
    case test
}

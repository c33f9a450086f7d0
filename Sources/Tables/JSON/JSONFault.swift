/// What is wrong with the JSON text of a row, and at which of its bytes.
struct JSONFault: Error {
    let offset: Int
    let problem: String
}

import Foundation
import ModelFiles
import Testing

@Test func everyByteIsTwoDigits() {
    let bytes = (0...255).map { UInt8($0) }
    #expect(bytes.hexadecimal == bytes.map { String(format: "%02x", $0) }.joined())
    #expect([UInt8]().hexadecimal.isEmpty)
}

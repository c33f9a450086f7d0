import Testing
import Training

@Test("StepLR multiplies by gamma after each epoch")
func stepLR() {
    let schedule = StepLR(initialRate: 1e-4)
    #expect(schedule.rate(epoch: 0) == 1e-4)
    #expect(abs(schedule.rate(epoch: 2) - 1e-4 * 0.85 * 0.85) < 1e-18)
}

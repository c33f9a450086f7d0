import Testing
import Torch

extension KernelTests {
    /// Fused operations and their gradients against plain operations in float64.
    @Suite struct FusedOperationTests {
        /// Compares result and gradients of the first `trained` operands, with every set of instructions.
        private func expectEqual(
            _ operands: [Tensor], trained: Int, tolerance: Double, _ fused: ([Tensor]) throws -> Tensor,
            _ plain: ([Tensor]) throws -> Tensor
        ) throws {
            let gradient = try Tensor.randn(operands[0].shape).to(dtype: operands[0].dtype)
            func run(_ operands: [Tensor], _ operation: ([Tensor]) throws -> Tensor, _ gradient: Tensor) throws
                -> [Tensor]
            {
                let inputs = try operands.enumerated().map { try $1.detach().setRequiresGrad($0 < trained) }
                let output = try operation(inputs)
                try output.backward(gradient: gradient)
                return try ([output] + inputs.prefix(trained).map { try #require(try $0.grad) })
                    .map { try $0.detach().to(dtype: .float64) }
            }
            let wide = try operands.map { try $0.to(dtype: .float64) }
            let expected = try run(wide, plain, gradient.to(dtype: .float64))
            try KernelTests.withEachInstructionSet { set in
                let found = try run(operands, fused, gradient)
                for (index, (found, expected)) in zip(found, expected).enumerated() {
                    let distance = try (found - expected)
                    let error = try ((distance * distance).sum().item() / (expected * expected).sum().item())
                        .squareRoot()
                    #expect(error < tolerance, "\(set.rawValue): \(index == 0 ? "result" : "gradient \(index - 1)")")
                }
            }
        }

        /// Results are rounded once or twice on the way, each time by up to 2^-8 in bfloat16: the bound for a few numbers.
        private func tolerance(_ dtype: DType) -> Double { dtype == .float32 ? 1e-6 : 2.0 / 256 }

        @Test(arguments: [DType.float32, .bfloat16], [[3, 5, 64], [130, 30], [2, 577], [7]])
        func rmsNorm(_ dtype: DType, _ shape: [Int]) throws {
            let x = try Tensor.randn(shape).to(dtype: dtype)
            let weight = try Tensor.randn([shape[shape.count - 1]]).to(dtype: dtype)
            try expectEqual(
                [x, weight], trained: 2, tolerance: tolerance(dtype),
                { try Functional.rmsNorm($0[0], $0[1], eps: 1e-5) },
                { try Functional.Reference.rmsNorm($0[0], $0[1], eps: 1e-5) })
        }

        /// The sum is used beside the norm, as a residual stream is, so that two gradients meet in it.
        @Test(arguments: [DType.float32, .bfloat16], [[3, 5, 64], [130, 30], [2, 577], [7]])
        func rmsNormWithResidual(_ dtype: DType, _ shape: [Int]) throws {
            let operands = try [shape, shape, [shape[shape.count - 1]]].map { try Tensor.randn($0).to(dtype: dtype) }
            try expectEqual(
                operands, trained: 3, tolerance: tolerance(dtype),
                {
                    let (sum, normalized) = try Functional.rmsNorm($0[0], adding: $0[1], $0[2], eps: 1e-5)
                    return try sum * 2 + normalized
                },
                {
                    let sum = try $0[0] + $0[1]
                    return try sum * 2 + Functional.Reference.rmsNorm(sum, $0[2], eps: 1e-5)
                })
        }

        /// Their gradients would be taken for constants.
        @Test func secondDerivativesAreRefused() throws {
            let x = try Tensor.randn([3, 8]).setRequiresGrad()
            let heads = try Tensor.randn([1, 3, 2, 4]).setRequiresGrad()
            let angles = try Tensor.randn([1, 3, 1, 2])
            let (square, low, high) = (try Tensor.randn([8, 8]), try Tensor.randn([2, 8]), try Tensor.randn([8, 2]))
            let documents = [DocumentAttention.Document(start: 0, length: 3)]
            let made: [(Tensor, Tensor)] = [
                (try Functional.linear(x, square), x), (try Functional.rmsNorm(x, Tensor.ones([8]), eps: 1e-5), x),
                (try Functional.swiGLU(gate: x, up: x), x),
                (try Functional.lora(base: x, x: x, down: low, up: high, scale: 1), x),
                (try Functional.rotate(heads, cosines: angles, sines: angles), heads),
                (try DocumentAttention(documents: documents)(query: heads, key: heads, value: heads), heads),
            ]
            for (result, input) in made {
                let error = torchError {
                    _ = try Autograd.grad(of: result.square().sum(), wrt: [input], createGraph: true)
                }
                #expect(error?.message.contains("cannot be differentiated again") == true)
            }
            let wide = try Tensor.randn([3, 8]).to(dtype: .float64).setRequiresGrad()
            let first = try Autograd.grad(
                of: Functional.swiGLU(gate: wide, up: wide).sum(), wrt: [wide], createGraph: true)
            #expect(try #require(first[0]).requiresGrad)
        }

        /// Either result may be left unused.
        @Test func rmsNormWithResidualHalfUsed() throws {
            func gradients(_ use: ((sum: Tensor, normalized: Tensor)) throws -> Tensor) throws -> [Tensor?] {
                let x = try Tensor([1, 2, 2] as [Float]).setRequiresGrad()
                let residual = try Tensor([2, 2, -2] as [Float]).setRequiresGrad()
                let weight = try Tensor([1, 2, 3] as [Float]).setRequiresGrad()
                try use(Functional.rmsNorm(x, adding: residual, weight, eps: 0)).sum().backward()
                return [try x.grad, try residual.grad, try weight.grad]
            }
            let ofSum = try gradients { $0.sum }
            try expectClose(#require(ofSum[0]), [1, 1, 1])
            try expectClose(#require(ofSum[1]), [1, 1, 1])
            #expect(ofSum[2] == nil)
            // The sum is [3, 4, 0], whose mean square is 25 / 3.
            let inverse = (3.0 / 25).squareRoot()
            let ofNorm = try gradients { $0.normalized }
            let along = (1 * 3 + 2 * 4) / 25.0
            let expected = [inverse * (1 - 3 * along), inverse * (2 - 4 * along), inverse * 3]
            try expectClose(#require(ofNorm[0]), expected)
            try expectClose(#require(ofNorm[1]), expected)
            try expectClose(#require(ofNorm[2]), [3 * inverse, 4 * inverse, 0])
        }

        @Test func rmsNormWithResidualOfAnotherShape() throws {
            #expect {
                try Functional.rmsNorm(
                    Tensor.zeros([2, 4]), adding: Tensor.zeros([4]), Tensor.ones([4]), eps: 1e-5)
            } throws: { "\($0)".contains("the shapes of x [2, 4] and of its residual [4] differ") }
        }

        @Test(arguments: [DType.float32, .bfloat16], [[3, 64], [2, 17000], [1, 5]])
        func swiGLU(_ dtype: DType, _ shape: [Int]) throws {
            let operands = try (0..<2).map { _ in try (Tensor.randn(shape) * 3).to(dtype: dtype) }
            try expectEqual(
                operands, trained: 2, tolerance: tolerance(dtype), { try Functional.swiGLU(gate: $0[0], up: $0[1]) },
                { try Functional.Reference.swiGLU(gate: $0[0], up: $0[1]) })
        }

        @Test func swiGLUStaysFiniteFarOut() throws {
            let gate = try Tensor([-1000, -90, 90, 1000] as [Float]).setRequiresGrad()
            let up = try Tensor([1, 1, 1, 1] as [Float])
            let y = try Functional.swiGLU(gate: gate, up: up)
            try y.sum().backward()
            try expectClose(y.detach(), [0, 0, 90, 1000])
            try expectClose(#require(try gate.grad), [0, 0, 1, 1])
        }

        @Test(arguments: [DType.float32, .bfloat16], [[2, 5, 3, 64], [1, 40, 1, 6], [1, 3, 9, 80]])
        func rotation(_ dtype: DType, _ shape: [Int]) throws {
            let phases = try Tensor.randn([shape[0], shape[1], 1, shape[3] / 2])
            let operands = try [Tensor.randn(shape), phases.cos(), phases.sin()].map { try $0.to(dtype: dtype) }
            try expectEqual(
                operands, trained: 1, tolerance: tolerance(dtype),
                { try Functional.rotate($0[0], cosines: $0[1], sines: $0[2]) },
                { try Functional.Reference.rotate($0[0], cosines: $0[1], sines: $0[2]) })
        }

        @Test func rotationTakesViews() throws {
            let joint = try Tensor.randn([2, 6, 5, 16])
            let angles = try Tensor.randn([2, 6, 1, 8])
            let part = try joint.narrow(dim: 2, start: 1, length: 3)
            let found = try Functional.rotate(part, cosines: angles.cos(), sines: angles.sin())
            let expected = try Functional.Reference.rotate(part, cosines: angles.cos(), sines: angles.sin())
            try expectClose(found, expected.doubles(), shape: [2, 6, 3, 16])
        }

        @Test(
            arguments: [DType.float32, .bfloat16],
            [(70, 40, 24, 3), (5, 64, 100, 16), (300, 33, 7, 20), (129, 200, 150, 1), (65, 81, 67, 70)])
        func lora(_ dtype: DType, _ sizes: (rows: Int, input: Int, output: Int, rank: Int)) throws {
            let x = try Tensor.randn([sizes.rows, sizes.input]).to(dtype: dtype)
            let base = try Tensor.randn([sizes.rows, sizes.output]).to(dtype: dtype)
            let down = try Tensor.randn([sizes.rank, sizes.input])
            let up = try Tensor.randn([sizes.output, sizes.rank])
            try expectEqual(
                [base, x, down, up], trained: 4, tolerance: tolerance(dtype),
                { try Functional.lora(base: $0[0], x: $0[1], down: $0[2], up: $0[3], scale: 0.7) },
                { try Functional.Reference.lora(base: $0[0], x: $0[1], down: $0[2], up: $0[3], scale: 0.7) })
        }

        /// With identities for both matrices the update is what dropout leaves of x.
        @Test func loraDropoutIsTheSameOnTheWayBack() throws {
            let (rows, width, share) = (400, 96, 0.3)
            let identity = try Tensor(
                (0..<width * width).map { $0 / width == $0 % width ? 1 : 0 } as [Float], shape: [width, width])
            let x = try Tensor.ones([rows, width]).setRequiresGrad()
            let base = try Tensor.zeros([rows, width])
            func run() throws -> Tensor {
                try Functional.lora(base: base, x: x, down: identity, up: identity, scale: 1, dropout: share)
            }
            try TorchRuntime.seed(7)
            let first = try run()
            let other = try run()
            try TorchRuntime.seed(7)
            let again = try run()
            #expect(try first.detach().floats() == again.detach().floats())
            #expect(try first.detach().floats() != other.detach().floats())
            try KernelTests.withEachInstructionSet { set in
                try TorchRuntime.seed(7)
                #expect(try run().detach().floats() == first.detach().floats(), "\(set.rawValue) drops others")
            }
            try first.sum().backward()
            let kept = try first.detach().floats()
            #expect(try #require(try x.grad).floats() == kept)
            // Each number is 0 or 1 / (1 - p), and the share of zeros is p within four standard deviations.
            #expect(kept.allSatisfy { $0 == 0 || abs($0 - 1 / 0.7) < 1e-6 })
            let count = Double(rows * width)
            let deviation = (share * (1 - share) / count).squareRoot()
            #expect(abs(Double(kept.count { $0 == 0 }) / count - share) < 4 * deviation)
            // Neighbours in a row, neighbours in a column, and the two draws know nothing of each other.
            let drawn = try other.detach().floats()
            func agreement(_ a: ArraySlice<Float>, _ b: ArraySlice<Float>) -> Double {
                Double(zip(a, b).count { ($0 == 0) == ($1 == 0) }) / Double(a.count)
            }
            let expected = share * share + (1 - share) * (1 - share)
            let bound = 4 * (expected * (1 - expected) / count).squareRoot()
            #expect(abs(agreement(kept.dropLast(1), kept.dropFirst(1)) - expected) < bound)
            #expect(abs(agreement(kept.dropLast(width), kept.dropFirst(width)) - expected) < bound)
            #expect(abs(agreement(kept[...], drawn[...]) - expected) < bound)
        }

        @Test func loraWithDropoutHasTheGradientsOfItsOwnMask() throws {
            let x = try Tensor.randn([50, 20])
            let base = try Tensor.zeros([50, 6])
            let down = try Tensor.randn([4, 20]).setRequiresGrad()
            let up = try Tensor.randn([6, 4]).setRequiresGrad()
            func loss(_ down: Tensor, _ up: Tensor) throws -> Tensor {
                try TorchRuntime.seed(3)
                let y = try Functional.lora(base: base, x: x, down: down, up: up, scale: 2, dropout: 0.5)
                return try (y * y).sum()
            }
            try loss(down, up).backward()
            // The loss is a polynomial of second degree in each matrix: a symmetric difference is exact.
            for (matrix, isDown) in [(down, true), (up, false)] {
                let direction = try Tensor.randn(matrix.shape)
                let gradient = try #require(try matrix.grad)
                let slope = try (gradient * direction).sum().item()
                func moved(_ step: Double) throws -> Double {
                    let changed = try matrix.detach() + direction * step
                    return try isDown ? loss(changed, up.detach()).item() : loss(down.detach(), changed).item()
                }
                #expect(try abs((moved(0.5) - moved(-0.5)) - slope) < 1e-4 * abs(slope) + 1e-2)
            }
        }

        @Test func loraRefusesWhatDoesNotFit() throws {
            let (x, base) = (try Tensor.randn([5, 8]), try Tensor.randn([5, 6]))
            let (down, up) = (try Tensor.randn([2, 8]), try Tensor.randn([6, 2]))
            func message(_ base: Tensor, _ up: Tensor, _ dropout: Double) -> String? {
                torchError {
                    _ = try Functional.lora(base: base, x: x, down: down, up: up, scale: 1, dropout: dropout)
                }?.message
            }
            #expect(try message(Tensor.randn([4, 6]), up, 0)?.contains("do not fit") == true)
            #expect(try message(base, Tensor.randn([6, 3]), 0)?.contains("do not fit") == true)
            #expect(message(base, up, 1)?.contains("dropout") == true)
        }
    }
}

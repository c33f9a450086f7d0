import Testing
import Torch

extension KernelTests {
    /// A whole decoder block and all of its gradients against the same made of single operations.
    @Suite struct DecoderBlockTests {
        /// What a block is made of, under names, so that gradients can be told apart.
        struct Shape: Sendable, CustomTestStringConvertible {
            let testDescription: String
            var rows = [1, 70]
            var width = 32
            var heads = 4
            var keyHeads = 2
            var headWidth = 8
            var inner = 48
            var hasBiases = false
            /// Whether heads of queries and keys are normalized.
            var hasHeadNorms = false
            /// The projections with an update, of this rank.
            var updated: Set<String> = []
            var rank = 4
            var trainsWeights = true
            var documents: [(Int, Int)] = [(0, 70)]
            var window: Int?
        }

        static let projections = ["query", "key", "value", "output", "gate", "up", "down"]

        static let shapes = [
            Shape(testDescription: "full fine-tuning", rows: [2, 35], documents: [(0, 35), (35, 35)]),
            Shape(
                testDescription: "LoRA on two", updated: ["query", "value"], trainsWeights: false,
                documents: [(0, 20), (20, 1), (21, 49)]),
            Shape(
                testDescription: "LoRA on all, biases, padding", hasBiases: true, updated: Set(projections), rank: 3,
                documents: [(0, 30), (40, 25)], window: 7),
            Shape(
                testDescription: "widths beside the tiles", rows: [1, 131], width: 78, heads: 3, keyHeads: 1,
                headWidth: 26, inner: 101, hasBiases: true, updated: ["key", "gate", "down"], rank: 17,
                documents: [(0, 131)]),
            Shape(
                testDescription: "one token", rows: [1, 1], width: 24, heads: 2, headWidth: 16, inner: 9,
                updated: ["output", "up"], documents: [(0, 1)]),
            Shape(
                testDescription: "wider than a panel", rows: [1, 200], width: 192, heads: 3, keyHeads: 3,
                headWidth: 64, inner: 320, updated: ["query", "key", "value"], rank: 8, trainsWeights: false,
                documents: [(0, 120), (120, 80)]),
            Shape(
                testDescription: "head norms, full fine-tuning", rows: [1, 200], width: 96, heads: 6, keyHeads: 2,
                headWidth: 128, inner: 160, hasHeadNorms: true, documents: [(0, 120), (120, 80)]),
            Shape(
                testDescription: "head norms, LoRA on all, biases, padding", rows: [2, 35], heads: 6, headWidth: 26,
                hasBiases: true, hasHeadNorms: true, updated: Set(projections), documents: [(0, 30), (40, 25)],
                window: 7),
            Shape(
                testDescription: "head norms, LoRA on two", heads: 3, keyHeads: 1, headWidth: 20, hasHeadNorms: true,
                updated: ["query", "value"], trainsWeights: false, documents: [(0, 20), (20, 1), (21, 49)]),
            Shape(
                testDescription: "an update of up alone", rows: [1, 40], inner: 101, updated: ["up"],
                documents: [(0, 40)]),
        ]

        typealias Tensors = [String: Tensor]

        func randomTensors(_ shape: Shape) throws -> Tensors {
            let queries = shape.heads * shape.headWidth, keys = shape.keyHeads * shape.headWidth
            let sizes: [String: (Int, Int)] = [
                "query": (queries, shape.width), "key": (keys, shape.width), "value": (keys, shape.width),
                "output": (shape.width, queries), "gate": (shape.inner, shape.width), "up": (shape.inner, shape.width),
                "down": (shape.width, shape.inner),
            ]
            var tensors: Tensors = [
                "x": try Tensor.randn(shape.rows + [shape.width]),
                "attentionNorm": try Tensor.randn([shape.width]) * 0.2 + 1,
                "feedForwardNorm": try Tensor.randn([shape.width]) * 0.2 + 1,
            ]
            if shape.hasHeadNorms {
                tensors["queryNorm"] = try Tensor.randn([shape.headWidth]) * 0.2 + 1
                tensors["keyNorm"] = try Tensor.randn([shape.headWidth]) * 0.2 + 1
            }
            for (name, (out, input)) in sizes {
                let deviation = 1 / Double(input).squareRoot()
                tensors[name] = try Tensor.randn([out, input]) * deviation
                if shape.hasBiases { tensors["\(name).bias"] = try Tensor.randn([out]) * 0.3 }
                if shape.updated.contains(name) {
                    tensors["\(name).down"] = try Tensor.randn([shape.rank, input]) * deviation
                    tensors["\(name).up"] = try Tensor.randn([out, shape.rank]) * 0.1
                }
            }
            return tensors
        }

        func phases(_ shape: Shape) throws -> (cosines: Tensor, sines: Tensor) {
            let phases = try Tensor.randn(shape.rows + [1, shape.headWidth / 2])
            return (try phases.cos(), try phases.sin())
        }

        private func attention(_ shape: Shape) -> DocumentAttention {
            DocumentAttention(documents: shape.documents.map { .init(start: $0, length: $1) }, window: shape.window)
        }

        func block(_ t: Tensors, _ shape: Shape, dropout: Double = 0) throws -> DecoderBlock {
            func projection(_ name: String) throws -> DecoderBlock.Projection {
                var projection = DecoderBlock.Projection(weight: try #require(t[name]), bias: t["\(name).bias"])
                if let down = t["\(name).down"], let up = t["\(name).up"] {
                    projection.update = .init(down: down, up: up, scale: 1.5, dropout: dropout)
                }
                return projection
            }
            return try DecoderBlock(
                attentionNorm: #require(t["attentionNorm"]), feedForwardNorm: #require(t["feedForwardNorm"]),
                queryNorm: t["queryNorm"], keyNorm: t["keyNorm"], epsilon: 1e-5, headWidth: shape.headWidth,
                query: projection("query"), key: projection("key"), value: projection("value"),
                output: projection("output"), gate: projection("gate"), up: projection("up"), down: projection("down"))
        }

        func fused(
            _ t: Tensors, _ shape: Shape, _ angles: (cosines: Tensor, sines: Tensor), dropout: Double = 0,
            recomputes: Bool = false, chosen: Tensor? = nil, packed: PackedWeights? = nil
        ) throws -> Tensor {
            let block = try block(t, shape, dropout: dropout)
            let x = try #require(t["x"])
            #expect(block.computes(x))
            return try block(
                x, cosines: angles.cosines, sines: angles.sines, attention: attention(shape), recomputes: recomputes,
                chosen: chosen, packed: packed)
        }

        /// One operation after the other: in float64 plain ones, else the single kernels.
        func single(
            _ t: Tensors, _ shape: Shape, _ angles: (cosines: Tensor, sines: Tensor), dropout: Double = 0
        ) throws -> Tensor {
            func linear(_ name: String, _ x: Tensor) throws -> Tensor {
                let base = try Functional.linear(x, #require(t[name]), t["\(name).bias"])
                guard let down = t["\(name).down"], let up = t["\(name).up"] else { return base }
                return try Functional.lora(base: base, x: x, down: down, up: up, scale: 1.5, dropout: dropout)
            }
            let x = try #require(t["x"])
            let first = try Functional.rmsNorm(x, #require(t["attentionNorm"]), eps: 1e-5)
            func heads(_ name: String) throws -> Tensor {
                try linear(name, first).view(shape.rows + [-1, shape.headWidth])
            }
            func turned(_ name: String) throws -> Tensor {
                var heads = try heads(name)
                if shape.hasHeadNorms { heads = try Functional.rmsNorm(heads, #require(t["\(name)Norm"]), eps: 1e-5) }
                return try Functional.rotate(heads, cosines: angles.cosines, sines: angles.sines)
            }
            let (query, key, value) = (try turned("query"), try turned("key"), try heads("value"))
            let attention = attention(shape)
            let attended =
                x.dtype == .float64
                ? try attention.reference(query: query, key: key, value: value)
                : try attention(query: query, key: key, value: value)
            let middle = try x + linear("output", attended.reshape(shape.rows + [-1]))
            let second = try Functional.rmsNorm(middle, #require(t["feedForwardNorm"]), eps: 1e-5)
            return try middle
                + linear("down", Functional.swiGLU(gate: linear("gate", second), up: linear("up", second)))
        }

        /// The result and the gradients of all that is trained, as float64.
        func results(
            _ tensors: Tensors, _ shape: Shape, gradient: Tensor, _ run: (Tensors) throws -> Tensor
        ) throws -> Tensors {
            let inputs = try tensors.mapValues { try $0.detach() }
            for (name, tensor) in inputs {
                let isUpdate = name.hasSuffix(".down") || name.hasSuffix(".up")
                try tensor.setRequiresGrad(name == "x" || isUpdate || shape.trainsWeights)
            }
            let output = try run(inputs)
            try output.backward(gradient: gradient)
            var results = ["result": try output.detach().to(dtype: .float64)]
            for (name, tensor) in inputs where tensor.requiresGrad {
                results[name] = try #require(try tensor.grad, "\(name) has no gradient").to(dtype: .float64)
            }
            return results
        }

        private func distance(_ found: Tensors, _ expected: Tensor, _ name: String) throws -> Double {
            let difference = try (#require(found[name]) - expected)
            return try (difference * difference).sum().item().squareRoot()
        }

        /// - Parameter peers: another computation of the same, whose errors are allowed on top of the tolerance.
        func expectEqual(
            _ found: Tensors, _ expected: Tensors, _ tolerance: Double, peers: Tensors? = nil, _ comment: String
        ) throws {
            #expect(Set(found.keys) == Set(expected.keys))
            for (name, expected) in expected {
                let norm = try (expected * expected).sum().item().squareRoot()
                let error = try distance(found, expected, name)
                // A token that sees itself only has queries and keys without a gradient.
                let allowed = tolerance * (norm > 1e-9 ? norm : 10)
                let others = try peers.map { try 2 * distance($0, expected, name) } ?? 0
                #expect(error <= allowed + others, "\(comment): \(name)")
            }
        }

        /// float64 for all; `dtype` for all but the matrices of updates.
        func cast(_ tensors: Tensors, _ dtype: DType) throws -> Tensors {
            try Dictionary(
                uniqueKeysWithValues: tensors.map { name, tensor in
                    let isUpdate = name.hasSuffix(".down") || name.hasSuffix(".up")
                    return (name, try tensor.to(dtype: isUpdate && dtype == .bfloat16 ? .float32 : dtype))
                })
        }

        @Test(arguments: shapes, [DType.float32, .bfloat16])
        func equalsSingleOperations(_ shape: Shape, _ dtype: DType) throws {
            let (angles, tensors) = (try phases(shape), try cast(randomTensors(shape), dtype))
            let own = (cosines: try angles.cosines.to(dtype: dtype), sines: try angles.sines.to(dtype: dtype))
            let wide = (cosines: try own.cosines.to(dtype: .float64), sines: try own.sines.to(dtype: .float64))
            let gradient = try Tensor.randn(shape.rows + [shape.width]).to(dtype: dtype)
            let expected = try results(
                cast(tensors, .float64), shape, gradient: gradient.to(dtype: .float64)
            ) { try single($0, shape, wide) }
            // In bfloat16 what lies between the operations is rounded to 8 bits a dozen times, and attention may raise
            // that: how far, single operations tell.
            let peers =
                dtype == .float32
                ? nil : try results(tensors, shape, gradient: gradient) { try single($0, shape, own) }
            try KernelTests.withEachInstructionSet { set in
                for recomputes in [false, true] {
                    let found = try results(tensors, shape, gradient: gradient) {
                        try fused($0, shape, own, recomputes: recomputes)
                    }
                    try expectEqual(found, expected, dtype == .float32 ? 2e-5 : 3e-2, peers: peers, set.rawValue)
                }
            }
        }

        /// What is told before a block runs is what it keeps then.
        @Test(arguments: shapes, [DType.float32, .bfloat16])
        func whatIsKeptIsCounted(_ shape: Shape, _ dtype: DType) throws {
            let angles = try phases(shape), tensors = try cast(randomTensors(shape), dtype)
            let own = (cosines: try angles.cosines.to(dtype: dtype), sines: try angles.sines.to(dtype: dtype))
            let block = try block(tensors, shape), tokens = shape.rows.reduce(1, *)
            #expect(try DecoderBlock.bytesKept(by: fused(tensors, shape, own)) == 0, "without gradients")
            for tensor in tensors.values { try tensor.setRequiresGrad() }
            #expect(try DecoderBlock.bytesKept(by: fused(tensors, shape, own)) == tokens * block.bytesKept())
            let recomputed = try DecoderBlock.bytesKept(by: fused(tensors, shape, own, recomputes: true))
            // Of long documents what was attended to, too.
            let xAlone = tokens * shape.width * dtype.itemSize
            #expect([xAlone, tokens * block.bytesKept(recomputes: true)].contains(recomputed))
        }

        /// In bfloat16 the error against exact numbers is no larger than that of single operations.
        @Test(arguments: [5, 6])
        func roundsNoMoreThanSingleOperations(_ shapeIndex: Int) throws {
            let shape = Self.shapes[shapeIndex]
            let (angles, tensors) = (try phases(shape), try cast(randomTensors(shape), .bfloat16))
            let own = (cosines: try angles.cosines.to(dtype: .bfloat16), sines: try angles.sines.to(dtype: .bfloat16))
            let wide = (cosines: try own.cosines.to(dtype: .float64), sines: try own.sines.to(dtype: .float64))
            let gradient = try Tensor.randn(shape.rows + [shape.width]).to(dtype: .bfloat16)
            let exact = try results(cast(tensors, .float64), shape, gradient: gradient.to(dtype: .float64)) {
                try single($0, shape, wide)
            }
            let one = try results(tensors, shape, gradient: gradient) { try fused($0, shape, own) }
            let other = try results(tensors, shape, gradient: gradient) { try single($0, shape, own) }
            for (name, exact) in exact {
                // The norms of heads have so few weights that luck decides more.
                let allowed = ["queryNorm", "keyNorm"].contains(name) ? 1.6 : 1.2
                #expect(try distance(one, exact, name) < allowed * distance(other, exact, name), "\(name)")
            }
        }

        @Test(arguments: [2, 3, 5], [false, true])
        func dropsWhatSingleOperationsDrop(_ shapeIndex: Int, _ recomputes: Bool) throws {
            let shape = Self.shapes[shapeIndex]
            let (angles, tensors) = (try phases(shape), try randomTensors(shape))
            let gradient = try Tensor.randn(shape.rows + [shape.width])
            try TorchRuntime.seed(11)
            let expected = try results(tensors, shape, gradient: gradient) {
                try single($0, shape, angles, dropout: 0.3)
            }
            try KernelTests.withEachInstructionSet { set in
                try TorchRuntime.seed(11)
                let found = try results(tensors, shape, gradient: gradient) {
                    try fused($0, shape, angles, dropout: 0.3, recomputes: recomputes)
                }
                // Both are rounded; another mask would differ in the first digit.
                try expectEqual(found, expected, 1e-4, set.rawValue)
            }
        }

        @Test(arguments: [5, 6])
        func resultsDoNotDependOnThreads(_ shapeIndex: Int) throws {
            let shape = Self.shapes[shapeIndex]
            let (angles, tensors) = (try phases(shape), try randomTensors(shape))
            let gradient = try Tensor.randn(shape.rows + [shape.width])
            try KernelTests.expectSameOnAnyNumberOfThreads {
                try results(tensors, shape, gradient: gradient) { try fused($0, shape, angles) }
                    .mapValues { try $0.doubles() }
            }
        }

        /// The way back may overwrite what was kept for it only where nothing goes it again.
        @Test(arguments: [(2, DType.float32), (5, .bfloat16), (6, .bfloat16), (7, .float32)])
        func aGraphThatIsKeptGivesTheSameGradientsAgain(_ shapeIndex: Int, _ dtype: DType) throws {
            let shape = Self.shapes[shapeIndex]
            let (angles, random) = (try phases(shape), try cast(randomTensors(shape), dtype))
            let own = (cosines: try angles.cosines.to(dtype: dtype), sines: try angles.sines.to(dtype: dtype))
            let tensors = try random.mapValues { try $0.setRequiresGrad() }
            let gradient = try Tensor.randn(shape.rows + [shape.width]).to(dtype: dtype)
            let output = try fused(tensors, shape, own)
            let both = try [true, false].map { isKept in
                try output.backward(gradient: gradient, retainGraph: isKept)
                return try tensors.mapValues { tensor in
                    defer { try? tensor.clearGrad() }
                    return try #require(try tensor.grad).doubles()
                }
            }
            #expect(both[0] == both[1])
        }

        /// The first block of a model with frozen embeddings: x needs no gradient, its updates do.
        @Test func xNeedsNoGradient() throws {
            let shape = Self.shapes[1]
            let (angles, tensors) = (try phases(shape), try randomTensors(shape))
            let gradient = try Tensor.randn(shape.rows + [shape.width])
            let expected = try results(tensors, shape, gradient: gradient) { try fused($0, shape, angles) }
            let down = try #require(tensors["value.down"]).setRequiresGrad()
            try fused(tensors, shape, angles).backward(gradient: gradient)
            #expect(try #require(try down.grad).to(dtype: .float64).doubles() == expected["value.down"]?.doubles())
            #expect(try #require(tensors["x"]).grad == nil)
        }

        @Test func whatDoesNotFitIsRefused() throws {
            let shape = Self.shapes[2]
            let (angles, tensors) = (try phases(shape), try randomTensors(shape))
            func message(_ name: String, _ tensor: Tensor) throws -> String? {
                var changed = tensors
                changed[name] = tensor
                return torchError { _ = try fused(changed, shape, angles) }?.message
            }
            #expect(try message("down", Tensor.randn([32, 47]))?.contains("projection 6 has a weight") == true)
            #expect(try message("key.bias", Tensor.randn([3]))?.contains("bias") == true)
            #expect(try message("up.down", Tensor.randn([3, 31]))?.contains("update") == true)
            #expect(try message("attentionNorm", Tensor.randn([31]))?.contains("norm") == true)
            #expect(try message("x", Tensor.randn([1, 69, 32]))?.contains("angles") == true)
            #expect(try message("queryNorm", Tensor.randn([8]))?.contains("none of both") == true)
            let normalized = Self.shapes[8]
            let (others, turns) = (try randomTensors(normalized), try phases(normalized))
            func normMessage(_ name: String, _ tensor: Tensor?) throws -> String? {
                var changed = others
                changed[name] = tensor
                return torchError { _ = try fused(changed, normalized, turns) }?.message
            }
            #expect(try normMessage("queryNorm", Tensor.randn([19]))?.contains("needs [20]") == true)
            #expect(try normMessage("keyNorm", Tensor.randn([1, 20]))?.contains("needs [20]") == true)
            #expect(try normMessage("keyNorm", nil)?.contains("none of both") == true)
            var behind = shape
            behind.documents = [(0, 71)]
            #expect(torchError { _ = try fused(tensors, behind, angles) }?.message.contains("document 0") == true)
        }
    }
}

// What follows a matrix product, done on its sums. Included like vectors.hpp, after dropout.hpp and gemm_tile.hpp.

namespace ct::kernels::CT_INSTRUCTIONS {

template <class Element>
class Finish {
public:
    explicit Finish(const Gemm<Element> &gemm)
        : epilogue(gemm.epilogue), columns(gemm.columns), operand(gemm),
          updates(gemm.epilogue.updates, gemm.epilogue.updates + gemm.epilogue.update_count) {
        const int64_t panels = operand.panels();
        if (epilogue.bias != nullptr) {
            bias.assign(panels * panel, 0.0f);
            for (int64_t place = 0; place < panels * panel; place++) {
                const int64_t c = operand.column(place / panel, place % panel);
                if (c >= 0) bias[place] = epilogue.bias[c];
            }
        }
        for (const LowRankUpdate &update : updates) rights.push_back(panels_of(update));
        meet(epilogue.residual, epilogue.output, epilogue.sums, epilogue.gate, epilogue.up);
        meet(epilogue.gate_of_gradient, epilogue.up_of_gradient, epilogue.gate_gradient, epilogue.up_gradient);
    }

    // Rows of sums [rows, panel], of the rows of C from `row` on. The sums are lost.
    void operator()(float *sums, int64_t row, int rows, int64_t p) const {
        for (size_t i = 0; i < updates.size(); i++) add(updates[i], rights[i], sums, row, rows, p);
        // Of most panels no column lies outside of C.
        if (operand.column(p, panel - 1) >= 0) {
            finish<true>(sums, row, rows, p);
        } else {
            finish<false>(sums, row, rows, p);
        }
    }

    // Asks for the memory that the sums of these rows will meet: much of it was written long ago.
    CT_INLINE_MEMBER void fetch(int64_t row, int rows, int64_t p) const {
        for (const Met &met : all_met) {
            const char *place = met.data + row * met.stride + p * met.panel_bytes;
            for (int r = 0; r < rows; r++, place += met.stride) {
                for (int64_t line = 0; line < met.panel_bytes; line += 64) {
                    if (met.is_written) {
                        __builtin_prefetch(place + line, 1);
                    } else {
                        __builtin_prefetch(place + line, 0);
                    }
                }
            }
        }
    }

private:
    // A matrix that a panel's sums are written to or combined with.
    struct Met {
        const char *data;
        int64_t stride, panel_bytes;
        bool is_written;
    };

    static constexpr int vectors = panel / lanes;

    const Epilogue<Element> &epilogue;
    const int64_t columns;
    const RightOperand<Element> operand;
    const std::vector<LowRankUpdate> updates;
    std::vector<float> bias;                // as the panels lie
    std::vector<std::vector<float>> rights; // of each update [panels, rank, panel]
    std::vector<Met> all_met;

    template <class... Numbers>
    void meet(const Rows<Numbers> &...matrices) {
        const int width = epilogue.gate ? half_panel : panel;
        const auto add = [&]<class Number>(const Rows<Number> &rows) {
            constexpr int64_t size = sizeof(Number);
            const auto *data = reinterpret_cast<const char *>(rows.data);
            if (!rows) return;
            const auto is_same = [&](const Met &met) { return met.data == data; };
            if (const auto met = std::find_if(all_met.begin(), all_met.end(), is_same); met != all_met.end()) {
                met->is_written = true; // in place
            } else {
                all_met.push_back({data, rows.stride * size, width * size, !std::is_const_v<Number>});
            }
        };
        (add(matrices), ...);
    }

    std::vector<float> panels_of(const LowRankUpdate &update) const {
        const int64_t panels = operand.panels();
        std::vector<float> to(panels * update.rank * panel, 0.0f);
        for (int64_t p = 0; p < panels; p++) {
            for (int lane = 0; lane < panel; lane++) {
                const int64_t c = operand.column(p, lane) - update.first_column;
                if (operand.column(p, lane) < 0 || c < 0 || c >= update.columns) continue;
                const float *from = update.right + c * update.right_column_stride;
                float *target = to.data() + p * update.rank * panel + lane;
                for (int64_t k = 0; k < update.rank; k++) {
                    target[k * panel] = from[k * update.right_rank_stride] * update.factor;
                }
            }
        }
        return to;
    }

    void add(
        const LowRankUpdate &update, const std::vector<float> &right, float *sums, int64_t row, int rows,
        int64_t p) const {
        const float *from = right.data() + p * update.rank * panel;
        const int64_t first = update.first_column, end = first + update.columns;
        if (!epilogue.gate) {
            if (first < (p + 1) * panel && p * panel < end) add<panel>(update, from, sums, row, rows, p);
        } else if (end <= columns / 2) {
            add<half_panel>(update, from, sums, row, rows, p);
        } else {
            add<half_panel>(update, from + half_panel, sums + half_panel, row, rows, p);
        }
    }

    // Adds an update to the sums of some of the columns of a panel.
    template <int Width>
    void add(
        const LowRankUpdate &update, const float *right, float *sums, int64_t row, int rows, int64_t p) const {
        const int64_t stride = update.rank * static_cast<int64_t>(sizeof(float));
        for (int first = 0; first < rows; first += gemm_rows, sums += gemm_rows * panel) {
            const int count = std::min(gemm_rows, rows - first);
            const auto *left = reinterpret_cast<const char *>(update.left + (row + first) * update.rank);
            if (update.dropout == 0) {
                multiply_tile<Width>(count, left, stride, right, update.rank, sums, sums);
                continue;
            }
            alignas(64) float change[gemm_rows * panel];
            multiply_tile<Width>(count, left, stride, right, update.rank, nullptr, change);
            for (int r = 0; r < count; r++) {
                const Dropout dropout(update.dropout, update.seed, row + first + r);
                for (int c = r * panel; c < r * panel + Width; c += lanes) {
                    const Floats kept = dropout.factors(p * panel + c - r * panel);
                    store(sums + c, load<Floats>(sums + c) + load<Floats>(change + c) * kept);
                }
            }
        }
    }

    template <bool IsWhole>
    __attribute__((noinline)) void finish(const float *sums, int64_t row, int rows, int64_t p) const {
        for_each_row(sums, row, rows, p, [&](const Floats *sum, int64_t row) CT_INLINE_LAMBDA {
            if (epilogue.gate) {
                open_gate<IsWhole>(sum, row, p);
            } else if (epilogue.gate_gradient) {
                split_gradient<IsWhole>(sum, row, p);
            } else {
                write<IsWhole>(sum, row, p);
            }
        });
    }

    template <class Body>
    CT_INLINE_MEMBER void for_each_row(const float *sums, int64_t row, int rows, int64_t p, const Body &body) const {
        for (int r = 0; r < rows; r++) {
            Floats sum[vectors];
            for (int v = 0; v < vectors; v++) sum[v] = load<Floats>(sums + r * panel + v * lanes);
            if (!bias.empty()) {
                for (int v = 0; v < vectors; v++) sum[v] += load<Floats>(bias.data() + p * panel + v * lanes);
            }
            body(sum, row + r);
        }
    }

    template <bool IsWhole>
    CT_INLINE_MEMBER static int count_from(int64_t column, int64_t end) {
        return IsWhole ? lanes : static_cast<int>(std::clamp<int64_t>(end - column, 0, lanes));
    }

    template <bool IsWhole>
    CT_INLINE_MEMBER void write(const Floats *sum, int64_t row, int64_t p) const {
        for (int v = 0; v < vectors; v++) {
            const int64_t c = p * panel + v * lanes;
            const int count = count_from<IsWhole>(c, columns);
            if (count == 0) return;
            Floats value = sum[v];
            if (epilogue.residual) value += widen(epilogue.residual[row] + c, count);
            if (epilogue.sums) {
                float *to = epilogue.sums[row] + c;
                narrow(to, widen(to, count) + value, count);
            } else {
                narrow(epilogue.output[row] + c, value, count);
            }
        }
    }

    template <bool IsWhole>
    CT_INLINE_MEMBER void open_gate(const Floats *sum, int64_t row, int64_t p) const {
        const Element *type = nullptr;
        for (int v = 0; v < vectors / 2; v++) {
            const int64_t c = p * half_panel + v * lanes;
            const int count = count_from<IsWhole>(c, columns / 2);
            if (count == 0) return;
            // As they are read again on the way back.
            const Floats gate = rounded(sum[v], type), up = rounded(sum[v + vectors / 2], type);
            narrow(epilogue.gate[row] + c, gate, count);
            narrow(epilogue.up[row] + c, up, count);
            if (!epilogue.output) continue;
            narrow(epilogue.output[row] + c, rounded(gate * sigmoid(gate), type) * up, count);
        }
    }

    template <bool IsWhole>
    CT_INLINE_MEMBER void split_gradient(const Floats *sum, int64_t row, int64_t p) const {
        const Element *type = nullptr;
        for (int v = 0; v < vectors; v++) {
            const int64_t c = p * panel + v * lanes;
            const int count = count_from<IsWhole>(c, columns);
            if (count == 0) return;
            const Floats gradient = rounded(sum[v], type);
            const Floats gate = widen(epilogue.gate_of_gradient[row] + c, count);
            const Floats up = widen(epilogue.up_of_gradient[row] + c, count), s = sigmoid(gate);
            narrow(epilogue.up_gradient[row] + c, gradient * gate * s, count);
            narrow(epilogue.gate_gradient[row] + c, gradient * up * s * (1.0f + gate * (1.0f - s)), count);
        }
    }
};

} // namespace ct::kernels::CT_INSTRUCTIONS

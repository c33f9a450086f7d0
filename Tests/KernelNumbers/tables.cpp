// Table files through CArrow: every cell, as text.
#include <CArrow.h>

#include <memory>
#include <stdexcept>

#include "numbers.hpp"

namespace {

void check(ca_status status) {
    if (status != CA_OK) throw std::runtime_error(ca_error_message());
}

bool bit(const void *bits, int64_t place) {
    return (static_cast<const uint8_t *>(bits)[place / 8] >> (place % 8)) & 1;
}

std::string cell(const ca_column &column, int64_t row) {
    if (column.kind == CA_NULL) return "null";
    if (column.validity != nullptr && !bit(column.validity, column.validity_offset + row)) return "null";
    const auto begin_and_end = [&] {
        return column.offsets != nullptr
            ? std::pair<int64_t, int64_t>(column.offsets[row], column.offsets[row + 1])
            : std::pair<int64_t, int64_t>(column.large_offsets[row], column.large_offsets[row + 1]);
    };
    std::string text;
    switch (column.kind) {
    case CA_BOOL: return bit(column.values, column.values_offset + row) ? "true" : "false";
    case CA_INT64: return std::to_string(static_cast<const int64_t *>(column.values)[row]);
    case CA_DOUBLE: {
        char digits[32];
        std::snprintf(digits, sizeof digits, "%.17g", static_cast<const double *>(column.values)[row]);
        return digits;
    }
    case CA_STRING: {
        const auto [begin, end] = begin_and_end();
        // A line of output is a file's column.
        for (const char c : std::string(static_cast<const char *>(column.values) + begin, end - begin)) {
            text += c == '\n' ? "\\n" : c == '\r' ? "\\r" : std::string(1, c);
        }
        return '"' + text + '"';
    }
    case CA_LIST: {
        const auto [begin, end] = begin_and_end();
        for (int64_t i = begin; i < end; i++) text += (i > begin ? "," : "") + cell(column.children[0], i);
        return '[' + text + ']';
    }
    case CA_STRUCT:
        for (intptr_t i = 0; i < column.child_count; i++) text += (i > 0 ? "," : "") + cell(column.children[i], row);
        return '{' + text + '}';
    default: return "?";
    }
}

void print_table(const std::string &fixtures, const std::string &file, ca_format format) {
    const ca_options options{',', true, true, 1 << 20};
    ca_reader *reader = nullptr;
    check(ca_reader_open(&reader, (fixtures + "/" + file).c_str(), format, &options));
    const std::unique_ptr<ca_reader, decltype(&ca_reader_free)> owner(reader, ca_reader_free);
    const intptr_t count = ca_reader_field_count(reader);
    std::vector<intptr_t> chosen;
    for (intptr_t i = 0; i < count; i++) {
        if (ca_reader_fields(reader)[i].kind != CA_NO_KIND) chosen.push_back(i);
    }
    check(ca_reader_start(reader, chosen.data(), static_cast<intptr_t>(chosen.size()), 7));
    std::vector<std::string> lines(chosen.size());
    int64_t rows = 0;
    for (;;) {
        ca_batch *batch = nullptr;
        check(ca_reader_next(&batch, reader));
        if (batch == nullptr) break;
        rows += ca_batch_row_count(batch);
        for (size_t i = 0; i < chosen.size(); i++) {
            const ca_column &column = ca_batch_columns(batch)[i];
            for (int64_t row = 0; row < column.count; row++) lines[i] += cell(column, row) + ";";
        }
        ca_batch_free(batch);
    }
    numbers::print_text("table." + file + ".rows", std::to_string(rows));
    for (size_t i = 0; i < chosen.size(); i++) {
        const ca_field &field = ca_reader_fields(reader)[chosen[i]];
        numbers::print_text("table." + file + "." + std::to_string(i), std::string(field.type_name) + " " + lines[i]);
    }
}

} // namespace

void print_tables(const std::string &fixtures) {
    for (const char *name : {"none", "snappy", "gzip", "brotli", "lz4", "zstd", "encodings"}) {
        print_table(fixtures, "tables/" + std::string(name) + ".parquet", CA_PARQUET);
    }
    for (const char *name : {"plain", "lz4", "zstd", "views"}) {
        print_table(fixtures, "tables/" + std::string(name) + ".arrow", CA_ARROW_FILE);
    }
    print_table(fixtures, "tables/stream.arrow", CA_ARROW_STREAM);
    print_table(fixtures, "datasets/samsum/original/train.csv", CA_CSV);
    // A file with a number that cannot be read: an error crosses the boundary as a status and a message.
    try {
        print_table(fixtures, "tables/odd.parquet", CA_PARQUET);
    } catch (const std::runtime_error &error) {
        numbers::print_text("error.tables", error.what());
    }
    numbers::print_text("live_readers", std::to_string(ca_live_count()));
}

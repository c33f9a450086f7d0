#include <arrow/util/byte_size.h>
#include <arrow/util/utf8.h>

#include <algorithm>
#include <optional>
#include <unordered_set>

#include "columns.hpp"
#include "guard.hpp"
#include "source.hpp"

struct ca_reader : ca::Counted {
    std::unique_ptr<ca::Source> source;
    std::optional<ca::Fields> fields;
    std::vector<std::string> columns; // the chosen ones
    int64_t batch_rows = 0;
    int64_t batch_start = 0; // number of the first row of the batch, or of the next one if there is none
    std::shared_ptr<arrow::RecordBatch> batch; // read, and given up to position
    int64_t position = 0;
    int64_t wanted = -1; // what comes before this row is passed over

    int64_t next_row() const { return batch_start + position; }

    bool is_used_up() const {
        return !batch || position == batch->num_rows() || wanted >= batch_start + batch->num_rows();
    }

    // Reads the next batch; false at the end of the file.
    bool read() {
        if (batch) batch_start += batch->num_rows();
        batch = nullptr; // freed before the next one is read
        position = 0;
        batch = source->next();
        return batch != nullptr;
    }
};

struct ca_batch : ca::Counted {
    int64_t row_count = 0;
    int64_t first_row = 0;
    int64_t byte_count = 0;
    ca::Columns columns;
};

namespace {

std::unique_ptr<ca::Source> open(const std::string &path, ca_format format, const ca_options &options) {
    switch (format) {
    case CA_PARQUET: return ca::open_parquet(path);
    case CA_ARROW_FILE: return ca::open_arrow_file(path);
    case CA_ARROW_STREAM: return ca::open_arrow_stream(path);
    case CA_CSV: return ca::open_csv(path, options);
    default: ca::refuse(CA_UNSUPPORTED, "there is no format " + std::to_string(format));
    }
}

} // namespace

using namespace ca;

ca_status ca_reader_open(ca_reader **out, const char *path, ca_format format, const ca_options *options) {
    return guard([&] {
        arrow::util::InitializeUTF8(); // without it, its checks pass anything
        auto reader = std::make_unique<ca_reader>();
        reader->source = open(path, format, *options);
        const auto schema = reader->source->schema();
        std::unordered_set<std::string> names;
        for (const auto &field : schema->fields()) {
            if (!names.insert(field->name()).second) {
                refuse(CA_INVALID, "the column '" + field->name() + "' is there twice");
            }
        }
        reader->fields.emplace(*schema);
        *out = reader.release();
    });
}

void ca_reader_free(ca_reader *reader) { delete reader; }

const ca_field *ca_reader_fields(const ca_reader *reader) { return reader->fields->list.data(); }

intptr_t ca_reader_field_count(const ca_reader *reader) { return static_cast<intptr_t>(reader->fields->list.size()); }

int64_t ca_reader_row_count(const ca_reader *reader) { return reader->source->row_count(); }

ca_status ca_reader_start(ca_reader *reader, const intptr_t *columns, intptr_t column_count, int64_t batch_rows) {
    return guard([&] {
        std::vector<int> indices;
        for (intptr_t i = 0; i < column_count; i++) {
            const ca_field &field = reader->fields->list.at(columns[i]);
            if (field.kind == CA_NO_KIND) {
                refuse(CA_UNSUPPORTED, std::string("column '") + field.name + "' is of type " + field.type_name);
            }
            reader->columns.push_back(field.name);
            indices.push_back(static_cast<int>(columns[i]));
        }
        reader->batch_rows = std::max<int64_t>(batch_rows, 1);
        reader->source->start(indices, reader->batch_rows);
    });
}

ca_status ca_reader_next(ca_batch **out, ca_reader *reader) {
    return guard(
        [&] {
            *out = nullptr;
            while (reader->is_used_up()) {
                if (!reader->read()) return;
            }
            // Parts of a batch begin at the same rows whatever was asked for first.
            const int64_t passed = std::max<int64_t>(reader->wanted - reader->batch_start, 0);
            reader->position = std::max(reader->position, passed / reader->batch_rows * reader->batch_rows);
            reader->wanted = -1;
            const int64_t rows = std::min(reader->batch_rows, reader->batch->num_rows() - reader->position);
            const auto part = reader->batch->Slice(reader->position, rows);
            auto made = std::make_unique<ca_batch>();
            made->row_count = rows;
            made->first_row = reader->next_row();
            // A part of a batch keeps all of it alive.
            made->byte_count = arrow::util::TotalBufferSize(*part);
            for (const auto &name : reader->columns) {
                const auto column = part->GetColumnByName(name);
                if (!column) refuse(CA_INVALID, "the column '" + name + "' is missing in a batch");
                made->columns.add(name, column, reader->next_row());
            }
            reader->position += rows;
            *out = made.release();
        },
        reader->next_row());
}

ca_status ca_reader_seek(ca_reader *reader, int64_t row) {
    return guard([&] {
        const int64_t entry = reader->source->entry_before(row);
        if (entry < 0) refuse(CA_UNSUPPORTED, "this format is read from front to back only");
        const bool is_ahead = row >= reader->batch_start && entry <= reader->next_row();
        if (!is_ahead) {
            reader->batch = nullptr;
            reader->position = 0;
            reader->source->enter(entry);
            reader->batch_start = entry;
        } else if (row < reader->next_row()) {
            reader->position = 0;
        }
        reader->wanted = row;
    });
}

void ca_batch_free(ca_batch *batch) { delete batch; }

int64_t ca_batch_row_count(const ca_batch *batch) { return batch->row_count; }
int64_t ca_batch_first_row(const ca_batch *batch) { return batch->first_row; }
int64_t ca_batch_byte_count(const ca_batch *batch) { return batch->byte_count; }

const ca_column *ca_batch_columns(const ca_batch *batch) { return batch->columns.list.data(); }

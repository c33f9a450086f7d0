#include <arrow/io/file.h>
#include <parquet/arrow/reader.h>
#include <parquet/arrow/schema.h>
#include <parquet/metadata.h>
#include <parquet/properties.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "guard.hpp"
#include "source.hpp"

namespace ca {

namespace {

// What a batch should at most take when decoded; fewer rows are read at a time where rows are large.
constexpr int64_t batch_bytes = 16 << 20;

// How much of each column is read from the file at once.
constexpr int64_t page_buffer_bytes = 256 << 10;

class ParquetSource final : public Source {
  public:
    explicit ParquetSource(const std::string &path) {
        // Without these two a whole row group would be read before its first row.
        parquet::ReaderProperties reading = parquet::default_reader_properties();
        reading.enable_buffered_stream();
        reading.set_buffer_size(page_buffer_bytes);
        reading.set_page_checksum_verification(true);
        parquet::ArrowReaderProperties converting(/*use_threads=*/false);
        converting.set_pre_buffer(false);
        parquet::arrow::FileReaderBuilder builder;
        check(builder.Open(take(arrow::io::ReadableFile::Open(path)), reading));
        builder.properties(converting);
        reader_ = take(builder.Build());
        check(reader_->GetSchema(&schema_));
    }

    std::shared_ptr<arrow::Schema> schema() const override { return schema_; }

    // Some writers leave the total empty, but not the numbers of the row groups.
    int64_t row_count() const override {
        const auto metadata = reader_->parquet_reader()->metadata();
        int64_t rows = 0;
        for (int group = 0; group < metadata->num_row_groups(); group++) rows += metadata->RowGroup(group)->num_rows();
        return rows;
    }

    void start(const std::vector<int> &columns, int64_t batch_rows) override {
        std::vector<int> leaves;
        for (const int column : columns) collect_leaves(reader_->manifest().schema_fields.at(column), leaves);
        reader_->set_batch_size(std::min(batch_rows, rows_for_batch(leaves)));
        leaves_ = std::move(leaves);
        read_from(0);
    }

    std::shared_ptr<arrow::RecordBatch> next() override { return take(batches_->Next()); }

    int64_t entry_before(int64_t row) const override { return group_at(row).second; }
    void enter(int64_t row) override { read_from(group_at(row).first); }

  private:
    static void collect_leaves(const parquet::arrow::SchemaField &field, std::vector<int> &leaves) {
        if (field.is_leaf()) leaves.push_back(field.column_index);
        for (const auto &child : field.children) collect_leaves(child, leaves);
    }

    void read_from(int group) {
        std::vector<int> groups(reader_->num_row_groups() - group);
        std::iota(groups.begin(), groups.end(), group);
        batches_ = take(reader_->GetRecordBatchReader(groups, leaves_));
    }

    // The row group that holds a row, and its first row.
    std::pair<int, int64_t> group_at(int64_t row) const {
        const auto metadata = reader_->parquet_reader()->metadata();
        int64_t start = 0;
        for (int group = 0; group < metadata->num_row_groups(); group++) {
            const int64_t rows = metadata->RowGroup(group)->num_rows();
            if (row < start + rows) return {group, start};
            start += rows;
        }
        return {metadata->num_row_groups(), start};
    }

    int64_t rows_for_batch(const std::vector<int> &leaves) const {
        const auto metadata = reader_->parquet_reader()->metadata();
        int64_t rows = std::numeric_limits<int64_t>::max();
        for (int group = 0; group < metadata->num_row_groups(); group++) {
            const auto part = metadata->RowGroup(group);
            int64_t bytes = 0;
            for (const int leaf : leaves) {
                bytes += std::clamp<int64_t>(part->ColumnChunk(leaf)->total_uncompressed_size(), 0, int64_t(1) << 40);
            }
            const int64_t bytes_per_row = bytes / std::max<int64_t>(part->num_rows(), 1) + 1;
            rows = std::min(rows, std::max<int64_t>(batch_bytes / bytes_per_row, 1));
        }
        return rows;
    }

    std::unique_ptr<parquet::arrow::FileReader> reader_;
    std::shared_ptr<arrow::Schema> schema_;
    std::vector<int> leaves_;
    std::unique_ptr<arrow::RecordBatchReader> batches_;
};

} // namespace

std::unique_ptr<Source> open_parquet(const std::string &path) { return std::make_unique<ParquetSource>(path); }

} // namespace ca

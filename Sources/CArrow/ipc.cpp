#include <arrow/io/file.h>
#include <arrow/ipc/options.h>
#include <arrow/ipc/reader.h>

#include <algorithm>

#include "guard.hpp"
#include "source.hpp"

namespace ca {

namespace {

arrow::ipc::IpcReadOptions options(const std::vector<int> &columns) {
    auto options = arrow::ipc::IpcReadOptions::Defaults();
    options.use_threads = false;
    options.included_fields = columns;
    return options;
}

// Arrow trusts the offsets and indices in its own files; those of strangers are checked.
std::shared_ptr<arrow::RecordBatch> checked(std::shared_ptr<arrow::RecordBatch> batch) {
    if (batch) check(batch->ValidateFull());
    return batch;
}

// The first rows of the batches that were read so far; others are found by reading on.
class BatchStarts {
  public:
    // Takes note of batch `index`, which has just been read.
    void note(size_t index, int64_t rows) {
        if (index + 1 == starts_.size()) starts_.push_back(starts_.back() + rows);
    }

    // The last known batch that begins at or before a row.
    size_t index_before(int64_t row) const {
        return std::upper_bound(starts_.begin(), starts_.end(), row) - starts_.begin() - 1;
    }

    int64_t start(size_t index) const { return starts_[index]; }

  private:
    std::vector<int64_t> starts_{0};
};

class ArrowFileSource final : public Source {
  public:
    explicit ArrowFileSource(const std::string &path) : path_(path) {
        open({});
        schema_ = reader_->schema();
        row_count_ = take(reader_->CountRows());
    }

    std::shared_ptr<arrow::Schema> schema() const override { return schema_; }
    int64_t row_count() const override { return row_count_; }
    void start(const std::vector<int> &columns, int64_t) override { open(columns); }

    std::shared_ptr<arrow::RecordBatch> next() override {
        if (index_ >= reader_->num_record_batches()) return nullptr;
        auto batch = checked(take(reader_->ReadRecordBatch(index_)));
        starts_.note(index_++, batch->num_rows());
        return batch;
    }

    int64_t entry_before(int64_t row) const override { return starts_.start(starts_.index_before(row)); }
    void enter(int64_t row) override { index_ = static_cast<int>(starts_.index_before(row)); }

  private:
    void open(const std::vector<int> &columns) {
        reader_ = take(
            arrow::ipc::RecordBatchFileReader::Open(take(arrow::io::ReadableFile::Open(path_)), options(columns)));
    }

    std::string path_;
    std::shared_ptr<arrow::Schema> schema_;
    int64_t row_count_ = -1;
    std::shared_ptr<arrow::ipc::RecordBatchFileReader> reader_;
    int index_ = 0;
    BatchStarts starts_;
};

class ArrowStreamSource final : public Source {
  public:
    explicit ArrowStreamSource(const std::string &path) : path_(path) {
        open({});
        schema_ = reader_->schema();
    }

    std::shared_ptr<arrow::Schema> schema() const override { return schema_; }
    void start(const std::vector<int> &columns, int64_t) override {
        columns_ = columns;
        open(columns);
    }

    std::shared_ptr<arrow::RecordBatch> next() override {
        auto batch = checked(take(reader_->Next()));
        if (batch) starts_.note(index_++, batch->num_rows());
        return batch;
    }

    int64_t entry_before(int64_t row) const override { return starts_.start(starts_.index_before(row)); }

    // A stream goes forward only: going back is opening it anew and passing batches over.
    void enter(int64_t row) override {
        const size_t wanted = starts_.index_before(row);
        if (wanted < index_) {
            open(columns_);
            index_ = 0;
        }
        while (index_ < wanted) {
            const auto batch = take(reader_->Next());
            if (!batch) refuse(CA_INVALID, "the file is shorter than it was");
            starts_.note(index_++, batch->num_rows());
        }
    }

  private:
    void open(const std::vector<int> &columns) {
        reader_ = take(
            arrow::ipc::RecordBatchStreamReader::Open(take(arrow::io::ReadableFile::Open(path_)), options(columns)));
    }

    std::string path_;
    std::shared_ptr<arrow::Schema> schema_;
    std::shared_ptr<arrow::ipc::RecordBatchStreamReader> reader_;
    std::vector<int> columns_;
    size_t index_ = 0;
    BatchStarts starts_;
};

} // namespace

std::unique_ptr<Source> open_arrow_file(const std::string &path) { return std::make_unique<ArrowFileSource>(path); }
std::unique_ptr<Source> open_arrow_stream(const std::string &path) { return std::make_unique<ArrowStreamSource>(path); }

} // namespace ca

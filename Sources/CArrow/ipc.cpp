#include <arrow/io/file.h>
#include <arrow/ipc/options.h>
#include <arrow/ipc/reader.h>

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
        return checked(take(reader_->ReadRecordBatch(index_++)));
    }

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
};

class ArrowStreamSource final : public Source {
  public:
    explicit ArrowStreamSource(const std::string &path) : path_(path) {
        open({});
        schema_ = reader_->schema();
    }

    std::shared_ptr<arrow::Schema> schema() const override { return schema_; }
    void start(const std::vector<int> &columns, int64_t) override { open(columns); }
    std::shared_ptr<arrow::RecordBatch> next() override { return checked(take(reader_->Next())); }

  private:
    void open(const std::vector<int> &columns) {
        reader_ = take(
            arrow::ipc::RecordBatchStreamReader::Open(take(arrow::io::ReadableFile::Open(path_)), options(columns)));
    }

    std::string path_;
    std::shared_ptr<arrow::Schema> schema_;
    std::shared_ptr<arrow::ipc::RecordBatchStreamReader> reader_;
};

} // namespace

std::unique_ptr<Source> open_arrow_file(const std::string &path) { return std::make_unique<ArrowFileSource>(path); }
std::unique_ptr<Source> open_arrow_stream(const std::string &path) { return std::make_unique<ArrowStreamSource>(path); }

} // namespace ca

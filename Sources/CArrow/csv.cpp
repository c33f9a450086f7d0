#include <arrow/csv/options.h>
#include <arrow/csv/reader.h>
#include <arrow/io/interfaces.h>

#include <charconv>

#include "guard.hpp"
#include "source.hpp"
#include "stream.hpp"

namespace ca {

namespace {

class CSVSource final : public Source {
  public:
    CSVSource(const std::string &path, const ca_options &options) : path_(path), options_(options) {
        open({});
        schema_ = reader_->schema();
    }

    std::shared_ptr<arrow::Schema> schema() const override { return schema_; }

    void start(const std::vector<int> &columns, int64_t) override {
        std::vector<std::string> names;
        for (const int column : columns) names.push_back(schema_->field(column)->name());
        open(names);
    }

    std::shared_ptr<arrow::RecordBatch> next() override {
        std::shared_ptr<arrow::RecordBatch> batch;
        checked(reader_->ReadNext(&batch));
        return batch;
    }

  private:
    void open(const std::vector<std::string> &columns) {
        auto reading = arrow::csv::ReadOptions::Defaults();
        reading.use_threads = false; // with threads, errors do not know their row
        reading.block_size = options_.block_bytes;
        reading.autogenerate_column_names = !options_.has_header;
        auto parsing = arrow::csv::ParseOptions::Defaults();
        parsing.delimiter = options_.delimiter;
        parsing.quoting = options_.quotes;
        parsing.newlines_in_values = options_.quotes;
        // Arrow settles types after the first block, and an id like '12-1' further down would end the reading; what a
        // cell means is left to those who know.
        auto converting = arrow::csv::ConvertOptions::Defaults();
        converting.default_column_type = arrow::utf8();
        converting.include_columns = columns;
        watch_ = std::make_shared<QuoteWatch>(open_stream(path_), options_.delimiter, options_.quotes);
        auto reader = arrow::csv::StreamingReader::Make(
            arrow::io::default_io_context(), watch_, reading, parsing, converting);
        checked(reader.status());
        reader_ = std::move(reader).ValueUnsafe();
    }

    // Turns what Arrow says about rows into data rows from 0.
    void checked(const arrow::Status &status) const {
        if (status.ok()) return;
        const int64_t header = options_.has_header ? 1 : 0;
        if (watch_->unclosed_line() >= 0) {
            const int64_t row = watch_->unclosed_line() - header;
            refuse(CA_INVALID, "a quote is opened and never closed", row);
        }
        const std::string &text = status.message();
        if (text.find("straddl") != std::string::npos) {
            refuse(
                CA_INVALID,
                "a row is longer than " + std::to_string(options_.block_bytes >> 20) +
                    " MB, perhaps because a quote is never closed");
        }
        if (text.find("Empty CSV") != std::string::npos) refuse(CA_INVALID, "the file is empty");
        constexpr std::string_view mark = "Row #";
        const auto found = text.find(mark);
        if (found == std::string::npos) check(status);
        const char *digits = text.data() + found + mark.size();
        const char *end = text.data() + text.size();
        int64_t number = 0;
        const auto parsed = std::from_chars(digits, end, number);
        std::string_view rest(parsed.ptr, static_cast<size_t>(end - parsed.ptr));
        if (rest.starts_with(": ")) rest.remove_prefix(2);
        refuse(CA_INVALID, std::string(rest), std::max<int64_t>(number - 1 - header, -1));
    }

    std::string path_;
    ca_options options_;
    std::shared_ptr<arrow::Schema> schema_;
    std::shared_ptr<QuoteWatch> watch_;
    std::shared_ptr<arrow::csv::StreamingReader> reader_;
};

} // namespace

std::unique_ptr<Source> open_csv(const std::string &path, const ca_options &options) {
    return std::make_unique<CSVSource>(path, options);
}

} // namespace ca

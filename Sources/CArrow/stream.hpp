// Byte streams under the readers.
#pragma once

#include <arrow/io/interfaces.h>
#include <arrow/result.h>

#include <memory>
#include <string>

namespace ca {

// The bytes of a file, decompressed by the ending of its name.
std::shared_ptr<arrow::io::InputStream> open_stream(const std::string &path);

// Passes CSV on and follows its quotes, which Arrow does not: it takes what follows an open quote, up to the end of
// the file, for one field. Also ends the last line, without which Arrow refuses a file of nothing but a header.
class QuoteWatch final : public arrow::io::InputStream {
  public:
    QuoteWatch(std::shared_ptr<arrow::io::InputStream> source, char delimiter, bool quotes)
        : source_(std::move(source)), delimiter_(delimiter), quotes_(quotes) {}

    // The line (from 0, blank ones not counted) whose quote is open at the end of the file; -1 when there is none.
    int64_t unclosed_line() const { return unclosed_line_; }

    arrow::Status Close() override { return source_->Close(); }
    bool closed() const override { return source_->closed(); }
    arrow::Result<int64_t> Tell() const override { return source_->Tell(); }
    arrow::Result<int64_t> Read(int64_t count, void *out) override;
    arrow::Result<std::shared_ptr<arrow::Buffer>> Read(int64_t count) override;

  private:
    enum class State { line_start, field_start, plain, quoted, quote_in_quoted };

    void follow(const uint8_t *bytes, int64_t count);

    std::shared_ptr<arrow::io::InputStream> source_;
    char delimiter_;
    bool quotes_;
    State state_ = State::line_start;
    bool is_first_read_ = true;
    bool has_ended_ = false;
    int64_t line_ = 0;
    int64_t unclosed_line_ = -1;
};

} // namespace ca

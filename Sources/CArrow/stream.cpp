#include "stream.hpp"

#include <arrow/buffer.h>
#include <arrow/io/compressed.h>
#include <arrow/io/file.h>
#include <arrow/util/compression.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>
#include <utility>

#include "guard.hpp"
#include "include/ca_stream.h"

struct ca_stream : ca::Counted {
    std::shared_ptr<arrow::io::InputStream> source;
};

namespace ca {

std::shared_ptr<arrow::io::InputStream> open_stream(const std::string &path) {
    static constexpr std::array<std::pair<const char *, arrow::Compression::type>, 5> endings{{
        {".gz", arrow::Compression::GZIP},
        {".zst", arrow::Compression::ZSTD},
        {".bz2", arrow::Compression::BZ2},
        {".lz4", arrow::Compression::LZ4_FRAME},
        {".br", arrow::Compression::BROTLI},
    }};
    std::shared_ptr<arrow::io::InputStream> file = take(arrow::io::ReadableFile::Open(path));
    std::string name = path;
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
    for (const auto &[ending, type] : endings) {
        if (!name.ends_with(ending)) continue;
        // The stream borrows the codec, so both live and end together.
        struct Pair {
            std::unique_ptr<arrow::util::Codec> codec;
            std::shared_ptr<arrow::io::CompressedInputStream> stream;
        };
        auto pair = std::make_shared<Pair>();
        pair->codec = take(arrow::util::Codec::Create(type));
        pair->stream = take(arrow::io::CompressedInputStream::Make(pair->codec.get(), file));
        return {pair, pair->stream.get()};
    }
    return file;
}

// Fills the buffer as far as the file goes: Arrow looks for the header in what the first call returns.
arrow::Result<int64_t> QuoteWatch::Read(int64_t count, void *out) {
    auto *bytes = static_cast<uint8_t *>(out);
    int64_t length = 0;
    while (length < count && !has_ended_) {
        ARROW_ASSIGN_OR_RAISE(const int64_t part, source_->Read(count - length, bytes + length));
        follow(bytes + length, part);
        length += part;
        if (part > 0) continue;
        has_ended_ = true;
        if (state_ == State::quoted) {
            unclosed_line_ = line_;
            return arrow::Status::Invalid("a quote is never closed");
        }
        if (state_ != State::line_start) bytes[length++] = '\n';
    }
    return length;
}

arrow::Result<std::shared_ptr<arrow::Buffer>> QuoteWatch::Read(int64_t count) {
    ARROW_ASSIGN_OR_RAISE(auto buffer, arrow::AllocateResizableBuffer(count));
    ARROW_ASSIGN_OR_RAISE(const int64_t length, Read(count, buffer->mutable_data()));
    ARROW_RETURN_NOT_OK(buffer->Resize(length, /*shrink_to_fit=*/false));
    return std::shared_ptr<arrow::Buffer>(std::move(buffer));
}

void QuoteWatch::follow(const uint8_t *bytes, int64_t count) {
    int64_t i = 0;
    if (std::exchange(is_first_read_, false) && count >= 3 && std::memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) i = 3;
    for (; i < count; i++) {
        const char byte = static_cast<char>(bytes[i]);
        if (state_ == State::quoted) {
            if (byte == '"') state_ = State::quote_in_quoted;
        } else if (byte == '"' && state_ == State::quote_in_quoted) {
            state_ = State::quoted;
        } else if (byte == '"' && quotes_ && state_ != State::plain) {
            state_ = State::quoted;
        } else if (byte == '\n' || byte == '\r') {
            if (state_ != State::line_start) line_ += 1;
            state_ = State::line_start;
        } else {
            state_ = byte == delimiter_ ? State::field_start : State::plain;
        }
    }
}

} // namespace ca

using namespace ca;

ca_status ca_stream_open(ca_stream **out, const char *path) {
    return guard([&] {
        auto stream = std::make_unique<ca_stream>();
        stream->source = open_stream(path);
        *out = stream.release();
    });
}

ca_status ca_stream_read(intptr_t *out, ca_stream *stream, void *bytes, intptr_t capacity) {
    return guard([&] { *out = take(stream->source->Read(capacity, bytes)); });
}

void ca_stream_free(ca_stream *stream) { delete stream; }

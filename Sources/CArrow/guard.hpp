// What every .cpp of this target needs: the guard around each body, and errors.
//
// A function of the C surface is one guard around one body; nothing may be thrown past `extern "C"`. Inside a body,
// `take` unwraps what Arrow returns, and `refuse` reports an error of one's own.
#pragma once

#if !__has_include(<arrow/result.h>)
#error "Arrow C++ headers not found: run scripts/bootstrap, or set ARROW to the pyarrow folder of the PyPI wheel"
#endif

#include <arrow/result.h>
#include <arrow/status.h>
#include <arrow/util/config.h>

#include <cstdint>
#include <exception>
#include <string>
#include <utility>

#include "include/ca_error.h"

#if ARROW_VERSION_MAJOR != 26
#error "Arrow C++ 26 is needed: run scripts/bootstrap, or set ARROW to the pyarrow folder of pyarrow 26"
#endif

namespace ca {

// What is wrong with a file, and in which row.
struct Refusal : std::exception {
    ca_status status;
    std::string message;
    int64_t row;

    Refusal(ca_status status, std::string message, int64_t row)
        : status(status), message(std::move(message)), row(row) {}
    const char *what() const noexcept override { return message.c_str(); }
};

[[noreturn]] inline void refuse(ca_status status, std::string message, int64_t row = -1) {
    throw Refusal(status, std::move(message), row);
}

// An Arrow status as an exception; success passes. `row` is the row it is about, where that is known.
void check(const arrow::Status &status, int64_t row = -1);

template <class Value>
Value take(arrow::Result<Value> result) {
    check(result.status());
    return std::move(result).ValueUnsafe();
}

// Called in a catch block: stores the message of the exception in flight, returns its status.
ca_status report_exception_in_flight(int64_t batch_row) noexcept;

// Runs a body; whatever it throws becomes a status. An error that names no row is said to be in the batch that begins
// at `batch_row`, unless that is negative.
template <class Body>
ca_status guard(Body &&body, int64_t batch_row = -1) noexcept {
    try {
        body();
        return CA_OK;
    } catch (...) {
        return report_exception_in_flight(batch_row);
    }
}

// Counts handles of the C surface; base of each of them.
struct Counted {
    Counted();
    ~Counted();
    Counted(const Counted &) = delete;
    Counted &operator=(const Counted &) = delete;
};

} // namespace ca

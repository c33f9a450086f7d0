#include <algorithm>
#include <atomic>
#include <new>

#include "guard.hpp"
#include "include/ca_table.h"

namespace {

struct Failure {
    std::string message;
    int64_t row = -1;
    bool row_is_batch = false;
};

thread_local Failure last_failure;
std::atomic<intptr_t> live_count{0};
thread_local intptr_t live_count_on_thread = 0;

ca_status fail(ca_status status, const char *text, int64_t row, int64_t batch_row) noexcept {
    last_failure.row = row >= 0 ? row : batch_row;
    last_failure.row_is_batch = row < 0 && batch_row >= 0;
    try {
        last_failure.message = text;
        // One line: Arrow appends where in its sources the error arose.
        last_failure.message.resize(std::min(last_failure.message.find('\n'), last_failure.message.size()));
    } catch (...) {
        last_failure.message.clear(); // no memory left even for the text; the status still tells
    }
    return status;
}

ca_status status_of(const arrow::Status &status) {
    if (status.IsOutOfMemory() || status.IsCapacityError()) return CA_OUT_OF_MEMORY;
    if (status.IsNotImplemented()) return CA_UNSUPPORTED;
    // A file that ends too early and a damaged block are input errors too; only the system's own carry a detail.
    if (status.IsIOError() && status.detail() != nullptr) return CA_IO;
    return CA_INVALID;
}

} // namespace

namespace ca {

void check(const arrow::Status &status, int64_t row) {
    if (!status.ok()) refuse(status_of(status), status.message(), row);
}

ca_status report_exception_in_flight(int64_t batch_row) noexcept {
    try {
        throw;
    } catch (const Refusal &refusal) {
        return fail(refusal.status, refusal.what(), refusal.row, batch_row);
    } catch (const std::bad_alloc &) {
        return fail(CA_OUT_OF_MEMORY, "the process is out of memory", -1, batch_row);
    } catch (const std::exception &error) {
        return fail(CA_OTHER, error.what(), -1, batch_row);
    } catch (...) {
        return fail(CA_UNKNOWN, "something was thrown that is no std::exception", -1, batch_row);
    }
}

Counted::Counted() {
    live_count.fetch_add(1, std::memory_order_relaxed);
    live_count_on_thread += 1;
}

Counted::~Counted() {
    live_count.fetch_sub(1, std::memory_order_relaxed);
    live_count_on_thread -= 1;
}

} // namespace ca

const char *ca_error_message(void) { return last_failure.message.c_str(); }

int64_t ca_error_row(void) { return last_failure.row; }

int32_t ca_error_row_is_batch(void) { return last_failure.row_is_batch; }

intptr_t ca_live_count(void) { return live_count.load(std::memory_order_relaxed); }

intptr_t ca_live_count_on_thread(void) { return live_count_on_thread; }

#include <new>
#include <string>
#include <string_view>

#include "guard.hpp"

namespace {

struct Failure {
    std::string message;
    const char *operation = "";
};

thread_local Failure last_failure;

// How the CPU allocator begins its complaint; before it stands the failed C++ check.
constexpr std::string_view cpu_allocator = "DefaultCPUAllocator: ";

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// libtorch throws a plain c10::Error in some places where it has, and elsewhere uses, a class of its own.
ct_status status_of_plain_error(std::string_view text) {
    if (contains(text, cpu_allocator)) return CT_OUT_OF_MEMORY;
    if (contains(text, "out of bounds") || contains(text, "out of DATA bounds")) return CT_INDEX;
    return CT_INVALID_ARGUMENT;
}

// The first line says what is wrong; what follows is advice for Python users and stack frames.
std::string_view first_line(std::string_view text) {
    const auto start = text.find_first_not_of(" \n\t");
    if (start == std::string_view::npos) return {};
    text.remove_prefix(start);
    text = text.substr(0, text.find('\n'));
    const auto allocator = text.find(cpu_allocator);
    if (allocator != std::string_view::npos) text.remove_prefix(allocator + cpu_allocator.size());
    return text;
}

ct_status fail(const char *operation, ct_status status, std::string_view text) noexcept {
    last_failure.operation = operation;
    try {
        last_failure.message = first_line(text);
    } catch (...) {
        last_failure.message.clear(); // no memory left even for the text; the status still tells
    }
    return status;
}

} // namespace

namespace ct {

ct_status report_exception_in_flight(const char *operation) noexcept {
    try {
        throw;
    } catch (const c10::OutOfMemoryError &error) {
        return fail(operation, CT_OUT_OF_MEMORY, error.what_without_backtrace());
    } catch (const c10::IndexError &error) {
        return fail(operation, CT_INDEX, error.what_without_backtrace());
    } catch (const c10::TypeError &error) {
        return fail(operation, CT_TYPE, error.what_without_backtrace());
    } catch (const c10::Error &error) {
        const std::string_view text = error.what_without_backtrace();
        return fail(operation, status_of_plain_error(text), text);
    } catch (const std::bad_alloc &) {
        return fail(operation, CT_OUT_OF_MEMORY, "the process is out of memory");
    } catch (const std::exception &error) {
        return fail(operation, CT_OTHER, error.what());
    } catch (...) {
        return fail(operation, CT_UNKNOWN, "something was thrown that is no std::exception");
    }
}

} // namespace ct

const char *ct_error_message(void) { return last_failure.message.c_str(); }

const char *ct_error_operation(void) { return last_failure.operation; }

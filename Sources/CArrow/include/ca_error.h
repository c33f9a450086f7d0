// Status and message of a call. Every fallible function of this library has one shape: the status is the result, the
// value goes through the first parameter, 0 means success.
#pragma once

#include <stdint.h>

#define CA_CHECKED __attribute__((warn_unused_result))

#ifdef __cplusplus
#define CA_BEGIN extern "C" { _Pragma("clang assume_nonnull begin")
#define CA_END _Pragma("clang assume_nonnull end") }
#else
#define CA_BEGIN _Pragma("clang assume_nonnull begin")
#define CA_END _Pragma("clang assume_nonnull end")
#endif

CA_BEGIN

typedef int32_t ca_status;

enum {
    CA_OK = 0,
    CA_INVALID = 1, // the file is not what it should be
    CA_OUT_OF_MEMORY = 2,
    CA_IO = 3,          // the system refused to open or read
    CA_UNSUPPORTED = 4, // a type or feature that this library does not read
    CA_OTHER = 5,       // any other std::exception
    CA_UNKNOWN = 6      // something thrown that is no std::exception
};

// The message of the last failed call on this thread: one line. Valid until the next failure.
const char *ca_error_message(void);

// The data row at fault, from 0; -1 when it is not known.
int64_t ca_error_row(void);

// The last row that a failed batch may hold is not known either; true when ca_error_row is the first row of a batch
// that could not be read as a whole.
int32_t ca_error_row_is_batch(void);

CA_END

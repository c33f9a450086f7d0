// Status and message of a call. Every fallible function of this library has one shape: the status is the result, the
// value goes through the first parameter, 0 means success.
#pragma once

#include <stdint.h>

#define CT_CHECKED __attribute__((warn_unused_result))

#ifdef __cplusplus
#define CT_BEGIN extern "C" { _Pragma("clang assume_nonnull begin")
#define CT_END _Pragma("clang assume_nonnull end") }
#else
#define CT_BEGIN _Pragma("clang assume_nonnull begin")
#define CT_END _Pragma("clang assume_nonnull end")
#endif

CT_BEGIN

typedef int32_t ct_status;

enum {
    CT_OK = 0,
    CT_INVALID_ARGUMENT = 1, // shapes, values or state that the operation refuses
    CT_OUT_OF_MEMORY = 2,
    CT_INDEX = 3,
    CT_TYPE = 4,
    CT_OTHER = 5,  // any other std::exception
    CT_UNKNOWN = 6 // something thrown that is no std::exception
};

// The message of the last failed call on this thread: one line, without C++ frames. Valid until the next failure.
const char *ct_error_message(void);

// The name of the operation that failed, for as long as the message is valid.
const char *ct_error_operation(void);

CT_END

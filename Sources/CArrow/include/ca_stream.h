// The bytes of a file, decompressed where its name says that it is compressed (.gz, .zst, .bz2, .lz4, .br).
#pragma once

#include <stdint.h>

#include "ca_error.h"

CA_BEGIN

typedef struct ca_stream ca_stream;

CA_CHECKED ca_status ca_stream_open(ca_stream *_Nullable *_Nonnull out, const char *path);

// Reads up to `capacity` bytes; 0 at the end.
CA_CHECKED ca_status ca_stream_read(intptr_t *out, ca_stream *stream, void *bytes, intptr_t capacity);

void ca_stream_free(ca_stream *_Nullable stream);

CA_END

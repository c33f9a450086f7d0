// A table file, read batch by batch into columns of a few plain layouts.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "ca_error.h"

CA_BEGIN

typedef int32_t ca_format;

enum { CA_PARQUET = 0, CA_ARROW_FILE = 1, CA_ARROW_STREAM = 2, CA_CSV = 3 };

// The layouts that every column is brought into.
typedef int32_t ca_kind;

enum {
    CA_NULL = 0,   // nothing but nulls
    CA_BOOL = 1,   // bits
    CA_INT64 = 2,
    CA_DOUBLE = 3,
    CA_STRING = 4, // UTF-8, checked
    CA_LIST = 5,
    CA_STRUCT = 6,
    CA_NO_KIND = 7 // a type that cannot be read; its name is in the field
};

// A column of the file, or a part of one. Owned by the reader.
typedef struct ca_field {
    const char *name;
    const char *type_name; // as Arrow calls it
    ca_kind kind;
    intptr_t child_count; // 1 for a list, any number for a structure
    const struct ca_field *_Nullable children;
} ca_field;

// A column of a batch, or a part of one. Owned by the batch.
typedef struct ca_column {
    ca_kind kind;
    int64_t count;
    const uint8_t *_Nullable validity; // bit validity_offset + row is 0 for a null; absent when there is no null
    int64_t validity_offset;
    const void *_Nullable values; // bits, int64_t, double, or the bytes of strings
    int64_t values_offset;        // of bits
    // Row r of a string or a list spans offsets[r] ..< offsets[r + 1]; one of the two is there.
    const int32_t *_Nullable offsets;
    const int64_t *_Nullable large_offsets;
    intptr_t child_count;
    const struct ca_column *_Nullable children;
} ca_column;

typedef struct ca_options {
    char delimiter; // of CSV
    bool quotes;    // whether CSV fields may be quoted
    bool has_header;
    int32_t block_bytes; // how much of a CSV file is parsed at once; no row may be longer
} ca_options;

typedef struct ca_reader ca_reader;
typedef struct ca_batch ca_batch;

CA_CHECKED ca_status ca_reader_open(
    ca_reader *_Nullable *_Nonnull out, const char *path, ca_format format, const ca_options *options);
void ca_reader_free(ca_reader *_Nullable reader);

// The columns of the file, in its order; valid as long as the reader.
const ca_field *_Nullable ca_reader_fields(const ca_reader *reader);
intptr_t ca_reader_field_count(const ca_reader *reader);

// Rows of the file, or -1 where only reading it to the end would tell.
int64_t ca_reader_row_count(const ca_reader *reader);

// Chooses columns (indices into the fields) and the largest number of rows of a batch; once, before the first batch.
CA_CHECKED ca_status ca_reader_start(
    ca_reader *reader, const intptr_t *_Nullable columns, intptr_t column_count, int64_t batch_rows);

// The next batch, or null at the end of the file.
CA_CHECKED ca_status ca_reader_next(ca_batch *_Nullable *_Nonnull out, ca_reader *reader);

// Goes to a row, which must exist: the next batch holds it, though perhaps not as its first. Formats that can only be
// read forward refuse this. The less of the file lies between the row and the place from which it can be reached (the
// begin of its row group in Parquet, of its record batch in Arrow), the less it costs.
CA_CHECKED ca_status ca_reader_seek(ca_reader *reader, int64_t row);

void ca_batch_free(ca_batch *_Nullable batch);
int64_t ca_batch_row_count(const ca_batch *batch);

// The first row's number in the file, from 0.
int64_t ca_batch_first_row(const ca_batch *batch);

// Memory that the batch keeps alive.
int64_t ca_batch_byte_count(const ca_batch *batch);

// The chosen columns, in the order in which they were chosen; valid as long as the batch.
const ca_column *_Nullable ca_batch_columns(const ca_batch *batch);

// Readers, batches and streams alive in the process, and made minus freed on the calling thread.
intptr_t ca_live_count(void);
intptr_t ca_live_count_on_thread(void);

CA_END

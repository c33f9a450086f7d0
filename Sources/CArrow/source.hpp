// A table file as a sequence of record batches; one class per format.
#pragma once

#include <arrow/record_batch.h>
#include <arrow/type.h>

#include <memory>
#include <string>
#include <vector>

#include "guard.hpp"
#include "include/ca_table.h"

namespace ca {

class Source {
  public:
    virtual ~Source() = default;

    virtual std::shared_ptr<arrow::Schema> schema() const = 0;

    // Rows of the file, or -1 where only reading to the end would tell.
    virtual int64_t row_count() const { return -1; }

    // Chooses columns; called once, before the first batch. Batches may hold other columns too, in any order.
    virtual void start(const std::vector<int> &columns, int64_t batch_rows) = 0;

    // The next batch, or null at the end.
    virtual std::shared_ptr<arrow::RecordBatch> next() = 0;

    // The row, at or before `row`, at which reading can begin anew; -1 when the format allows that nowhere.
    virtual int64_t entry_before(int64_t) const { return -1; }

    // Goes to a row that `entry_before` gave; it is the first of the next batch.
    virtual void enter(int64_t row) { refuse(CA_UNSUPPORTED, "there is no way to row " + std::to_string(row)); }
};

std::unique_ptr<Source> open_parquet(const std::string &path);
std::unique_ptr<Source> open_arrow_file(const std::string &path);
std::unique_ptr<Source> open_arrow_stream(const std::string &path);
std::unique_ptr<Source> open_csv(const std::string &path, const ca_options &options);

} // namespace ca

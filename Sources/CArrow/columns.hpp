// From Arrow's many types to the few layouts of ca_table.h.
#pragma once

#include <arrow/array/array_base.h>
#include <arrow/type.h>

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "include/ca_table.h"

namespace ca {

// The layout that a type is read as; CA_NO_KIND for types that cannot be read.
ca_kind kind_of(const arrow::DataType &type);

// Descriptions of columns, with what they point to.
struct Fields {
    std::vector<ca_field> list;

    explicit Fields(const arrow::Schema &schema);

  private:
    ca_field describe(const arrow::Field &field);

    std::deque<std::string> texts_;
    std::deque<std::vector<ca_field>> children_;
};

// Columns of a batch, with what they point to.
struct Columns {
    std::vector<ca_column> list;

    // Adds a column. Throws with its row, counted from `first_row`, when a cell cannot be represented.
    void add(const std::string &name, const std::shared_ptr<arrow::Array> &array, int64_t first_row);

  private:
    // What an error can say about where it is; the row is unknown inside of lists.
    struct Place {
        const std::string &column;
        int64_t first_row;
        int64_t row(int64_t index) const { return first_row < 0 ? -1 : first_row + index; }
        Place inside_list() const { return {column, -1}; }
    };

    ca_column view(const std::shared_ptr<arrow::Array> &array, Place place);
    ca_column view_text(const std::shared_ptr<arrow::Array> &array, Place place);
    ca_column view_numbers(const std::shared_ptr<arrow::Array> &array, Place place);
    ca_column view_list(const std::shared_ptr<arrow::Array> &array, Place place);
    ca_column view_written(const std::shared_ptr<arrow::Array> &array, Place place);

    template <class Value> Value *keep(std::shared_ptr<Value> value) {
        kept_.push_back(value);
        return value.get();
    }

    std::vector<std::shared_ptr<const void>> kept_;
    std::deque<std::vector<ca_column>> children_;
};

} // namespace ca

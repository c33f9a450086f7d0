#include "columns.hpp"

#include <arrow/array/array_binary.h>
#include <arrow/array/array_dict.h>
#include <arrow/array/array_nested.h>
#include <arrow/array/array_primitive.h>
#include <arrow/array/builder_base.h>
#include <arrow/array/builder_binary.h>
#include <arrow/array/data.h>
#include <arrow/extension_type.h>
#include <arrow/scalar.h>
#include <arrow/util/float16.h>
#include <arrow/util/utf8.h>

#include <limits>
#include <type_traits>

#include "guard.hpp"

namespace ca {

namespace {

template <class Kind> const Kind &as(const std::shared_ptr<arrow::Array> &array) {
    return static_cast<const Kind &>(*array);
}

ca_column blank(ca_kind kind, const arrow::Array &array) {
    ca_column column{};
    column.kind = kind;
    column.count = array.length();
    if (array.null_count() > 0) {
        column.validity = array.null_bitmap_data();
        column.validity_offset = array.offset();
    }
    return column;
}

// The first row whose text is not UTF-8, or -1. The bytes of all rows are checked in one go; then only the boundaries
// between rows are left, which must not cut a character.
template <class Kind> int64_t first_bad_text(const Kind &array) {
    const int64_t count = array.length();
    if (count == 0) return -1;
    const uint8_t *bytes = array.value_data() ? array.value_data()->data() : nullptr;
    const auto *offsets = array.raw_value_offsets();
    bool is_good = arrow::util::ValidateUTF8(bytes + offsets[0], offsets[count] - offsets[0]);
    for (int64_t i = 0; is_good && i < count; i++) {
        if (offsets[i] < offsets[count]) is_good = (bytes[offsets[i]] & 0xC0) != 0x80;
    }
    if (is_good) return -1;
    for (int64_t i = 0; i < count; i++) {
        // Bytes under a null are nobody's.
        if (array.IsValid(i) && !arrow::util::ValidateUTF8(bytes + offsets[i], offsets[i + 1] - offsets[i])) return i;
    }
    return -1;
}

template <class Kind> ca_column view_offsets(ca_kind kind, const Kind &array) {
    ca_column column = blank(kind, array);
    if constexpr (sizeof(*array.raw_value_offsets()) == sizeof(int32_t)) {
        column.offsets = array.raw_value_offsets();
    } else {
        column.large_offsets = array.raw_value_offsets();
    }
    return column;
}

template <class Target, class Kind, class Convert>
std::shared_ptr<std::vector<Target>> converted(const Kind &array, Convert convert) {
    auto values = std::make_shared<std::vector<Target>>(array.length());
    for (int64_t i = 0; i < array.length(); i++) (*values)[i] = convert(array.Value(i), i);
    return values;
}

// The values that a dictionary's indices stand for.
std::shared_ptr<arrow::Array> expanded(const arrow::DictionaryArray &array) {
    const auto &dictionary = *array.dictionary();
    const auto builder = take(arrow::MakeBuilder(dictionary.type()));
    const arrow::ArraySpan span(*dictionary.data());
    check(builder->Reserve(array.length()));
    for (int64_t i = 0; i < array.length(); i++) {
        if (array.IsNull(i)) {
            check(builder->AppendNull());
        } else {
            check(builder->AppendArraySlice(span, array.GetValueIndex(i), 1));
        }
    }
    return take(builder->Finish());
}

template <class Kind> std::shared_ptr<arrow::Array> rebuilt(const Kind &array) {
    arrow::LargeBinaryBuilder builder;
    for (int64_t i = 0; i < array.length(); i++) {
        check(array.IsNull(i) ? builder.AppendNull() : builder.Append(array.GetView(i)));
    }
    return take(builder.Finish());
}

} // namespace

void Columns::add(const std::string &name, const std::shared_ptr<arrow::Array> &array, int64_t first_row) {
    list.push_back(view(array, {name, first_row}));
}

ca_column Columns::view(const std::shared_ptr<arrow::Array> &array, Place place) {
    using arrow::Type;
    keep(array);
    const ca_kind kind = kind_of(*array->type());
    switch (array->type_id()) {
    case Type::DICTIONARY: return view(expanded(as<arrow::DictionaryArray>(array)), place);
    case Type::EXTENSION: return view(as<arrow::ExtensionArray>(array).storage(), place);
    default: break;
    }
    switch (kind) {
    case CA_NULL: {
        ca_column column{};
        column.count = array->length();
        return column;
    }
    case CA_BOOL: {
        ca_column column = blank(kind, *array);
        const auto &values = as<arrow::BooleanArray>(array).values();
        column.values = values ? values->data() : nullptr;
        column.values_offset = array->offset();
        return column;
    }
    case CA_INT64:
    case CA_DOUBLE: return view_numbers(array, place);
    case CA_STRING: return view_text(array, place);
    case CA_LIST: return view_list(array, place);
    case CA_STRUCT: {
        ca_column column = blank(kind, *array);
        const auto &structure = as<arrow::StructArray>(array);
        std::vector<ca_column> children;
        for (int i = 0; i < structure.num_fields(); i++) children.push_back(view(structure.field(i), place));
        column.child_count = static_cast<intptr_t>(children.size());
        column.children = children_.emplace_back(std::move(children)).data();
        return column;
    }
    default:
        refuse(CA_UNSUPPORTED, "column '" + place.column + "' is of type " + array->type()->ToString());
    }
}

ca_column Columns::view_numbers(const std::shared_ptr<arrow::Array> &array, Place place) {
    using arrow::Type;
    ca_column column = blank(kind_of(*array->type()), *array);
    const auto widen = [&](const auto &narrow) {
        using Target = std::conditional_t<std::is_integral_v<std::decay_t<decltype(narrow.Value(0))>>, int64_t, double>;
        const auto values = converted<Target>(narrow, [](auto value, int64_t) { return static_cast<Target>(value); });
        column.values = keep(values)->data();
    };
    switch (array->type_id()) {
    case Type::INT64: column.values = as<arrow::Int64Array>(array).raw_values(); break;
    case Type::DOUBLE: column.values = as<arrow::DoubleArray>(array).raw_values(); break;
    case Type::INT8: widen(as<arrow::Int8Array>(array)); break;
    case Type::INT16: widen(as<arrow::Int16Array>(array)); break;
    case Type::INT32: widen(as<arrow::Int32Array>(array)); break;
    case Type::UINT8: widen(as<arrow::UInt8Array>(array)); break;
    case Type::UINT16: widen(as<arrow::UInt16Array>(array)); break;
    case Type::UINT32: widen(as<arrow::UInt32Array>(array)); break;
    case Type::FLOAT: widen(as<arrow::FloatArray>(array)); break;
    case Type::UINT64: {
        const auto &source = as<arrow::UInt64Array>(array);
        column.values = keep(converted<int64_t>(source, [&](uint64_t value, int64_t i) {
            if (value > uint64_t(std::numeric_limits<int64_t>::max()) && source.IsValid(i)) {
                refuse(
                    CA_UNSUPPORTED,
                    "column '" + place.column + "' holds " + std::to_string(value) + ", beyond 64-bit signed integers",
                    place.row(i));
            }
            return static_cast<int64_t>(value);
        }))->data();
        break;
    }
    default: { // HALF_FLOAT
        const auto &source = as<arrow::HalfFloatArray>(array);
        column.values = keep(converted<double>(source, [](uint16_t bits, int64_t) {
            return arrow::util::Float16::FromBits(bits).ToDouble();
        }))->data();
    }
    }
    return column;
}

ca_column Columns::view_text(const std::shared_ptr<arrow::Array> &array, Place place) {
    using arrow::Type;
    const auto viewed = [&](const auto &text) {
        ca_column column = view_offsets(CA_STRING, text);
        const int64_t bad = first_bad_text(text);
        if (bad >= 0) refuse(CA_INVALID, "column '" + place.column + "' holds bytes that are not UTF-8 text", place.row(bad));
        column.values = text.value_data() ? text.value_data()->data() : nullptr;
        return column;
    };
    switch (array->type_id()) {
    // Old writers of Parquet leave out the mark that says text; bytes that are UTF-8 are taken for text.
    case Type::STRING:
    case Type::BINARY: return viewed(as<arrow::BinaryArray>(array));
    case Type::LARGE_STRING:
    case Type::LARGE_BINARY: return viewed(as<arrow::LargeBinaryArray>(array));
    case Type::STRING_VIEW:
    case Type::BINARY_VIEW: return view(rebuilt(as<arrow::BinaryViewArray>(array)), place);
    case Type::FIXED_SIZE_BINARY: return view(rebuilt(as<arrow::FixedSizeBinaryArray>(array)), place);
    default: return view_written(array, place);
    }
}

// Dates, times and decimals, as Arrow writes them.
ca_column Columns::view_written(const std::shared_ptr<arrow::Array> &array, Place place) {
    arrow::StringBuilder builder;
    for (int64_t i = 0; i < array->length(); i++) {
        check(array->IsNull(i) ? builder.AppendNull() : builder.Append(take(array->GetScalar(i))->ToString()));
    }
    return view(take(builder.Finish()), place);
}

ca_column Columns::view_list(const std::shared_ptr<arrow::Array> &array, Place place) {
    ca_column column{};
    std::shared_ptr<arrow::Array> values;
    if (array->type_id() == arrow::Type::LARGE_LIST) {
        const auto &list = as<arrow::LargeListArray>(array);
        column = view_offsets(CA_LIST, list);
        values = list.values();
    } else if (array->type_id() == arrow::Type::FIXED_SIZE_LIST) {
        const auto &list = as<arrow::FixedSizeListArray>(array);
        column = blank(CA_LIST, list);
        auto offsets = std::make_shared<std::vector<int64_t>>();
        for (int64_t i = 0; i <= list.length(); i++) offsets->push_back((list.offset() + i) * list.list_type()->list_size());
        column.large_offsets = keep(offsets)->data();
        values = list.values();
    } else { // LIST and MAP
        const auto &list = as<arrow::ListArray>(array);
        column = view_offsets(CA_LIST, list);
        values = list.values();
    }
    column.child_count = 1;
    column.children = children_.emplace_back(1, view(values, place.inside_list())).data();
    return column;
}

} // namespace ca

#include <arrow/extension_type.h>

#include "columns.hpp"
#include "guard.hpp"

namespace ca {

ca_kind kind_of(const arrow::DataType &type) {
    using arrow::Type;
    switch (type.id()) {
    case Type::NA: return CA_NULL;
    case Type::BOOL: return CA_BOOL;
    case Type::INT8:
    case Type::INT16:
    case Type::INT32:
    case Type::INT64:
    case Type::UINT8:
    case Type::UINT16:
    case Type::UINT32:
    case Type::UINT64: return CA_INT64;
    case Type::HALF_FLOAT:
    case Type::FLOAT:
    case Type::DOUBLE: return CA_DOUBLE;
    case Type::STRING:
    case Type::LARGE_STRING:
    case Type::STRING_VIEW:
    case Type::BINARY:
    case Type::LARGE_BINARY:
    case Type::BINARY_VIEW:
    case Type::FIXED_SIZE_BINARY:
    case Type::DECIMAL32:
    case Type::DECIMAL64:
    case Type::DECIMAL128:
    case Type::DECIMAL256:
    case Type::DATE32:
    case Type::DATE64:
    case Type::TIME32:
    case Type::TIME64:
    case Type::TIMESTAMP: return CA_STRING;
    case Type::LIST:
    case Type::LARGE_LIST:
    case Type::FIXED_SIZE_LIST:
    case Type::MAP: return kind_of(*type.field(0)->type()) == CA_NO_KIND ? CA_NO_KIND : CA_LIST;
    case Type::STRUCT:
        for (const auto &field : type.fields()) {
            if (kind_of(*field->type()) == CA_NO_KIND) return CA_NO_KIND;
        }
        return CA_STRUCT;
    case Type::DICTIONARY: return kind_of(*static_cast<const arrow::DictionaryType &>(type).value_type());
    case Type::EXTENSION: return kind_of(*static_cast<const arrow::ExtensionType &>(type).storage_type());
    default: return CA_NO_KIND;
    }
}

namespace {

// The type whose children are the children of the column.
const arrow::DataType &underlying(const arrow::DataType &type) {
    if (type.id() == arrow::Type::DICTIONARY) {
        return underlying(*static_cast<const arrow::DictionaryType &>(type).value_type());
    }
    if (type.id() == arrow::Type::EXTENSION) {
        return underlying(*static_cast<const arrow::ExtensionType &>(type).storage_type());
    }
    return type;
}

} // namespace

Fields::Fields(const arrow::Schema &schema) {
    for (const auto &field : schema.fields()) list.push_back(describe(*field));
}

ca_field Fields::describe(const arrow::Field &field) {
    ca_field made{};
    made.name = texts_.emplace_back(field.name()).c_str();
    made.type_name = texts_.emplace_back(field.type()->ToString()).c_str();
    made.kind = kind_of(*field.type());
    if (made.kind == CA_LIST || made.kind == CA_STRUCT) {
        std::vector<ca_field> children;
        for (const auto &child : underlying(*field.type()).fields()) children.push_back(describe(*child));
        made.child_count = static_cast<intptr_t>(children.size());
        made.children = children_.emplace_back(std::move(children)).data();
    }
    return made;
}

} // namespace ca

// A C surface over Arrow C++: table files as batches of columns. See ca_error.h for the shape that all calls share.
#pragma once

#include "ca_error.h"
#include "ca_stream.h"
#include "ca_table.h"

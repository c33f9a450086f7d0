// Prints what the C++ libraries compute from fixed inputs: `kernel-numbers FIXTURES`, the folder Tests/Fixtures.
#include <exception>

#include "numbers.hpp"

int main(int count, char **arguments) {
    if (count != 2) {
        std::fprintf(stderr, "kernel-numbers: the folder of the fixtures is wanted\n");
        return 2;
    }
    // Where a run breaks off, the last line tells how far it came.
    std::setvbuf(stdout, nullptr, _IOLBF, 1 << 16);
    try {
        print_kernels();
        print_operations();
        print_tables(arguments[1]);
    } catch (const std::exception &error) {
        std::fprintf(stderr, "kernel-numbers: %s\n", error.what());
        return 1;
    }
    return std::fflush(stdout) == 0 ? 0 : 1;
}

#pragma once

#include <stddef.h>
#include <stdint.h>

/// Feeds a function with inputs for as long as the arguments say. It ends the process itself.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*callback)(const uint8_t *data, size_t size));

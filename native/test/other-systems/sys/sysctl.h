/* The part of the BSDs' header that their readings use, so that a test can check their syntax elsewhere. */
#include <stddef.h>
#define CTL_HW 6
#define HW_MODEL 2
int sysctl(const int *name, unsigned count, void *value, size_t *size, const void *other, size_t other_size);
int sysctlbyname(const char *name, void *value, size_t *size, void *other, size_t other_size);

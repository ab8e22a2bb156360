/* Shared by the files for Linux. */
#ifndef AIRLATCH_SRC_LINUX_H
#define AIRLATCH_SRC_LINUX_H
#include "probe.h"

/* probe_linux.c, linux_virtual.c, linux_container.c. `root` is put before every path: "" except in tests. */
typedef struct { const char *name; airlatch_bytes value; } al_field;
typedef struct { al_field fields[16]; size_t count; } al_cpu_info;
typedef struct { const char *names[2]; size_t count; bool id_of_image; } al_inside; /* the outermost first */
airlatch_bytes al_cpu_field(const al_cpu_info *cpu, const char *name); /* data is NULL: no such field */
void al_probe_linux(al_probe *probe, const void *root);
al_inside al_linux_inside(al_memory *memory, const char *root, const al_cpu_info *cpu);
const char *al_linux_container(al_memory *memory, const char *root, airlatch_bytes version, bool is_virtual, bool *id_of_image);
#endif

/*
 * Facts about a Windows computer, and the readings that follow from them (SPEC.md section 16.4). This part does not
 * depend on Windows, so recorded computers can be tested on other systems. Texts are as al_words_* takes them.
 */
#ifndef AIRLATCH_WINDOWS_FACTS_H
#define AIRLATCH_WINDOWS_FACTS_H
#include "probe.h"

enum { AL_MOST_DEVICES = 256 }; /* most disks or adapters of a computer */

/* bus: InterfaceType of Win32_DiskDrive, or BusType of MSFT_PhysicalDisk in words. */
typedef struct { airlatch_bytes name, serial, bus; } al_disk;
typedef struct { airlatch_bytes connection, name, address; } al_adapter;
typedef struct { al_disk items[AL_MOST_DEVICES]; size_t count; } al_disks;
typedef struct { al_adapter items[AL_MOST_DEVICES]; size_t count; } al_adapters;

/* smbios.c. Texts are empty if the firmware has none. */
typedef struct { al_made system, board; char uuid[36]; size_t uuid_size; airlatch_bytes serial; } al_smbios;
/* Reads the registry value; false if it has no system structure. `out` points into the value. */
bool al_smbios_read(al_smbios *out, airlatch_bytes value);

/* windows_rules.c */
typedef struct {
  airlatch_bytes install_id, cpu_model;
  airlatch_bytes smbios;           /* the registry value; data is NULL: it cannot be read */
  al_made firmware[2];             /* system and board, from registry keys that every account may read */
  al_made asked[2];                /* the same from WMI, if there is no SMBIOS */
  airlatch_bytes uuid, serial;     /* by WMI */
  const al_disks *disks;           /* NULL: not known */
  const al_adapters *adapters;     /* NULL: not known */
} al_windows_facts;
void al_windows_readings(al_probe *probe, const al_windows_facts *facts);
/* Copies the bus types of MSFT_PhysicalDisk to the disks that they belong to. */
void al_windows_join(al_disks *disks, const al_disks *physical);
/* Returns the serial number of a Win32_DiskDrive; if it is not text, the one in the instance path. */
airlatch_bytes al_windows_serial(airlatch_bytes serial, airlatch_bytes instance);
#endif

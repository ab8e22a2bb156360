/*
 * What is known of a Windows computer, and what readings come of it (SPEC.md section 16.4). This part knows nothing of Windows
 * itself, so that recorded computers are played on other systems. Texts are as al_words_* takes them.
 */
#ifndef AIRLATCH_WINDOWS_FACTS_H
#define AIRLATCH_WINDOWS_FACTS_H
#include "probe.h"

enum { AL_MOST_DEVICES = 256 }; /* disks or adapters; no computer has as many */

/* bus: InterfaceType of Win32_DiskDrive, or BusType of MSFT_PhysicalDisk in words. */
typedef struct { airlatch_bytes name, serial, bus; } al_disk;
typedef struct { airlatch_bytes connection, name, address; } al_adapter;
typedef struct { al_disk items[AL_MOST_DEVICES]; size_t count; } al_disks;
typedef struct { al_adapter items[AL_MOST_DEVICES]; size_t count; } al_adapters;

/* smbios.c. The texts are empty where the firmware has none, and have the size of the computer's own. */
typedef struct { al_made system, board; char uuid[36]; size_t uuid_size; airlatch_bytes serial; } al_smbios;
/* Reads the value of the registry; false: there is no structure of a system. It looks into the value that it is given. */
bool al_smbios_read(al_smbios *out, airlatch_bytes value);

/* windows_rules.c */
typedef struct {
  airlatch_bytes install_id, cpu_model;
  airlatch_bytes smbios;           /* the value of the registry; data is NULL: it cannot be read */
  al_made firmware[2];             /* system and board, of the keys that every account may read */
  al_made asked[2];                /* the same from WMI, if there is no SMBIOS */
  airlatch_bytes uuid, serial;     /* by WMI */
  const al_disks *disks;           /* NULL: not known */
  const al_adapters *adapters;     /* NULL: not known */
} al_windows_facts;
void al_windows_readings(al_probe *probe, const al_windows_facts *facts);
/* Takes the bus types of MSFT_PhysicalDisk over into the disks that they belong to. */
void al_windows_join(al_disks *disks, const al_disks *physical);
/* Of Win32_DiskDrive: the serial number; if that is not text, the one in the instance. */
airlatch_bytes al_windows_serial(airlatch_bytes serial, airlatch_bytes instance);
#endif

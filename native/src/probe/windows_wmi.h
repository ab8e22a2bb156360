/* What Windows reports about its devices by WMI (windows_wmi.c). */
#ifndef AIRLATCH_WINDOWS_WMI_H
#define AIRLATCH_WINDOWS_WMI_H
#include "windows_facts.h"

typedef struct {
  al_disks disks, physical;  /* Win32_DiskDrive and MSFT_PhysicalDisk */
  al_adapters adapters;      /* Win32_NetworkAdapter */
  al_made made[2];           /* Win32_ComputerSystemProduct and Win32_BaseBoard, which are asked only if `firmware` */
  airlatch_bytes uuid, serial;
} al_wmi;
/* Empty if WMI does not answer within 15 seconds. NULL: no memory, or no thread. */
const al_wmi *al_wmi_ask(al_memory *memory, bool firmware);
#endif

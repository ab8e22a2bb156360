/*
 * Owns the WMI queries. They are the queries of PowerShell and getmac.exe for the `airlatch` tool, so that both read
 * the same values: functions such as DeviceIoControl return the serial number of some disks in another form. A separate
 * thread makes them, because the program may have initialized COM differently, and because WMI may hang; then the
 * thread is abandoned together with its memory. Known limit, as with PowerShell: an account can replace a WMI class for
 * its own programs.
 */
#ifdef _WIN32
#include "windows_wmi.h"
#include "../system/system.h"
#include "../system/windows_text.h"
#include <stdatomic.h>
#include <stdlib.h>
#include <wbemidl.h>

enum { LIMIT_MS = 15000, OBJECT_MS = 5000 };

/* Shared by the thread and its caller; the last one frees it. */
typedef struct {
  al_memory memory;
  al_gate *gate;
  atomic_int users;
  bool firmware, is_done;
  al_wmi answer;
} question;

static void leave(question *one) {
  if (atomic_fetch_sub(&one->users, 1) != 1) return;
  al_gate_close(one->gate);
  al_memory memory = one->memory; /* the question itself is in it */
  al_release(&memory);
}

/* Returns a property as text; data is NULL if it is missing, or not a text, number or boolean. */
static airlatch_bytes text_of(al_memory *memory, IWbemClassObject *object, const wchar_t *name) {
  VARIANT value, text;
  airlatch_bytes result = { 0 };
  VariantInit(&value);
  VariantInit(&text);
  if (SUCCEEDED(IWbemClassObject_Get(object, name, 0, &value, NULL, NULL)) && value.vt != VT_NULL && value.vt != VT_EMPTY
      && SUCCEEDED(VariantChangeType(&text, &value, VARIANT_NOVALUEPROP, VT_BSTR)) && text.bstrVal != NULL)
    result = al_latin(memory, text.bstrVal);
  VariantClear(&text);
  VariantClear(&value);
  return result;
}

static airlatch_bytes or_empty(airlatch_bytes text) {
  return text.data != NULL ? text : (airlatch_bytes){ (const uint8_t *)"", 0 };
}

/* Adds a disk. A disk without a size is an empty drive. */
static void take_disk(question *one, IWbemClassObject *object) {
  al_disks *disks = &one->answer.disks;
  al_memory *memory = &one->memory;
  if (text_of(memory, object, L"Size").size == 0 || disks->count == AL_MOST_DEVICES) return;
  airlatch_bytes instance = or_empty(text_of(memory, object, L"PNPDeviceID"));
  airlatch_bytes serial = or_empty(text_of(memory, object, L"SerialNumber"));
  disks->items[disks->count++] = (al_disk){ al_words_trim(or_empty(text_of(memory, object, L"Caption"))),
                                            al_windows_serial(serial, instance),
                                            or_empty(text_of(memory, object, L"InterfaceType")) };
}

/* Translates numbers of STORAGE_BUS_TYPE to PowerShell's words, as far as the rules need them. */
static airlatch_bytes bus_of(airlatch_bytes number) {
  static const char *const BUSES[] = { "4", "1394", "6", "Fibre Channel", "7", "USB", "9", "iSCSI", "12", "SD",
                                       "14", "Virtual", "15", "File Backed Virtual", "16", "Storage Spaces" };
  for (size_t i = 0; i < sizeof BUSES / sizeof *BUSES; i += 2)
    if (al_words_are(number, BUSES[i])) return al_words_of(BUSES[i + 1]);
  return al_words_of("built in");
}

static void take_physical(question *one, IWbemClassObject *object) {
  al_disks *disks = &one->answer.physical;
  al_memory *memory = &one->memory;
  if (text_of(memory, object, L"Size").size == 0 || disks->count == AL_MOST_DEVICES) return;
  disks->items[disks->count++] = (al_disk){ .name = al_words_trim(or_empty(text_of(memory, object, L"FriendlyName"))),
                                            .serial = al_words_trim(or_empty(text_of(memory, object, L"SerialNumber"))),
                                            .bus = bus_of(or_empty(text_of(memory, object, L"BusType"))) };
}

static void take_adapter(question *one, IWbemClassObject *object) {
  al_adapters *adapters = &one->answer.adapters;
  al_memory *memory = &one->memory;
  airlatch_bytes address = text_of(memory, object, L"MACAddress");
  bool is_there = address.size > 0 && text_of(memory, object, L"NetEnabled").data != NULL;
  if (!is_there || adapters->count == AL_MOST_DEVICES) return;
  adapters->items[adapters->count++] = (al_adapter){ or_empty(text_of(memory, object, L"NetConnectionID")),
                                                     or_empty(text_of(memory, object, L"Name")), address };
}

static void take_product(question *one, IWbemClassObject *object) {
  one->answer.made[0] = (al_made){ text_of(&one->memory, object, L"Vendor"), text_of(&one->memory, object, L"Name") };
  one->answer.uuid = text_of(&one->memory, object, L"UUID");
}

static void take_board(question *one, IWbemClassObject *object) {
  airlatch_bytes model = text_of(&one->memory, object, L"Model");
  if (model.size == 0) model = text_of(&one->memory, object, L"Product");
  one->answer.made[1] = (al_made){ text_of(&one->memory, object, L"Manufacturer"), model };
  one->answer.serial = text_of(&one->memory, object, L"SerialNumber");
}

static void ask(question *one, IWbemServices *services, const wchar_t *words, void (*take)(question *, IWbemClassObject *)) {
  IEnumWbemClassObject *found = NULL;
  BSTR language = SysAllocString(L"WQL"), query = SysAllocString(words);
  if (language != NULL && query != NULL)
    IWbemServices_ExecQuery(services, language, query, WBEM_FLAG_FORWARD_ONLY | WBEM_FLAG_RETURN_IMMEDIATELY, NULL, &found);
  SysFreeString(query);
  SysFreeString(language);
  if (found == NULL) return;
  for (int i = 0; i < AL_MOST_DEVICES; i++) {
    IWbemClassObject *object = NULL;
    ULONG count = 0;
    if (IEnumWbemClassObject_Next(found, OBJECT_MS, 1, &object, &count) != WBEM_S_NO_ERROR || count != 1) break;
    take(one, object);
    IWbemClassObject_Release(object);
  }
  IEnumWbemClassObject_Release(found);
}

static IWbemServices *connect_to(IWbemLocator *locator, const wchar_t *where) {
  IWbemServices *services = NULL;
  BSTR place = SysAllocString(where);
  if (place != NULL)
    IWbemLocator_ConnectServer(locator, place, NULL, NULL, NULL, WBEM_FLAG_CONNECT_USE_MAX_WAIT, NULL, NULL, &services);
  SysFreeString(place);
  if (services != NULL)
    CoSetProxyBlanket((IUnknown *)services, RPC_C_AUTHN_WINNT, RPC_C_AUTHZ_NONE, NULL, RPC_C_AUTHN_LEVEL_PKT_PRIVACY,
                      RPC_C_IMP_LEVEL_IMPERSONATE, NULL, EOAC_NONE);
  return services;
}

static void ask_all(question *one, IWbemLocator *locator) {
  IWbemServices *services = connect_to(locator, L"ROOT\\CIMV2");
  if (services != NULL) {
    ask(one, services, L"SELECT * FROM Win32_NetworkAdapter", take_adapter);
    ask(one, services, L"SELECT * FROM Win32_DiskDrive", take_disk);
    if (one->firmware) {
      ask(one, services, L"SELECT * FROM Win32_ComputerSystemProduct", take_product);
      ask(one, services, L"SELECT * FROM Win32_BaseBoard", take_board);
    }
    IWbemServices_Release(services);
  }
  services = connect_to(locator, L"ROOT\\Microsoft\\Windows\\Storage");
  if (services == NULL) return;
  ask(one, services, L"SELECT * FROM MSFT_PhysicalDisk", take_physical);
  IWbemServices_Release(services);
  al_windows_join(&one->answer.disks, &one->answer.physical);
}

static void *run(void *argument) {
  question *one = argument;
  IWbemLocator *locator = NULL;
  if (SUCCEEDED(CoInitializeEx(NULL, COINIT_MULTITHREADED))) {
    CoCreateInstance(&CLSID_WbemLocator, NULL, CLSCTX_INPROC_SERVER, &IID_IWbemLocator, (void **)&locator);
    if (locator != NULL) {
      ask_all(one, locator);
      IWbemLocator_Release(locator);
    }
    CoUninitialize();
  }
  al_gate_lock(one->gate);
  one->is_done = true;
  al_gate_wake(one->gate);
  al_gate_unlock(one->gate);
  leave(one);
  return NULL;
}

static airlatch_bytes kept(al_memory *memory, airlatch_bytes text) {
  return text.data != NULL ? al_copy(memory, text.data, text.size) : text;
}

/* Copies an answer from the thread's memory to that of the caller. */
static const al_wmi *copy_of(al_memory *memory, const al_wmi *answer) {
  al_wmi *copy = al_take(memory, sizeof *copy);
  if (copy == NULL) return NULL;
  *copy = *answer;
  copy->physical.count = 0; /* already copied to the disks */
  for (size_t i = 0; i < copy->disks.count; i++) {
    al_disk *disk = &copy->disks.items[i];
    *disk = (al_disk){ .serial = kept(memory, disk->serial), .bus = kept(memory, disk->bus) };
  }
  for (size_t i = 0; i < copy->adapters.count; i++) {
    al_adapter *one = &copy->adapters.items[i];
    *one = (al_adapter){ kept(memory, one->connection), kept(memory, one->name), kept(memory, one->address) };
  }
  for (size_t i = 0; i < 2; i++)
    copy->made[i] = (al_made){ kept(memory, copy->made[i].maker), kept(memory, copy->made[i].product) };
  copy->uuid = kept(memory, copy->uuid);
  copy->serial = kept(memory, copy->serial);
  return memory->is_out ? NULL : copy;
}

/* Runs the queries. The thread's memory is from malloc, because it may outlive the caller's allocator. */
const al_wmi *al_wmi_ask(al_memory *memory, bool firmware) {
  static const al_wmi NONE = { 0 };
  al_memory own = al_memory_of(NULL);
  question *one = al_take(&own, sizeof *one);
  al_gate *gate = one != NULL ? al_gate_open(&own) : NULL;
  if (gate == NULL) {
    memory->is_out = true;
    al_release(&own);
    return NULL;
  }
  *one = (question){ .memory = own, .gate = gate, .firmware = firmware };
  atomic_init(&one->users, 2);
  if (!al_thread_start(run, one)) {
    leave(one);
    leave(one);
    return NULL;
  }
  int64_t deadline = al_sys_clock() + LIMIT_MS;
  al_gate_lock(gate);
  while (!one->is_done && al_gate_wait(gate, deadline)) {}
  bool done = one->is_done;
  al_gate_unlock(gate);
  if (done && one->memory.is_out) memory->is_out = true; /* fail rather than report an incomplete computer */
  const al_wmi *answer = done ? copy_of(memory, &one->answer) : &NONE;
  leave(one);
  return answer;
}
#else
typedef int al_no_wmi; /* a translation unit is not empty */
#endif

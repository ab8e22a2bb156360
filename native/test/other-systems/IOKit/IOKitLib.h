/* The part of Apple's header that probe_macos.c uses, so that a test can check its syntax elsewhere. */
#include <CoreFoundation/CoreFoundation.h>
typedef int kern_return_t;
typedef unsigned io_object_t, mach_port_t;
typedef io_object_t io_service_t, io_iterator_t, io_registry_entry_t;
#define KERN_SUCCESS 0
CFMutableDictionaryRef IOServiceMatching(const char *name);
io_service_t IOServiceGetMatchingService(mach_port_t port, CFDictionaryRef matching);
kern_return_t IOServiceGetMatchingServices(mach_port_t port, CFDictionaryRef matching, io_iterator_t *existing);
io_object_t IOIteratorNext(io_iterator_t iterator);
kern_return_t IOObjectRelease(io_object_t object);
Boolean IOObjectConformsTo(io_object_t object, const char *name);
CFTypeRef IORegistryEntryCreateCFProperty(io_registry_entry_t entry, CFStringRef key, CFAllocatorRef allocator,
                                          uint32_t options);

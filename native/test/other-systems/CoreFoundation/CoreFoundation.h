/* The part of Apple's header that probe_macos.c uses, so that a test can check its syntax elsewhere. */
#include <stdbool.h>
#include <stdint.h>
typedef const void *CFTypeRef;
typedef const struct cf_string *CFStringRef;
typedef const struct cf_data *CFDataRef;
typedef const struct cf_dictionary *CFDictionaryRef;
typedef struct cf_dictionary *CFMutableDictionaryRef;
typedef const struct cf_allocator *CFAllocatorRef;
typedef unsigned long CFTypeID;
typedef long CFIndex;
typedef unsigned char Boolean;
#define kCFStringEncodingUTF8 0x08000100u
extern const CFAllocatorRef kCFAllocatorDefault;
CFStringRef al_cf_string(const char *text);
#define CFSTR(text) al_cf_string("" text "")
CFTypeID CFGetTypeID(CFTypeRef value);
CFTypeID CFStringGetTypeID(void);
CFTypeID CFDataGetTypeID(void);
CFTypeID CFDictionaryGetTypeID(void);
Boolean CFStringGetCString(CFStringRef text, char *buffer, CFIndex size, uint32_t encoding);
CFIndex CFDataGetLength(CFDataRef data);
const uint8_t *CFDataGetBytePtr(CFDataRef data);
const void *CFDictionaryGetValue(CFDictionaryRef dictionary, const void *key);
void CFRelease(CFTypeRef value);

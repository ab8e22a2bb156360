/*
 * Owns the network adapters of macOS and BSD, from getifaddrs. Written without such a computer, and never run; only its
 * syntax is tested.
 */
#if defined(__APPLE__) || defined(__FreeBSD__) || defined(__OpenBSD__) || defined(__NetBSD__) || defined(__DragonFly__)
#define _DARWIN_C_SOURCE
#define _NETBSD_SOURCE
#define _DEFAULT_SOURCE
#include "probe.h"
#include <stdio.h>
#include <sys/types.h>
#include <sys/socket.h> /* before the adapters' own headers, which need it */
#include <ifaddrs.h>
#include <net/if.h>
#include <net/if_dl.h>

/* Whether Node would list it: it is up and has an internet address. */
static bool is_listed(const struct ifaddrs *all, const char *name) {
  for (const struct ifaddrs *one = all; one != NULL; one = one->ifa_next) {
    bool is_up = (one->ifa_flags & IFF_UP) != 0 && (one->ifa_flags & IFF_RUNNING) != 0;
    if (one->ifa_addr == NULL || !is_up || strcmp(one->ifa_name, name) != 0) continue;
    int family = one->ifa_addr->sa_family;
    if (family == AF_INET || family == AF_INET6) return true;
  }
  return false;
}

void al_each_adapter(al_probe *probe, void (*add)(al_probe *probe, const char *name, const char *address)) {
  struct ifaddrs *all;
  if (getifaddrs(&all) != 0) return;
  for (const struct ifaddrs *one = all; one != NULL; one = one->ifa_next) {
    if (one->ifa_addr == NULL || one->ifa_addr->sa_family != AF_LINK || (one->ifa_flags & IFF_LOOPBACK) != 0) continue;
    const struct sockaddr_dl *link = (const struct sockaddr_dl *)(const void *)one->ifa_addr;
    if (link->sdl_alen != 6 || !is_listed(all, one->ifa_name)) continue;
    const uint8_t *mac = (const uint8_t *)LLADDR(link);
    char text[18];
    snprintf(text, sizeof text, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
    add(probe, one->ifa_name, text);
  }
  freeifaddrs(all);
}
#else
typedef int al_no_such_adapters; /* a translation unit is not empty */
#endif

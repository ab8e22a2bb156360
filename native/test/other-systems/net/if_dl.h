/* The part of the BSDs' header that adapters_bsd.c uses, so that a test can check its syntax elsewhere. */
#define AF_LINK 18
struct sockaddr_dl {
  unsigned char sdl_len, sdl_family;
  unsigned short sdl_index;
  unsigned char sdl_type, sdl_nlen, sdl_alen, sdl_slen;
  char sdl_data[46];
};
#define LLADDR(link) ((link)->sdl_data + (link)->sdl_nlen)

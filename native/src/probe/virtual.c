/*
 * Owns the recognition of a hypervisor by the words in the firmware. Words that physical computers also have are left
 * out: taking a physical computer for a virtual one is the worst possible mistake here.
 */
#include "probe.h"

typedef enum { WHOLE, START, START_WORD, START_DIGIT } how;
typedef struct { how how; const char *word, *name; } word;

/* Words that no physical computer has in any field. */
static const word ANYWHERE[] = {
  { WHOLE, "kvm", "kvm" },
  { WHOLE, "kvm server", "kvm" },
  { WHOLE, "kvm virtual machine", "kvm" },
  { START_WORD, "red hat", "kvm" },
  { START_WORD, "kubevirt", "kvm" },
  { START_WORD, "ovirt", "kvm" },
  { START_WORD, "qemu", "qemu" },
  { WHOLE, "bochs", "qemu" },
  { START, "vmware", "vmware" }, /* also a Mac's model, "VMware7,1" */
  { WHOLE, "innotek gmbh", "virtualbox" },
  { START, "virtualbox", "virtualbox" },
  { WHOLE, "xen", "xen" },
  { WHOLE, "hvm domu", "xen" },
  { START, "parallels", "parallels" }, /* also a Mac's model, "Parallels16,1" */
  { WHOLE, "bhyve", "bhyve" },
  { START_DIGIT, "virtualmac", "apple" },
  { START, "apple virtualization", "apple" },
  { WHOLE, "cloud hypervisor", "cloud-hypervisor" },
  { WHOLE, "cloud-hypervisor", "cloud-hypervisor" },
  { WHOLE, "crosvm", "crosvm" },
};

/* Virtual products of makers that also have physical ones, or whose product name alone is not specific enough. */
static const struct { const char *maker, *product, *name; } PRODUCTS[] = {
  { "microsoft corporation", "virtual machine", "hyper-v" }, /* Azure's too */
  { "digitalocean", "droplet", "kvm" },
  { "hetzner", "vserver", "kvm" },
  { "tencent cloud", "cvm", "kvm" },
  { "nutanix", "ahv", "kvm" },
  { "openbsd", "vmm", "vmm" },
};

static bool fits(const word *one, airlatch_bytes text) {
  if (one->how == WHOLE) return al_words_are(text, one->word);
  if (!al_words_start(text, one->word)) return false;
  size_t size = strlen(one->word);
  airlatch_bytes rest = { text.data + size, text.size - size };
  if (one->how == START_WORD) return al_words_end(rest);
  return one->how == START || (rest.size > 0 && al_is_digit(*rest.data));
}

static const char *anywhere(airlatch_bytes text) {
  for (size_t i = 0; i < sizeof ANYWHERE / sizeof *ANYWHERE; i++)
    if (fits(&ANYWHERE[i], text)) return ANYWHERE[i].name;
  return NULL;
}

static const char *sure(airlatch_bytes maker, airlatch_bytes product) {
  const char *name = anywhere(product);
  if (name == NULL) name = anywhere(maker);
  for (size_t i = 0; name == NULL && i < sizeof PRODUCTS / sizeof *PRODUCTS; i++)
    if (al_words_are(maker, PRODUCTS[i].maker) && al_words_are(product, PRODUCTS[i].product)) name = PRODUCTS[i].name;
  return name;
}

/* Whether this is a virtual instance of Amazon, such as "m5.large"; "m5.metal" and "m7i.metal-24xl" are physical. */
static bool is_amazon_virtual(airlatch_bytes product) {
  size_t at = 0;
  while (at < product.size && (product.data[at] == '-' || al_is_digit(product.data[at]) ||
                               (product.data[at] >= 'a' && product.data[at] <= 'z')))
    at++;
  if (at == 0 || at == product.size || product.data[at] != '.') return false;
  airlatch_bytes kind = { product.data + at + 1, product.size - at - 1 };
  return !al_words_are(kind, "metal") && !al_words_start(kind, "metal-");
}

/*
 * Recognizes clouds that write the same words into their physical servers; their virtual ones run on KVM. Google's
 * physical servers have no distinct word, so on Arm they are taken for virtual machines.
 */
static bool is_cloud(airlatch_bytes maker, airlatch_bytes product) {
  return (al_words_are(maker, "amazon ec2") && is_amazon_virtual(product)) ||
         (al_words_are(maker, "google") && al_words_are(product, "google compute engine")) ||
         (al_words_are(maker, "alibaba cloud") && al_words_are(product, "alibaba cloud ecs")) ||
         al_words_start(maker, "openstack") || al_words_start(product, "openstack");
}

static airlatch_bytes tidy(al_memory *memory, airlatch_bytes text) {
  uint8_t *room = al_take(memory, text.size + 1);
  return room != NULL ? al_words_tidy(room, text) : (airlatch_bytes){ 0 };
}

const char *al_hypervisor_by(al_memory *memory, const al_made *made, size_t count, int processor) {
  for (size_t i = 0; i < count; i++) {
    airlatch_bytes maker = tidy(memory, made[i].maker);
    airlatch_bytes product = tidy(memory, made[i].product);
    if (maker.size == 0 && product.size == 0) continue;
    const char *name = sure(maker, product);
    if (name != NULL) return name;
    if (processor != 0 && is_cloud(maker, product)) return "kvm";
  }
  return NULL;
}

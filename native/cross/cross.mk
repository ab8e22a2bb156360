# Owns building the library for other systems with Debian's cross compilers and a libsodium that libsodium.sh builds
# once.
#
#   make windows   build/windows: airlatch.dll with its import library, libairlatch.a, and the libsodium.a that it needs
#   make arm64     build/arm64: libairlatch.a and libairlatch.so for Linux
LIBSODIUM ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/airlatch/libsodium
WINDOWS = x86_64-w64-mingw32
ARM64 = aarch64-linux-gnu
FOR = cross/libsodium.sh $(1) $(LIBSODIUM) && $(MAKE) CC=$(1)-gcc AR=$(1)-ar SODIUM_LIBS=$(LIBSODIUM)/$(1)/lib/libsodium.a \
  SODIUM_CFLAGS="-I$(LIBSODIUM)/$(1)/include -DSODIUM_STATIC"

windows:
	+$(call FOR,$(WINDOWS)) OUT=build/windows/dll CFLAGS="$(CFLAGS) -DAIRLATCH_BUILDS_DLL" build/windows/dll/airlatch.dll
	+$(call FOR,$(WINDOWS)) OUT=build/windows build/windows/libairlatch.a
	cp build/windows/dll/airlatch.dll build/windows/dll/libairlatch.dll.a $(LIBSODIUM)/$(WINDOWS)/lib/libsodium.a build/windows

arm64:
	+$(call FOR,$(ARM64)) OUT=build/arm64 all

WINDOWS_LIBS = -lole32 -loleaut32 -lwbemuuid -liphlpapi -ladvapi32

$(OUT)/airlatch.dll: $(OBJECTS)
	$(CC) -shared -static-libgcc $(CFLAGS) -Wl,--out-implib,$(OUT)/libairlatch.dll.a,--no-insert-timestamp $^ $(SODIUM_LIBS) \
	  $(WINDOWS_LIBS) -o $@

# Test programs for these systems.
$(OUT)/vectors.exe: test/print.c
$(OUT)/%.exe: test/%.c $(OUT)/libairlatch.a
	$(CC) $(STRICT) $(CFLAGS) $(SODIUM_CFLAGS) -static-libgcc $(filter %.c,$^) $(OUT)/libairlatch.a \
	  $(SODIUM_LIBS) $(WINDOWS_LIBS) -o $@

# A program that uses the DLL from its own folder.
$(OUT)/answer.exe: test/answer.c $(OUT)/libairlatch.dll.a
	$(CC) $(STRICT) $(CFLAGS) -static-libgcc $^ -o $@

test-windows: windows
	+$(call FOR,$(WINDOWS)) OUT=build/windows build/windows/vectors.exe build/windows/windows.exe build/windows/answer.exe

test-arm64: arm64
	+$(call FOR,$(ARM64)) OUT=build/arm64 vectors answer

# Tests recorded Windows computers on this system, if AIRLATCH_RECORDED is defined.
$(OUT)/windows: test/windows.c $(OUT)/libairlatch.a
	$(CC) $(STRICT) $(CFLAGS) $^ $(LDFLAGS) $(SODIUM_LIBS) $(THREADS) -o $@

.PHONY: windows arm64 test-windows test-arm64

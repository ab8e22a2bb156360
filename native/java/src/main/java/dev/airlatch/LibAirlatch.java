package dev.airlatch;

import com.sun.jna.IntegerType;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;
import com.sun.jna.ptr.PointerByReference;

/**
 * The functions of airlatch.h, by their names. A C {@code bool} is a {@code byte} here: JNA's own {@code boolean} would read
 * four bytes, of which C sets one.
 */
interface LibAirlatch extends Library {
    LibAirlatch LIBRARY = Native.load("airlatch", LibAirlatch.class);

    int airlatch_open(PointerByReference kit, byte[] bytes, SizeT size, Pointer allocator);

    void airlatch_close(Pointer kit);

    Pointer airlatch_check(Pointer kit, AskedQuestion question);

    void airlatch_free(Pointer answer);

    byte airlatch_valid(Pointer answer);

    int airlatch_reason(Pointer answer, SizeT index);

    int airlatch_warning(Pointer answer, SizeT index);

    Pointer airlatch_code_name(int code);

    long airlatch_ends_at(Pointer answer);

    long airlatch_days_left(Pointer answer);

    long airlatch_runs_until(Pointer answer);

    int airlatch_feature(Pointer answer, Pointer name);

    long airlatch_feature_number(Pointer answer, Pointer name, long otherwise);

    Pointer airlatch_feature_text(Pointer answer, Pointer name);

    Pointer airlatch_feature_name(Pointer answer, SizeT index);

    Pointer airlatch_text(Pointer answer, int name, Memory size);

    Pointer airlatch_license_bytes(Pointer answer, Memory size);

    /** {@code size_t}. */
    final class SizeT extends IntegerType {
        private static final long serialVersionUID = 1L;

        public SizeT() {
            this(0);
        }

        SizeT(long value) {
            super(Native.SIZE_T_SIZE, value, true);
        }

        /** Memory for a size that a function writes. */
        static Memory room() {
            return new Memory(Native.SIZE_T_SIZE);
        }

        static int read(Memory room) {
            long size = Native.SIZE_T_SIZE == 8 ? room.getLong(0) : room.getInt(0) & 0xffffffffL;
            return Math.toIntExact(size);
        }
    }

    /** {@code airlatch_question}. */
    @FieldOrder({
        "size", "license", "licenseSize", "home", "workload", "version", "released", "features", "searchMilliseconds"
    })
    final class AskedQuestion extends Structure {
        public SizeT size = new SizeT();
        public Pointer license;
        public SizeT licenseSize = new SizeT();
        public Pointer home;
        public Pointer workload;
        public Pointer version;
        public Pointer released;
        public Pointer features;
        public int searchMilliseconds;
    }
}

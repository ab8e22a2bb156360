package dev.airlatch;

import static dev.airlatch.LibAirlatch.LIBRARY;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import dev.airlatch.LibAirlatch.AskedQuestion;
import dev.airlatch.LibAirlatch.SizeT;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Verifies Airlatch licenses offline, with the C library libairlatch. An object is the vendor's kit, opened: its bytes
 * determine which vendor is trusted, so they are part of the program.
 *
 * <pre>{@code
 * try (Airlatch airlatch = Airlatch.open(AirlatchKit.bytes())) {
 *     Answer answer = airlatch.check(new Question().version("2.3.1"));
 *     if (!answer.isValid()) throw new IllegalStateException(String.join(", ", answer.reasons()));
 *     if (answer.has("export")) enableExport();
 * }
 * }</pre>
 *
 * Any number of threads may use one object at once. An answer outlives it.
 */
public final class Airlatch implements AutoCloseable {
    private static final Cleaner CLEANER = Cleaner.create();

    private final Handle handle;
    private final Cleaner.Cleanable cleanable;

    private Airlatch(Pointer kit) {
        handle = new Handle(kit);
        cleanable = CLEANER.register(this, handle);
    }

    /**
     * Opens a kit, and reads this computer.
     *
     * @param kit the vendor's kit, as raw bytes or as text
     * @throws AirlatchException if the kit cannot be used
     * @throws UnsatisfiedLinkError if libairlatch is not found; the system property jna.library.path names its folder
     */
    public static Airlatch open(byte[] kit) {
        PointerByReference opened = new PointerByReference();
        int code = LIBRARY.airlatch_open(opened, kit, new SizeT(kit.length), null);
        if (code != 0) throw new AirlatchException(Answer.nameOf(code));
        return new Airlatch(opened.getValue());
    }

    /** Checks the licenses of this computer with an empty question. */
    public Answer check() {
        return check(new Question());
    }

    /**
     * Checks whether the program may run.
     *
     * @throws IllegalStateException after {@link #close}
     */
    public Answer check(Question question) {
        try {
            return handle.check(question);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Frees the kit. An object that is never closed is freed by the garbage collector. */
    @Override
    public void close() {
        cleanable.clean();
    }

    /** The kit of the C library. It is closed once, when no check is running. */
    private static final class Handle implements Runnable {
        private final ReadWriteLock lock = new ReentrantReadWriteLock();
        private Pointer kit;

        Handle(Pointer kit) {
            this.kit = kit;
        }

        Answer check(Question question) {
            AskedQuestion asked = question.asked();
            lock.readLock().lock();
            try {
                if (kit == null) throw new IllegalStateException("the kit is closed");
                Pointer answer = LIBRARY.airlatch_check(kit, asked);
                try {
                    return new Answer(answer);
                } finally {
                    LIBRARY.airlatch_free(answer);
                }
            } finally {
                lock.readLock().unlock();
                Reference.reachabilityFence(asked); // keeps the memory of its texts
            }
        }

        @Override
        public void run() {
            lock.writeLock().lock();
            try {
                LIBRARY.airlatch_close(kit);
                kit = null;
            } finally {
                lock.writeLock().unlock();
            }
        }
    }
}

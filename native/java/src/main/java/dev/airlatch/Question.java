package dev.airlatch;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import dev.airlatch.LibAirlatch.AskedQuestion;
import dev.airlatch.LibAirlatch.SizeT;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;

/** The question to a kit. Every member is optional. */
public final class Question {
    private byte[] license;
    private String home;
    private String workload;
    private String version;
    private String released;
    private List<String> features = List.of();
    private Duration search;

    /** The content of a license file, raw or text. Left out: the licenses of this computer. */
    public Question license(byte[] content) {
        license = content.clone();
        return this;
    }

    /** The folder of {@code airlatch --home}. Left out: AIRLATCH_HOME, or the default folder. */
    public Question home(Path folder) {
        home = withoutZero(folder.toString());
        return this;
    }

    /** The site's name for the workload. Left out: AIRLATCH_WORKLOAD, or none. */
    public Question workload(String name) {
        workload = withoutZero(name);
        return this;
    }

    /** The version of the program, such as "2.3.1". */
    public Question version(String number) {
        version = withoutZero(number);
        return this;
    }

    /** The day on which this version was released. */
    public Question released(LocalDate day) {
        released = day.toString();
        return this;
    }

    /** The features that the program requires. A name that is null or empty throws. */
    public Question features(String... names) {
        for (String name : names)
            if (withoutZero(name).isEmpty()) throw new IllegalArgumentException("the name of a feature is empty");
        features = List.of(names);
        return this;
    }

    /** The longest search on network shares. Zero: no search. Left out: 3 seconds. */
    public Question search(Duration most) {
        if (most.isNegative()) throw new IllegalArgumentException("a negative duration: " + most);
        search = most;
        return this;
    }

    /** The question as the C library takes it. It keeps the memory of its texts alive. */
    AskedQuestion asked() {
        AskedQuestion asked = new AskedQuestion();
        if (license != null) {
            asked.license = memory(license);
            asked.licenseSize.setValue(license.length);
        }
        asked.home = memory(home);
        asked.workload = memory(workload);
        asked.version = memory(version);
        asked.released = memory(released);
        asked.features = memory(features);
        asked.searchMilliseconds = milliseconds();
        asked.size.setValue(asked.size());
        return asked;
    }

    private int milliseconds() {
        if (search == null) return 0;
        if (search.isZero()) return -1;
        if (search.getSeconds() >= Integer.MAX_VALUE / 1000) return Integer.MAX_VALUE;
        return (int) Math.max(1, search.toMillis());
    }

    static Pointer memory(String text) {
        return text == null ? null : memory(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds a zero after the bytes, so that an empty array has memory, too. */
    private static Memory memory(byte[] bytes) {
        Memory memory = new Memory(bytes.length + 1L);
        memory.write(0, bytes, 0, bytes.length);
        memory.setByte(bytes.length, (byte) 0);
        return memory;
    }

    private static Memory memory(List<String> texts) {
        return texts.isEmpty() ? null : new Texts(texts);
    }

    private static String withoutZero(String text) {
        if (text.indexOf('\0') >= 0) throw new IllegalArgumentException("a text with a zero character in it");
        return text;
    }

    /** Pointers to texts, ending with NULL, together with the texts. */
    private static final class Texts extends Memory {
        private final Pointer[] all;

        Texts(List<String> texts) {
            super((texts.size() + 1L) * Native.POINTER_SIZE);
            all = texts.stream().map(Question::memory).toArray(Pointer[]::new);
            write(0, all, 0, all.length);
            setPointer((long) all.length * Native.POINTER_SIZE, null);
        }
    }
}

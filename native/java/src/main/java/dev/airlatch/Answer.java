package dev.airlatch;

import static dev.airlatch.LibAirlatch.LIBRARY;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.airlatch.LibAirlatch.SizeT;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntFunction;

/** The result of a check. It never changes, and needs no closing. */
public final class Answer {
    private static final long NEVER = Long.MAX_VALUE;

    private final boolean valid;
    private final List<String> reasons;
    private final List<String> warnings;
    private final long endsAt;
    private final long daysLeft;
    private final long runsUntil;
    private final Map<String, Feature> features = new LinkedHashMap<>();
    private final String[] texts = new String[TextName.values().length];
    private final byte[] license;

    /** Copies everything from an answer of the C library. */
    Answer(Pointer answer) {
        valid = LIBRARY.airlatch_valid(answer) != 0;
        reasons = names(index -> LIBRARY.airlatch_reason(answer, new SizeT(index)));
        warnings = names(index -> LIBRARY.airlatch_warning(answer, new SizeT(index)));
        endsAt = LIBRARY.airlatch_ends_at(answer);
        daysLeft = LIBRARY.airlatch_days_left(answer);
        runsUntil = LIBRARY.airlatch_runs_until(answer);
        Pointer name;
        for (int i = 0; (name = LIBRARY.airlatch_feature_name(answer, new SizeT(i))) != null; i++)
            features.put(text(name), new Feature(answer, name));
        Memory size = SizeT.room();
        for (int i = 0; i < texts.length; i++) {
            byte[] bytes = bytes(LIBRARY.airlatch_text(answer, i, size), size);
            texts[i] = bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
        }
        license = bytes(LIBRARY.airlatch_license_bytes(answer, size), size);
    }

    /** Whether the program may run. */
    public boolean isValid() {
        return valid;
    }

    /** Why it is not valid, in the order for people: names such as "wrong-computer" (SPEC.md, section 12). */
    public List<String> reasons() {
        return reasons;
    }

    public List<String> warnings() {
        return warnings;
    }

    /**
     * The first second after the end of the license: to print the last day, subtract one second and show the day in UTC.
     * Empty: it has no end, or there is no license.
     */
    public Optional<Instant> endsAt() {
        return time(endsAt);
    }

    /** The same end including the days of grace, in which the license is valid with the warning "in-grace". */
    public Optional<Instant> runsUntil() {
        return time(runsUntil);
    }

    /** The days until the end, rounded up; empty: it has no end. Without a license it is 0. */
    public OptionalLong daysLeft() {
        return daysLeft == NEVER ? OptionalLong.empty() : OptionalLong.of(daysLeft);
    }

    /** The names of the features, in the order of the license. Empty if the answer is not valid. */
    public List<String> features() {
        return List.copyOf(features.keySet());
    }

    /** Whether the license has a feature, of any type. */
    public boolean has(String name) {
        return features.containsKey(name);
    }

    public FeatureType featureType(String name) {
        Feature feature = features.get(name);
        return feature == null ? FeatureType.NONE : feature.type;
    }

    /** The number of a feature, or {@code otherwise} if it has none. */
    public long featureNumber(String name, long otherwise) {
        return featureType(name) == FeatureType.INTEGER ? features.get(name).number : otherwise;
    }

    public Optional<String> featureText(String name) {
        return featureType(name) == FeatureType.TEXT ? Optional.of(features.get(name).text) : Optional.empty();
    }

    public Optional<String> productName() {
        return text(TextName.PRODUCT_NAME);
    }

    /** How to reach the vendor. */
    public Optional<String> contact() {
        return text(TextName.CONTACT);
    }

    /** The computer ID as {@code airlatch computer} shows it. */
    public Optional<String> computerId() {
        return text(TextName.COMPUTER_ID);
    }

    /** "installed", the file of the license, or the address of a site server; empty for bytes that you passed. */
    public Optional<String> source() {
        return text(TextName.SOURCE);
    }

    public Optional<String> keyId() {
        return text(TextName.KEY_ID);
    }

    public Optional<String> activationId() {
        return text(TextName.ACTIVATION_ID);
    }

    public Optional<String> licensee() {
        return text(TextName.LICENSEE);
    }

    public Optional<String> licensedVersion() {
        return text(TextName.LICENSED_VERSION);
    }

    public Optional<String> userData() {
        return text(TextName.USER_DATA);
    }

    /** The signed license; of a bundle, the one that is used. */
    public Optional<byte[]> licenseBytes() {
        return license == null ? Optional.empty() : Optional.of(license.clone());
    }

    static String nameOf(int code) {
        Pointer name = LIBRARY.airlatch_code_name(code);
        return name == null ? "code-" + code : text(name);
    }

    private static List<String> names(IntFunction<Integer> codeAt) {
        List<String> names = new ArrayList<>();
        int code;
        for (int i = 0; (code = codeAt.apply(i)) != 0; i++) names.add(nameOf(code));
        return Collections.unmodifiableList(names);
    }

    private Optional<Instant> time(long seconds) {
        return seconds == NEVER || license == null ? Optional.empty() : Optional.of(Instant.ofEpochSecond(seconds));
    }

    private Optional<String> text(TextName name) {
        return Optional.ofNullable(texts[name.ordinal()]);
    }

    private static String text(Pointer text) {
        return text.getString(0, "UTF-8");
    }

    private static byte[] bytes(Pointer data, Memory size) {
        return data == null ? null : data.getByteArray(0, SizeT.read(size));
    }

    /** The order is that of airlatch_text_name. */
    private enum TextName {
        PRODUCT_NAME, CONTACT, COMPUTER_ID, SOURCE, KEY_ID, ACTIVATION_ID, LICENSEE, LICENSED_VERSION, USER_DATA
    }

    private static final class Feature {
        final FeatureType type;
        final long number;
        final String text;

        Feature(Pointer answer, Pointer name) {
            type = FeatureType.values()[LIBRARY.airlatch_feature(answer, name)];
            number = LIBRARY.airlatch_feature_number(answer, name, 0);
            Pointer found = LIBRARY.airlatch_feature_text(answer, name);
            text = found == null ? null : text(found);
        }
    }
}

import dev.airlatch.Airlatch;
import dev.airlatch.AirlatchException;
import dev.airlatch.Answer;
import dev.airlatch.Question;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;

/**
 * Prints all that an answer has, for test/native/languages.ts.
 *
 * <pre>Show FILE|- [home=DIR] [workload=NAME] [version=V] [released=DAY] [features=A,B] [search=MILLISECONDS]</pre>
 */
public final class Show {
    public static void main(String[] arguments) throws Exception {
        Question question = question(arguments);
        Airlatch airlatch = Airlatch.open(AirlatchKit.bytes());
        Answer answer = airlatch.check(question);
        Map<String, Object> lines = new LinkedHashMap<>();
        lines.put("changed kit", changedKit());
        lines.put("zero in the version", tried(() -> new Question().version("2.3.1\0x")));
        lines.put("feature without a name", tried(() -> new Question().features("", "nothing"),
            () -> new Question().features(null, "nothing")));
        lines.put("same in 8 threads", sameInThreads(airlatch, question, show(answer)));
        lines.put("after closing", closed(airlatch));
        lines.putAll(show(answer));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        lines.forEach((label, value) -> out.println(label + ": " + value));
    }

    private static Question question(String[] arguments) throws Exception {
        Question question = new Question();
        if (!arguments[0].equals("-")) question.license(Files.readAllBytes(Path.of(arguments[0])));
        for (int i = 1; i < arguments.length; i++) {
            String[] pair = arguments[i].split("=", 2);
            switch (pair[0]) {
                case "home": question.home(Path.of(pair[1])); break;
                case "workload": question.workload(pair[1]); break;
                case "version": question.version(pair[1]); break;
                case "released": question.released(LocalDate.parse(pair[1])); break;
                case "features": question.features(pair[1].split(",")); break;
                case "search": question.search(Duration.ofMillis(Math.max(0, Long.parseLong(pair[1])))); break;
                default: throw new IllegalArgumentException(pair[0]);
            }
        }
        return question;
    }

    private static String changedKit() {
        byte[] kit = AirlatchKit.bytes();
        kit[kit.length - 1] ^= 1;
        try (Airlatch opened = Airlatch.open(kit)) {
            return "opened";
        } catch (AirlatchException refused) {
            return refused.code();
        }
    }

    private static String tried(Runnable... questions) {
        for (Runnable question : questions) {
            try {
                question.run();
                return "taken";
            } catch (IllegalArgumentException | NullPointerException refused) {
                continue;
            }
        }
        return "refused";
    }

    private static long sameInThreads(Airlatch airlatch, Question question, Map<String, Object> first)
            throws InterruptedException, ExecutionException {
        ForkJoinPool threads = new ForkJoinPool(8);
        try {
            return threads.submit(() -> IntStream.range(0, 1000).parallel()
                .filter(i -> show(airlatch.check(question)).equals(first)).count()).get();
        } finally {
            threads.shutdown();
        }
    }

    private static String closed(Airlatch airlatch) {
        airlatch.close();
        airlatch.close();
        try {
            airlatch.check();
            return "open";
        } catch (IllegalStateException closed) {
            return "closed";
        }
    }

    private static String feature(Answer answer, String name) {
        switch (answer.featureType(name)) {
            case FLAG: return "flag";
            case INTEGER: return "integer " + answer.featureNumber(name, -1);
            case TEXT: return "text " + answer.featureText(name).get();
            default: return "none";
        }
    }

    private static String hex(Optional<byte[]> bytes) {
        if (bytes.isEmpty()) return "none";
        StringBuilder all = new StringBuilder();
        for (byte one : bytes.get()) all.append(String.format("%02x", one));
        return all.toString();
    }

    private static Map<String, Object> show(Answer answer) {
        Map<String, Object> lines = new LinkedHashMap<>();
        lines.put("valid", answer.isValid() ? "yes" : "no");
        lines.put("reasons", String.join(" ", answer.reasons()));
        lines.put("warnings", String.join(" ", answer.warnings()));
        lines.put("ends at", answer.endsAt().map(Instant::toString).orElse("none"));
        lines.put("runs until", answer.runsUntil().map(Instant::toString).orElse("none"));
        lines.put("days left", answer.daysLeft().isPresent() ? answer.daysLeft().getAsLong() : "none");
        lines.put("features", String.join(" ", answer.features()));
        for (String name : answer.features()) lines.put("feature " + name, feature(answer, name));
        lines.put("number of edition or -1", answer.featureNumber("edition", -1));
        lines.put("number of projects or -1", answer.featureNumber("projects", -1));
        lines.put("text of projects", answer.featureText("projects").orElse("none"));
        lines.put("type of nothing", feature(answer, "nothing"));
        lines.put("type of export with a zero after it", feature(answer, "export\0x"));
        lines.put("product", answer.productName().orElse("none"));
        lines.put("contact", answer.contact().orElse("none"));
        lines.put("computer", answer.computerId().orElse("none"));
        lines.put("source", answer.source().orElse("none"));
        lines.put("key", answer.keyId().orElse("none"));
        lines.put("activation", answer.activationId().orElse("none"));
        lines.put("licensee", answer.licensee().orElse("none"));
        lines.put("version", answer.licensedVersion().orElse("none"));
        lines.put("user data", hex(answer.userData().map(text -> text.getBytes(StandardCharsets.UTF_8))));
        lines.put("license", hex(answer.licenseBytes()));
        return lines;
    }
}

import dev.airlatch.Airlatch;
import dev.airlatch.AirlatchException;
import dev.airlatch.Answer;
import dev.airlatch.Question;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * A program that runs only with a valid license: one that is installed on this computer, or a file passed to it.
 * AirlatchKit.java is the vendor's kit, written by `airlatch-vendor kit PRODUCT --format java`. docs/guides/native-java.md
 * shows how to make it, and how to build this.
 *
 * <pre>Licensed [FILE]</pre>
 */
public final class Licensed {
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        try (Airlatch airlatch = Airlatch.open(AirlatchKit.bytes())) {
            Question question = new Question().version("2.3.1").released(LocalDate.of(2026, 11, 30));
            if (arguments.length > 0) question.license(Files.readAllBytes(Path.of(arguments[0])));
            Answer answer = airlatch.check(question);
            if (!answer.isValid()) {
                for (String reason : answer.reasons())
                    System.err.println("Not licensed: " + reason);
                return 1;
            }
            answer.productName().ifPresent(name -> System.out.println("product: " + name));
            answer.licensee().ifPresent(name -> System.out.println("licensed to: " + name));
            answer.endsAt().map(end -> end.minusSeconds(1).atOffset(ZoneOffset.UTC).toLocalDate())
                .ifPresent(day -> System.out.println("last day: " + day)); // the end is the first second after its end
            answer.daysLeft().ifPresent(days -> System.out.println("days left: " + days));
            for (String warning : answer.warnings()) System.out.println("warning: " + warning);
            System.out.println("export: " + (answer.has("export") ? "yes" : "no"));
            return 0;
        } catch (AirlatchException refused) {
            System.err.println("The kit of this program cannot be used: " + refused.code());
            return 2;
        } catch (IOException | UnsatisfiedLinkError failed) { // of the file, or of the library
            System.err.println(failed);
            return 2;
        }
    }
}

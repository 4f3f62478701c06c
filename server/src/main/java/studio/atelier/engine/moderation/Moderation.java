package studio.atelier.engine.moderation;

import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Decides about prompts by rules. Takes time linear in the prompt, whatever the rules say. Thread-safe.
/// Source: A59.
public final class Moderation {

    /// What becomes of a prompt.
    public sealed interface Decision {}

    public record Allowed() implements Decision {}

    /// Runs, and the rule is kept beside the run for whoever looks later.
    public record Flagged(String rule) implements Decision {}

    /// Does not run.
    ///
    /// @param sentence for the person: what is not made here and what to do
    public record Blocked(String rule, String sentence) implements Decision {}

    private static final Decision ALLOWED = new Allowed();
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cf}\\p{Cc}&&[^\\s]]");
    private static final Pattern SPACE = Pattern.compile("\\s+");

    private final List<Rule> file;
    private final Supplier<List<Rule>> written;

    /// @param written by administrators; one with the id of a rule of the file replaces that one
    Moderation(List<Rule> file, Supplier<List<Rule>> written) {
        this.file = List.copyOf(file);
        this.written = written;
    }

    /// @param operatorFile replaces the bundled rules where it exists
    /// @throws studio.atelier.platform.settings.StartRefused when it has a fault: a server without the
    ///     rules its operator wrote must not run
    public static Moderation load(Path operatorFile) {
        return new Moderation(RuleFile.read(operatorFile), List::of);
    }

    /// Those that count now: of the file, and in their place or before them those of administrators.
    List<Rule> rules() {
        List<Rule> own = written.get();
        Set<String> replaced = own.stream().map(Rule::id).collect(Collectors.toSet());
        return Stream.concat(own.stream(), file.stream().filter(rule -> !replaced.contains(rule.id())))
                .toList();
    }

    List<Rule> ofFile() {
        return file;
    }

    /// @param prompt everything a person or program wrote for the model; stored elsewhere as it is
    /// @return the first rule that blocks, else the first that flags, else allowed; rules that another one
    ///     sets aside are not asked
    public Decision decide(String prompt) {
        String text = normalized(prompt);
        List<Rule> rules = rules();
        Set<String> aside = rules.stream()
                .filter(rule -> rule.action() == Rule.Action.ALLOW && rule.matches(text))
                .flatMap(rule -> rule.over().stream())
                .collect(Collectors.toSet());
        List<Rule> asked =
                rules.stream().filter(rule -> !aside.contains(rule.id())).toList();
        return first(asked, text, Rule.Action.BLOCK)
                .or(() -> first(asked, text, Rule.Action.FLAG))
                .orElse(ALLOWED);
    }

    private static Optional<Decision> first(List<Rule> rules, String text, Rule.Action action) {
        return rules.stream()
                .filter(rule -> rule.action() == action && rule.matches(text))
                .map(Rule::decision)
                .findFirst();
    }

    /// One spelling for what looks alike: compatibility forms, letters between invisible characters, any
    /// white space.
    static String normalized(String prompt) {
        String composed = Normalizer.normalize(prompt, Normalizer.Form.NFKC);
        return SPACE.matcher(INVISIBLE.matcher(composed).replaceAll("")).replaceAll(" ");
    }
}

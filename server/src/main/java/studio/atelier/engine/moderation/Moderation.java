package studio.atelier.engine.moderation;

import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.Optional;

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

    private final List<Rule> rules;

    Moderation(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /// @param operatorFile replaces the bundled rules where it exists
    /// @throws studio.atelier.platform.settings.StartRefused when it has a fault: a server without the
    ///     rules its operator wrote must not run
    public static Moderation load(Path operatorFile) {
        return new Moderation(RuleFile.read(operatorFile));
    }

    /// @param prompt everything a person or program wrote for the model; stored elsewhere as it is
    /// @return the first rule that blocks, else the first that flags, else allowed
    public Decision decide(String prompt) {
        String text = normalized(prompt);
        Optional<Decision> blocked = first(text, Rule.Action.BLOCK);
        return blocked.or(() -> first(text, Rule.Action.FLAG)).orElse(ALLOWED);
    }

    private Optional<Decision> first(String text, Rule.Action action) {
        return rules.stream()
                .filter(rule -> rule.action() == action && rule.matches(text))
                .map(Rule::decision)
                .findFirst();
    }

    /// One spelling for what looks alike: compatibility forms, letters between invisible characters, any
    /// white space.
    private static String normalized(String prompt) {
        return Normalizer.normalize(prompt, Normalizer.Form.NFKC)
                .replaceAll("[\\p{Cf}\\p{Cc}&&[^\\s]]", "")
                .replaceAll("\\s+", " ");
    }
}

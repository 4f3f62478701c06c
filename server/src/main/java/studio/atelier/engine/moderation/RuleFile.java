package studio.atelier.engine.moderation;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import studio.atelier.platform.settings.StartRefused;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Reads the rules and names every fault at once.
///
/// ```yaml
/// rules:
///   - id: weapons_of_mass_destruction
///     action: block
///     sentence: This server does not help with that.
///     patterns: ['nerve agents?']
///   - id: chemistry_class
///     action: allow
///     over: [weapons_of_mass_destruction]
///     words: [chemistry lesson]
/// ```
final class RuleFile {

    private static final String BUNDLED = "/moderation/rules.yaml";
    private static final int RULES_MAX = 500;
    private static final int PATTERNS_MAX = 200;
    private static final int PATTERN_LENGTH_MAX = 2_000;
    private static final int WORD_LENGTH_MAX = 200;
    private static final int SENTENCE_LENGTH_MAX = 500;
    private static final YAMLMapper YAML = YAMLMapper.builder().build();

    private final List<String> faults = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();

    private RuleFile() {}

    static List<Rule> read(Path operatorFile) {
        try {
            if (Files.exists(operatorFile)) {
                return parse(Files.readString(operatorFile), operatorFile.toString());
            }
            try (InputStream in = RuleFile.class.getResourceAsStream(BUNDLED)) {
                if (in == null) {
                    throw new IllegalStateException(BUNDLED + " is not in the jar");
                }
                return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), BUNDLED);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("the moderation rules cannot be read", failure);
        }
    }

    static List<Rule> parse(String yaml, String name) {
        RuleFile file = new RuleFile();
        List<Rule> rules = file.rules(yaml);
        if (!file.faults.isEmpty()) {
            throw new StartRefused(
                    "The moderation rules in " + name + " cannot be used:\n  " + String.join("\n  ", file.faults)
                            + "\nMend the file, or remove it to use the rules of the house.");
        }
        return rules;
    }

    private List<Rule> rules(String yaml) {
        List<Rule> rules = new ArrayList<>();
        try {
            JsonNode list = YAML.readTree(yaml).path("rules");
            if (!list.isArray() || list.size() > RULES_MAX) {
                faults.add("rules: a list of at most " + RULES_MAX + " rules belongs here");
                return rules;
            }
            for (int index = 0; index < list.size(); index++) {
                rules.add(rule(list.path(index), "rules[" + index + "]"));
            }
        } catch (JacksonException problem) {
            faults.add("not YAML: " + problem.getOriginalMessage());
        }
        return rules;
    }

    /// One rule as an administrator sends it.
    ///
    /// @param faults takes what is wrong, each as `field: what belongs there`
    static Rule one(JsonNode data, List<String> faults) {
        RuleFile file = new RuleFile();
        Rule rule = file.rule(data, "rule");
        file.faults.forEach(fault -> faults.add(fault.substring("rule.".length())));
        return rule;
    }

    private Rule rule(JsonNode data, String at) {
        String id = data.path("id").asString("");
        if (!id.matches("[a-z][a-z0-9_]{0,59}") || !ids.add(id)) {
            faults.add(at + ".id: a word in snake case that no other rule has");
        }
        Rule.Action action = action(data, at);
        String sentence = data.path("sentence").asString("");
        if ((action == Rule.Action.BLOCK && sentence.isBlank()) || sentence.length() > SENTENCE_LENGTH_MAX) {
            faults.add(at + ".sentence: what a person reads whose prompt is blocked, at most " + SENTENCE_LENGTH_MAX);
        }
        List<String> over = data.path("over").values().stream()
                .map(each -> each.asString(""))
                .toList();
        if ((action == Rule.Action.ALLOW) == over.isEmpty() || over.size() > RULES_MAX || over.contains("")) {
            faults.add(at + ".over: the rules that are set aside; for rules that allow, and only for those");
        }
        List<Pattern> matchers = new ArrayList<>(texts(data.path("words"), at + ".words"));
        matchers.addAll(patterns(data.path("patterns"), at));
        if (matchers.isEmpty() || matchers.size() > PATTERNS_MAX) {
            faults.add(at + ".patterns: 1 to " + PATTERNS_MAX + " words and patterns");
        }
        return new Rule(id, action, sentence, matchers, over);
    }

    private Rule.Action action(JsonNode data, String at) {
        return switch (data.path("action").asString("").toLowerCase(Locale.ROOT)) {
            case "block" -> Rule.Action.BLOCK;
            case "flag" -> Rule.Action.FLAG;
            case "allow" -> Rule.Action.ALLOW;
            default -> {
                faults.add(at + ".action: block, flag or allow");
                yield Rule.Action.FLAG;
            }
        };
    }

    /// Whole words, as they are.
    private List<Pattern> texts(JsonNode list, String at) {
        List<Pattern> words = new ArrayList<>();
        for (JsonNode each : list) {
            String word = each.asString("").strip();
            if (word.isEmpty() || word.length() > WORD_LENGTH_MAX) {
                faults.add(at + ": each has 1 to " + WORD_LENGTH_MAX + " characters");
            } else {
                String quoted = Pattern.quote(word.replaceAll("\\s+", " "));
                words.add(Pattern.compile(
                        "(?:^|[^\\pL\\pN_])" + quoted + "(?:$|[^\\pL\\pN_])", Pattern.CASE_INSENSITIVE));
            }
        }
        return words;
    }

    private List<Pattern> patterns(JsonNode list, String at) {
        List<Pattern> patterns = new ArrayList<>();
        for (JsonNode each : list) {
            String text = each.asString("");
            if (text.isEmpty() || text.length() > PATTERN_LENGTH_MAX) {
                faults.add(at + ".patterns: each has 1 to " + PATTERN_LENGTH_MAX + " characters");
                continue;
            }
            try {
                patterns.add(Pattern.compile(text, Pattern.CASE_INSENSITIVE));
            } catch (PatternSyntaxException problem) {
                faults.add(at + ".patterns: " + problem.getMessage());
            }
        }
        return patterns;
    }
}

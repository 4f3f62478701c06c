package studio.atelier.engine.moderation;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Locale;

/// One rule.
///
/// @param id       word that is stored with a decision
/// @param sentence for the person; empty for rules that do not block
/// @param matchers one of them is enough; RE2 matches in linear time, so no pattern can blow up
/// @param over     rules that are set aside where this one matches; only for [Action#ALLOW]
record Rule(String id, Action action, String sentence, List<Pattern> matchers, List<String> over) {

    enum Action {
        BLOCK,
        FLAG,
        ALLOW;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Rule {
        matchers = List.copyOf(matchers);
        over = List.copyOf(over);
    }

    boolean matches(String text) {
        return matchers.stream().anyMatch(pattern -> pattern.matcher(text).find());
    }

    Moderation.Decision decision() {
        return switch (action) {
            case BLOCK -> new Moderation.Blocked(id, sentence);
            case FLAG -> new Moderation.Flagged(id);
            case ALLOW -> throw new IllegalStateException("a rule that allows decides about other rules only");
        };
    }
}
